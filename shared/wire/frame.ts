/**
 * Binary messages: a fixed header, then the pixels in GStreamer's default layout (docs/PROTOCOL.md, rules 14 to 19), or none
 * where they lie in a slot of the file that both ends share (rules 37 to 40), or no more than what the frame before has not
 * (rules 41 and 42), or what an encoder made of them (rules 43 to 48).
 */
import type { Nanoseconds } from '../media/time.ts';
import { MAX_CHUNK_BYTES, MAX_FRAME_BYTES, MAX_RING_SLOTS, MAX_TIME_NS } from './limits.ts';
import { malformed } from './schema.ts';

/** First byte of a message, which says what the rest is. */
const FRAME_TYPES = { pixels: 0x46, repeat: 0x52, tiles: 0x54, key: 0x4b, delta: 0x44 } as const;
const SLOT_FRAME_TYPE = 0x53;

/**
 * What stands behind the header: the pixels; nothing, as they are those of the frame before; the tiles that differ from it; an
 * encoded frame that stands alone (`key`), or that needs those before it (`delta`).
 */
export type FrameKind = keyof typeof FRAME_TYPES;

const KINDS = new Map(Object.entries(FRAME_TYPES).map(([kind, type]) => [type as number, kind as FrameKind]));

/** Whether a frame of this kind is encoded. */
export function isChunk(kind: IncomingHeader['kind']): kind is 'key' | 'delta' {
  return kind === 'key' || kind === 'delta';
}

interface CommonHeader {
  /** Position among the frames sent, from 0, without gaps. */
  readonly sequence: number;
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  readonly geometryId: number;
  /** Bytes behind the header, or of pixels in the slot. */
  readonly payloadBytes: number;
}

export interface FrameHeader extends CommonHeader {
  readonly kind: FrameKind;
}

/** A frame whose pixels lie in a slot of the shared file. */
export interface SlotFrameHeader extends CommonHeader {
  readonly kind: 'slot';
  /** Counted from 0. */
  readonly slot: number;
}

/** The header of any binary message. */
export type IncomingHeader = FrameHeader | SlotFrameHeader;

type Kind = 'u32' | 'u64';
/** Offset and kind of each field; all big-endian. Bytes that are no field's are zero. */
type Fields<Header> = readonly (readonly [
  name: Exclude<keyof Header & string, 'kind'>,
  offset: number,
  kind: Kind,
  max: number,
])[];

const FIELDS: Fields<CommonHeader> = [
  ['geometryId', 4, 'u32', 0xffff_ffff],
  ['sequence', 8, 'u64', Number.MAX_SAFE_INTEGER],
  ['ptsNs', 16, 'u64', MAX_TIME_NS],
  ['durationNs', 24, 'u64', MAX_TIME_NS],
  ['payloadBytes', 32, 'u32', MAX_FRAME_BYTES],
];
const SLOT_FIELDS: Fields<SlotFrameHeader> = [...FIELDS, ['slot', 36, 'u32', MAX_RING_SLOTS - 1]];

/** Bytes of the header; a multiple of eight, so that the pixels behind it are aligned. */
export const FRAME_HEADER_BYTES = 40;

/** Writes `header` into the first FRAME_HEADER_BYTES of `target`. Throws ProtocolError for a value out of range. */
export function encodeFrameHeader(header: FrameHeader, target: Uint8Array): void {
  encode(FRAME_TYPES[header.kind], FIELDS, header, target);
}

/** Writes a whole slot frame into the first FRAME_HEADER_BYTES of `target`. Throws ProtocolError for a value out of range. */
export function encodeSlotFrame(header: SlotFrameHeader, target: Uint8Array): void {
  encode(SLOT_FRAME_TYPE, SLOT_FIELDS, header, target);
}

/**
 * The header of a frame message, from its first bytes. Throws ProtocolError where it is short, no frame or out of range.
 * @param messageBytes length of the message in all, where it is known: a header that claims another is refused
 */
export function decodeFrameHeader(bytes: Uint8Array, messageBytes?: number): FrameHeader {
  const kind = KINDS.get(bytes[0] ?? 0) ?? 'pixels';
  const header = decode(FRAME_TYPES[kind], FIELDS, bytes);
  if (kind === 'repeat' && header.payloadBytes > 0) throw malformed('a repeat claims bytes of pixels');
  if (isChunk(kind) && (header.payloadBytes === 0 || header.payloadBytes > MAX_CHUNK_BYTES))
    throw malformed(`an encoded frame claims ${header.payloadBytes} bytes; it has from 1 to ${MAX_CHUNK_BYTES}`);
  if (messageBytes !== undefined && header.payloadBytes !== messageBytes - FRAME_HEADER_BYTES) {
    throw malformed(
      `a frame claims ${header.payloadBytes} bytes of pixels and has ${messageBytes - FRAME_HEADER_BYTES}`,
    );
  }
  return { kind, ...header };
}

/** A slot frame from a whole message of `messageBytes`. Throws ProtocolError where it is none, is longer, or out of range. */
export function decodeSlotFrame(bytes: Uint8Array, messageBytes: number): SlotFrameHeader {
  const header = decode(SLOT_FRAME_TYPE, SLOT_FIELDS, bytes);
  if (messageBytes !== FRAME_HEADER_BYTES)
    throw malformed(`a slot frame has ${messageBytes} bytes instead of ${FRAME_HEADER_BYTES}`);
  return { ...header, kind: 'slot' };
}

/**
 * The header of any, from the first bytes of a message whose length is not known yet; of a slot frame that is all of it.
 * Throws ProtocolError as the decoders above do.
 */
export function decodeHeader(bytes: Uint8Array): IncomingHeader {
  return bytes[0] === SLOT_FRAME_TYPE ? decodeSlotFrame(bytes, FRAME_HEADER_BYTES) : decodeFrameHeader(bytes);
}

function encode<Header extends object>(type: number, fields: Fields<Header>, header: Header, target: Uint8Array): void {
  const view = new DataView(target.buffer, target.byteOffset, FRAME_HEADER_BYTES);
  view.setUint32(0, type << 24);
  view.setUint32(36, 0);
  for (const [name, offset, kind, max] of fields) {
    const value = header[name];
    if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > max)
      throw malformed(`frame ${name} is ${String(value)}, over ${max} or no whole number`);
    if (kind === 'u32') view.setUint32(offset, value as number);
    else view.setBigUint64(offset, BigInt(value as number));
  }
}

function decode<Header extends object>(type: number, fields: Fields<Header>, bytes: Uint8Array): Header {
  if (bytes.byteLength < FRAME_HEADER_BYTES)
    throw malformed(`a frame of ${bytes.byteLength} bytes is shorter than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_BYTES);
  if (view.getUint32(0) !== type << 24) throw malformed('a binary message does not begin as a frame does');
  const hasTail = fields.some(([, offset]) => offset === 36);
  if (!hasTail && view.getUint32(36) !== 0) throw malformed('reserved bytes of a frame header are not zero');
  const header: Record<string, number> = {};
  for (const [name, offset, kind, max] of fields) {
    const value = kind === 'u32' ? view.getUint32(offset) : Number(view.getBigUint64(offset));
    if (value > max) throw malformed(`frame ${name} is over ${max}`);
    header[name] = value;
  }
  return header as Header;
}
