/**
 * What a shared-memory segment holds: a header, then slots of one frame each. All numbers are little-endian. Declared here
 * for the writer and the Node reader, again in clients/python/reelay_share.py, and told in docs/SHARING.md; tests hold the
 * three against each other.
 */
/** Bytes a pixel takes, by GStreamer's name of the format. One plane each, so that a frame is an array of rows. */
export const SHARE_FORMATS = { RGB: 3, BGR: 3, RGBA: 4, BGRA: 4, GRAY8: 1 } as const;
export type ShareFormat = keyof typeof SHARE_FORMATS;

export const MIN_SLOTS = 2;
export const MAX_SLOTS = 256;
/** Longest interval: a day. */
export const MAX_INTERVAL_MS = 86_400_000;
/** Bytes before the first slot. Slots begin at multiples of it, so that none shares a page with another. */
export const HEADER_BYTES = 4096;
/** Bytes before a slot's pixels: a cache line, so that they are aligned. */
export const SLOT_HEADER_BYTES = 64;

export const STATE_WRITING = 1;
export const STATE_CLOSED = 2;

/** `text8`: ASCII, filled up with zeros. */
type Kind = 'u32' | 'u64' | 'text8';
type Fields = Readonly<Record<string, readonly [offset: number, kind: Kind]>>;

/** Written once, before the segment has its name. */
export const HEADER_FIELDS = {
  magic: [0, 'text8'],
  version: [8, 'u32'],
  byteOrder: [12, 'u32'],
  headerBytes: [16, 'u32'],
  slotHeaderBytes: [20, 'u32'],
  /** From one slot's beginning to the next one's. */
  slotBytes: [24, 'u64'],
  slots: [32, 'u32'],
  /** Pixels. */
  width: [36, 'u32'],
  height: [40, 'u32'],
  /** Bytes of a row; there is no padding between rows. */
  rowBytes: [44, 'u32'],
  frameBytes: [48, 'u32'],
  /** Least time between two frames; 0: every frame. */
  intervalMs: [52, 'u32'],
  format: [56, 'text8'],
  writerPid: [64, 'u32'],
  /** When the segment was made, ms since 1970. */
  writerSinceMs: [72, 'u64'],
} as const satisfies Fields;

/** Written with each frame, in a cache line of its own. */
export const PROGRESS_FIELDS = {
  /** Frames written so far; the newest has this sequence number less one. */
  frames: [128, 'u64'],
  /** STATE_WRITING or STATE_CLOSED. */
  state: [136, 'u32'],
} as const satisfies Fields;
export const PROGRESS_OFFSET = 128;
export const PROGRESS_BYTES = 16;

export const SLOT_FIELDS = {
  /** 2 x sequence + 1 while that frame is being written, 2 x sequence + 2 once it is whole; 0: never written. */
  stamp: [0, 'u64'],
  ptsNs: [8, 'u64'],
  durationNs: [16, 'u64'],
  payloadBytes: [24, 'u64'],
  /** Frames that were due until then, and that the writer had no time for. */
  dropped: [32, 'u64'],
} as const satisfies Fields;
export const STAMP_BYTES = 8;

type Values<F extends Fields> = { [Name in keyof F]: F[Name][1] extends 'text8' ? string : number };

/** How every frame of a segment looks. */
export interface ShareGeometry {
  readonly format: ShareFormat;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly slots: number;
  readonly intervalMs: number;
}

/** The sizes that follow from a geometry, bytes. */
export function shareSizes({ format, width, height, slots }: ShareGeometry) {
  const rowBytes = width * SHARE_FORMATS[format];
  const frameBytes = rowBytes * height;
  const slotBytes = Math.ceil((SLOT_HEADER_BYTES + frameBytes) / HEADER_BYTES) * HEADER_BYTES;
  return { rowBytes, frameBytes, slotBytes, segmentBytes: HEADER_BYTES + slots * slotBytes };
}

/** Where frame `sequence` is, bytes from the segment's beginning. */
export function slotOffset(geometry: ShareGeometry, sequence: number): number {
  return HEADER_BYTES + (sequence % geometry.slots) * shareSizes(geometry).slotBytes;
}

/** Writes `values` into `target`, whose first byte stands at `from` of the header or slot. */
export function encodeFields<F extends Fields>(fields: F, values: Partial<Values<F>>, target: Buffer, from = 0): void {
  for (const [name, value] of Object.entries(values) as [string, string | number][]) {
    const [offset, kind] = fields[name] as F[string];
    if (kind === 'u32') target.writeUInt32LE(Number(value), offset - from);
    else if (kind === 'u64') target.writeBigUInt64LE(BigInt(value), offset - from);
    else target.write(String(value).padEnd(8, '\0'), offset - from, 'latin1');
  }
}

/** Reads what `encodeFields` writes. A u64 beyond what a number holds exactly comes as Infinity. */
export function decodeFields<F extends Fields>(fields: F, source: Buffer, from = 0): Values<F> {
  const entries = Object.entries(fields).map(([name, [offset, kind]]) => {
    if (kind === 'u32') return [name, source.readUInt32LE(offset - from)];
    if (kind === 'text8')
      return [name, source.toString('latin1', offset - from, offset - from + 8).replace(/\0+$/, '')];
    const value = source.readBigUInt64LE(offset - from);
    return [name, value > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(value)];
  });
  return Object.fromEntries(entries) as Values<F>;
}
