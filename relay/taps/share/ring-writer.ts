/**
 * Writes frames into a segment's slots, one after the other and round again. Knows of no reader and waits for none.
 *
 * A reader takes a slot for whole only if its stamp names the frame it wants, before and after it read the rest. So the
 * stamp is made odd first, then the rest is written, then the stamp becomes even: three writes, each ended before the next
 * begins, and no reader sees a later one without the earlier (docs/decisions/024-shares-are-files-in-shared-memory.md).
 */
import { writev as writevCallback, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Nanoseconds } from '../../../shared/media/time.ts';
import {
  encodeFields,
  PROGRESS_BYTES,
  PROGRESS_FIELDS,
  PROGRESS_OFFSET,
  SHARE_FORMATS,
  type ShareGeometry,
  shareSizes,
  SLOT_FIELDS,
  SLOT_HEADER_BYTES,
  slotOffset,
  STAMP_BYTES,
  STATE_CLOSED,
  STATE_WRITING,
} from './layout.ts';
import { Segment } from './segment.ts';

const writev = promisify(writevCallback);

export interface RingFrame {
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  /** Rows from the top, as the segment's format has them, with or without GStreamer's padding to four bytes. */
  readonly pixels: Buffer;
  /** Frames that were due so far, and not written. */
  readonly dropped: number;
}

export class RingWriter {
  readonly geometry: ShareGeometry;
  readonly #segment: Segment;
  readonly #sizes: ReturnType<typeof shareSizes>;
  readonly #slotHeader = Buffer.alloc(SLOT_HEADER_BYTES);
  readonly #progress = Buffer.alloc(PROGRESS_BYTES);
  #frames = 0;
  #isClosed = false;

  private constructor(geometry: ShareGeometry, segment: Segment) {
    this.geometry = geometry;
    this.#segment = segment;
    this.#sizes = shareSizes(geometry);
  }

  /** Makes the segment `name`. Throws SHARE_TAKEN or SHARE_UNAVAILABLE. */
  static async create(name: string, geometry: ShareGeometry, permissions: number): Promise<RingWriter> {
    return new RingWriter(geometry, await Segment.create(name, geometry, permissions));
  }

  /** Frames written so far. */
  get frames(): number {
    return this.#frames;
  }

  get path(): string {
    return this.#segment.path;
  }

  /** Writes a frame. One at a time: the caller waits for the one before. */
  async write({ ptsNs, durationNs, pixels, dropped }: RingFrame): Promise<void> {
    const { frameBytes } = this.#sizes;
    const sequence = this.#frames;
    const at = slotOffset(this.geometry, sequence);
    const header = this.#slotHeader;
    const stamp = 2 * sequence + 1;
    encodeFields(SLOT_FIELDS, { stamp, ptsNs, durationNs, payloadBytes: frameBytes, dropped }, header);
    this.#put(header.subarray(0, STAMP_BYTES), at);
    // In a thread of Node's pool: a large frame takes milliseconds.
    const rest = [header.subarray(STAMP_BYTES), this.#unpadded(pixels)];
    const { bytesWritten } = await writev(this.#segment.fd, rest, at + STAMP_BYTES);
    if (bytesWritten !== SLOT_HEADER_BYTES - STAMP_BYTES + frameBytes) throw new Error(`${bytesWritten} bytes written`);
    encodeFields(SLOT_FIELDS, { stamp: stamp + 1 }, header);
    this.#put(header.subarray(0, STAMP_BYTES), at);
    this.#frames++;
    this.#tell(STATE_WRITING);
  }

  /** Tells the readers that no more frames come, and takes the name away. Idempotent. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tell(STATE_CLOSED);
    await this.#segment.close();
  }

  #tell(state: number): void {
    encodeFields(PROGRESS_FIELDS, { frames: this.#frames, state }, this.#progress, PROGRESS_OFFSET);
    this.#put(this.#progress, PROGRESS_OFFSET);
  }

  /** In shared memory some bytes take a microsecond. */
  #put(bytes: Buffer, at: number): void {
    writeSync(this.#segment.fd, bytes, 0, bytes.length, at);
  }

  /** GStreamer begins each row at a multiple of four bytes; readers want one array. */
  #unpadded(pixels: Buffer): Buffer {
    const { rowBytes, frameBytes } = this.#sizes;
    const { width, height, format } = this.geometry;
    if (pixels.length === frameBytes) return pixels;
    const stride = (rowBytes + 3) & ~3;
    if (pixels.length !== stride * height)
      throw new Error(`${pixels.length} bytes for ${width} x ${height} ${format} (${SHARE_FORMATS[format]} a pixel)`);
    const packed = Buffer.allocUnsafe(frameBytes);
    for (let row = 0; row < height; row++) pixels.copy(packed, row * rowBytes, row * stride, row * stride + rowBytes);
    return packed;
  }
}
