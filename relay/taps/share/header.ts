/** A segment's header: made by the writer, believed by no reader before it was checked. */
import { ReelayError } from '../../../shared/errors.ts';
import { MAX_FRAME_BYTES, MAX_SIDE_PIXELS } from '../../../shared/wire/limits.ts';
import {
  decodeFields,
  encodeFields,
  HEADER_BYTES,
  HEADER_FIELDS,
  MAX_INTERVAL_MS,
  MAX_SLOTS,
  MIN_SLOTS,
  PROGRESS_FIELDS,
  SHARE_FORMATS,
  type ShareFormat,
  type ShareGeometry,
  shareSizes,
  SLOT_HEADER_BYTES,
  STATE_WRITING,
} from './layout.ts';

const MAGIC = 'REELAYSH';
const VERSION = 1;
/** Reads otherwise in the other byte order. */
const BYTE_ORDER = 0x0102_0304;

/** The first HEADER_BYTES of a segment that this process writes. */
export function encodeHeader(geometry: ShareGeometry): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const { rowBytes, frameBytes, slotBytes } = shareSizes(geometry);
  const { format, width, height, slots, intervalMs } = geometry;
  encodeFields(
    HEADER_FIELDS,
    {
      ...{ magic: MAGIC, version: VERSION, byteOrder: BYTE_ORDER },
      ...{ headerBytes: HEADER_BYTES, slotHeaderBytes: SLOT_HEADER_BYTES, slotBytes, slots },
      ...{ width, height, rowBytes, frameBytes, intervalMs, format },
      ...{ writerPid: process.pid, writerSinceMs: Date.now() },
    },
    header,
  );
  encodeFields(PROGRESS_FIELDS, { frames: 0, state: STATE_WRITING }, header);
  return header;
}

/** A segment's header, checked. */
export interface ShareHeader extends ShareGeometry {
  readonly writerPid: number;
  readonly writerSinceMs: number;
}

/**
 * Reads and checks the header of a segment of `segmentBytes`: every offset that follows from it lies within the segment.
 * Throws SHARE_INVALID.
 * @param path the segment's, for the error
 */
export function decodeHeader(bytes: Buffer, segmentBytes: number, path: string): ShareHeader {
  const demand = (holds: boolean, reason: string): void => {
    if (!holds) throw new ReelayError('SHARE_INVALID', { path, reason });
  };
  demand(bytes.length >= HEADER_BYTES, `it is shorter than a header (${bytes.length} bytes)`);
  const { magic, version, byteOrder, headerBytes, slotHeaderBytes, ...header } = decodeFields(HEADER_FIELDS, bytes);
  demand(magic === MAGIC, 'it does not begin as a share does');
  demand(version === VERSION, `it has version ${version} of the layout, and this reader knows ${VERSION}`);
  demand(byteOrder === BYTE_ORDER, 'it has another byte order');
  const { format, width, height, slots, intervalMs, writerPid, writerSinceMs } = header;
  demand(Object.hasOwn(SHARE_FORMATS, format), `its format is ${JSON.stringify(format)}`);
  for (const [name, value, min, max] of [
    ['width', width, 1, MAX_SIDE_PIXELS],
    ['height', height, 1, MAX_SIDE_PIXELS],
    ['slots', slots, MIN_SLOTS, MAX_SLOTS],
    ['intervalMs', intervalMs, 0, MAX_INTERVAL_MS],
    ['frameBytes', header.frameBytes, 1, MAX_FRAME_BYTES],
  ] as const)
    demand(value >= min && value <= max, `its ${name} is ${value}, not from ${min} to ${max}`);
  const geometry: ShareGeometry = { format: format as ShareFormat, width, height, slots, intervalMs };
  const sizes = shareSizes(geometry);
  for (const [name, value, due] of [
    ['headerBytes', headerBytes, HEADER_BYTES],
    ['slotHeaderBytes', slotHeaderBytes, SLOT_HEADER_BYTES],
    ['rowBytes', header.rowBytes, sizes.rowBytes],
    ['frameBytes', header.frameBytes, sizes.frameBytes],
    ['slotBytes', header.slotBytes, sizes.slotBytes],
    ['length', segmentBytes, sizes.segmentBytes],
  ] as const)
    demand(value === due, `its ${name} is ${value}, and the rest of the header makes it ${due}`);
  return { ...geometry, writerPid, writerSinceMs };
}
