/**
 * GStreamer Data Protocol 1.0: how caps, events and frames reach `gdpdepay` over a plain byte stream.
 * Source: gst-plugins-bad, gst/gdp/dataprotocol.c. All numbers are big-endian; "none" is all ones.
 */
import { colorimetry, type ColourSpace } from './colour.ts';
import { PIXEL_FORMATS, type PixelFormat } from './formats.ts';
import type { Nanoseconds, Rate } from './time.ts';

export const GDP_HEADER_BYTES = 62;

/** Where a header's fields begin, bytes. The version is u8, type and flags u16, the length u32; the others are u64. */
export const GDP_OFFSETS = {
  version: 0,
  type: 4,
  payloadBytes: 6,
  ptsNs: 10,
  durationNs: 18,
  offset: 26,
  offsetEnd: 34,
  flags: 42,
  dtsNs: 44,
} as const;

export const GDP_VERSION = 1;
export const GDP_TYPE_BUFFER = 1;
export const GDP_TYPE_CAPS = 2;
const TYPE_STREAM_START = 0x284e;
const TYPE_SEGMENT = 0x464e;
const TYPE_EOS = 0x6e4e;
/** GST_BUFFER_FLAG_DELTA_UNIT: the frame needs those before it. */
const GDP_FLAG_DELTA = 0x2000;
/** A time or an offset that is not given. */
export const GDP_NONE = 0xffff_ffff_ffff_ffffn;

const STREAM_START = 'GstEventStreamStart, stream-id=(string)s0;';
const SEGMENT =
  'GstEventSegment, segment=(GstSegment)"segment, flags=(GstSegmentFlags)GST_SEGMENT_FLAG_NONE, rate=(double)1, ' +
  'applied-rate=(double)1, format=(GstFormat)time, base=(guint64)0, offset=(guint64)0, start=(guint64)0, ' +
  'stop=(guint64)18446744073709551615, time=(guint64)0, position=(guint64)0, duration=(guint64)18446744073709551615;";';

/** What a caps packet says of the frames that follow it. */
export interface VideoCaps {
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
  readonly colour: ColourSpace;
  /** Frame rate; `[0, 1]` means variable. */
  readonly rate: Rate;
}

/** The `video/x-raw` caps string of `caps`. */
export function capsString(caps: VideoCaps): string {
  const { gstreamer } = PIXEL_FORMATS[caps.format];
  return (
    `video/x-raw, format=(string)${gstreamer}, width=(int)${caps.width}, height=(int)${caps.height}, ` +
    `framerate=(fraction)${caps.rate[0]}/${caps.rate[1]}, pixel-aspect-ratio=(fraction)1/1, ` +
    `interlace-mode=(string)progressive, colorimetry=(string)${colorimetry(caps.colour)}`
  );
}

/** STREAM_START and caps and SEGMENT: what must come before the first frame, in this order. */
export function gdpPreamble(caps: VideoCaps | string): Uint8Array[] {
  return [packet(TYPE_STREAM_START, STREAM_START, GDP_NONE), gdpCaps(caps), packet(TYPE_SEGMENT, SEGMENT, GDP_NONE)];
}

/** A caps packet; also used between frames when the geometry changes. */
export function gdpCaps(caps: VideoCaps | string): Uint8Array {
  return packet(GDP_TYPE_CAPS, typeof caps === 'string' ? caps : capsString(caps), 0n);
}

/** The end-of-stream packet. */
export function gdpEndOfStream(): Uint8Array {
  return header(TYPE_EOS, 0, GDP_NONE, GDP_NONE);
}

/** The header that goes before a frame's `payloadBytes` of pixels. Undefined: the frame has no duration. */
export function gdpFrameHeader(
  ptsNs: Nanoseconds,
  durationNs: Nanoseconds | undefined,
  payloadBytes: number,
): Uint8Array {
  return header(GDP_TYPE_BUFFER, payloadBytes, BigInt(ptsNs), durationNs === undefined ? GDP_NONE : BigInt(durationNs));
}

/** The header that goes before an encoded frame, which is decoded in the order in which it is shown. */
export function gdpChunkHeader(
  ptsNs: Nanoseconds,
  durationNs: Nanoseconds | undefined,
  payloadBytes: number,
  isKey: boolean,
): Uint8Array {
  const bytes = gdpFrameHeader(ptsNs, durationNs, payloadBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(GDP_OFFSETS.dtsNs, BigInt(ptsNs));
  view.setUint16(GDP_OFFSETS.flags, isKey ? 0 : GDP_FLAG_DELTA);
  return bytes;
}

function packet(type: number, text: string, ptsNs: bigint): Uint8Array {
  const bytes = new Uint8Array(GDP_HEADER_BYTES + text.length + 1);
  bytes.set(header(type, text.length + 1, ptsNs, GDP_NONE));
  for (let index = 0; index < text.length; index++) bytes[GDP_HEADER_BYTES + index] = text.charCodeAt(index);
  return bytes;
}

function header(type: number, payloadBytes: number, ptsNs: bigint, durationNs: bigint): Uint8Array {
  const bytes = new Uint8Array(GDP_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(GDP_OFFSETS.version, GDP_VERSION);
  view.setUint16(GDP_OFFSETS.type, type);
  view.setUint32(GDP_OFFSETS.payloadBytes, payloadBytes);
  view.setBigUint64(GDP_OFFSETS.ptsNs, ptsNs);
  view.setBigUint64(GDP_OFFSETS.durationNs, durationNs);
  view.setBigUint64(GDP_OFFSETS.offset, GDP_NONE);
  view.setBigUint64(GDP_OFFSETS.offsetEnd, GDP_NONE);
  view.setBigUint64(GDP_OFFSETS.dtsNs, GDP_NONE);
  return bytes;
}
