/** The binary frame message: a fixed header, then the pixels in GStreamer's default layout (docs/PROTOCOL.md, rules 14 to 19). */
import type { Nanoseconds } from '../media/time.ts';
import { MAX_FRAME_BYTES, MAX_TIME_NS } from './limits.ts';
import { malformed } from './schema.ts';

/** First byte of a frame message. */
const FRAME_TYPE = 0x46;

export interface FrameHeader {
  /** Position among the frames sent, from 0, without gaps. */
  readonly sequence: number;
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  readonly geometryId: number;
  /** Bytes of pixels behind the header. */
  readonly payloadBytes: number;
}

type Kind = 'u32' | 'u64';

/** Offset and kind of each field; all big-endian. Bytes 1 to 3 are zero. */
const FIELDS: readonly (readonly [name: keyof FrameHeader, offset: number, kind: Kind, max: number])[] = [
  ['geometryId', 4, 'u32', 0xffff_ffff],
  ['sequence', 8, 'u64', Number.MAX_SAFE_INTEGER],
  ['ptsNs', 16, 'u64', MAX_TIME_NS],
  ['durationNs', 24, 'u64', MAX_TIME_NS],
  ['payloadBytes', 32, 'u32', MAX_FRAME_BYTES],
];

/** Bytes of the header; a multiple of eight, so that the pixels behind it are aligned. */
export const FRAME_HEADER_BYTES = 40;

/** Writes `header` into the first FRAME_HEADER_BYTES of `target`. Throws ProtocolError for a value out of range. */
export function encodeFrameHeader(header: FrameHeader, target: Uint8Array): void {
  const view = new DataView(target.buffer, target.byteOffset, FRAME_HEADER_BYTES);
  view.setUint32(0, FRAME_TYPE << 24);
  view.setUint32(36, 0);
  for (const [name, offset, kind, max] of FIELDS) {
    const value = header[name];
    if (!Number.isSafeInteger(value) || value < 0 || value > max)
      throw malformed(`frame ${name} is ${value}, over ${max} or no whole number`);
    if (kind === 'u32') view.setUint32(offset, value);
    else view.setBigUint64(offset, BigInt(value));
  }
}

/**
 * The header of a frame message, from its first bytes. Throws ProtocolError where it is short, no frame or out of range.
 * @param messageBytes length of the message in all, where it is known: a header that claims another is refused
 */
export function decodeFrameHeader(bytes: Uint8Array, messageBytes?: number): FrameHeader {
  if (bytes.byteLength < FRAME_HEADER_BYTES)
    throw malformed(`a frame of ${bytes.byteLength} bytes is shorter than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_BYTES);
  if (view.getUint32(0) !== FRAME_TYPE << 24) throw malformed('a binary message does not begin as a frame does');
  if (view.getUint32(36) !== 0) throw malformed('reserved bytes of a frame header are not zero');
  const header: Record<keyof FrameHeader, number> = {
    sequence: 0,
    ptsNs: 0,
    durationNs: 0,
    geometryId: 0,
    payloadBytes: 0,
  };
  for (const [name, offset, kind, max] of FIELDS) {
    const value = kind === 'u32' ? view.getUint32(offset) : Number(view.getBigUint64(offset));
    if (value > max) throw malformed(`frame ${name} is over ${max}`);
    header[name] = value;
  }
  if (messageBytes !== undefined && header.payloadBytes !== messageBytes - FRAME_HEADER_BYTES) {
    throw malformed(
      `a frame claims ${header.payloadBytes} bytes of pixels and has ${messageBytes - FRAME_HEADER_BYTES}`,
    );
  }
  return header;
}
