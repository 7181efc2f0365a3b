/**
 * GStreamer Data Protocol 1.0: how caps, events and frames reach `gdpdepay` over a plain byte stream.
 * Source: gst-plugins-bad, gst/gdp/dataprotocol.c. All numbers are big-endian; "none" is all ones.
 */
import { colorimetry, type ColourSpace } from './colour.ts';
import { PIXEL_FORMATS, type PixelFormat } from './formats.ts';
import type { Nanoseconds, Rate } from './time.ts';

export const GDP_HEADER_BYTES = 62;

const TYPE_BUFFER = 1;
const TYPE_CAPS = 2;
const TYPE_STREAM_START = 0x284e;
const TYPE_SEGMENT = 0x464e;
const TYPE_EOS = 0x6e4e;
const NONE = 0xffff_ffff_ffff_ffffn;

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
  return [packet(TYPE_STREAM_START, STREAM_START, NONE), gdpCaps(caps), packet(TYPE_SEGMENT, SEGMENT, NONE)];
}

/** A caps packet; also used between frames when the geometry changes. */
export function gdpCaps(caps: VideoCaps | string): Uint8Array {
  return packet(TYPE_CAPS, typeof caps === 'string' ? caps : capsString(caps), 0n);
}

/** The end-of-stream packet. */
export function gdpEndOfStream(): Uint8Array {
  return header(TYPE_EOS, 0, NONE, NONE);
}

/** The header that goes before a frame's `payloadBytes` of pixels. Undefined: the frame has no duration. */
export function gdpFrameHeader(
  ptsNs: Nanoseconds,
  durationNs: Nanoseconds | undefined,
  payloadBytes: number,
): Uint8Array {
  return header(TYPE_BUFFER, payloadBytes, BigInt(ptsNs), durationNs === undefined ? NONE : BigInt(durationNs));
}

function packet(type: number, text: string, ptsNs: bigint): Uint8Array {
  const bytes = new Uint8Array(GDP_HEADER_BYTES + text.length + 1);
  bytes.set(header(type, text.length + 1, ptsNs, NONE));
  for (let index = 0; index < text.length; index++) bytes[GDP_HEADER_BYTES + index] = text.charCodeAt(index);
  return bytes;
}

function header(type: number, payloadBytes: number, ptsNs: bigint, durationNs: bigint): Uint8Array {
  const bytes = new Uint8Array(GDP_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint16(4, type);
  view.setUint32(6, payloadBytes);
  view.setBigUint64(10, ptsNs);
  view.setBigUint64(18, durationNs);
  view.setBigUint64(26, NONE);
  view.setBigUint64(34, NONE);
  view.setBigUint64(44, NONE);
  return bytes;
}
