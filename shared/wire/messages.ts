/** Control messages: each field is declared here once; encode and decode both read these tables. */
import { ERRORS, type ErrorCode } from '../errors.ts';
import { CODEC_NAMES, type CodecName } from '../media/codecs.ts';
import { MATRICES, PRIMARIES, TRANSFERS } from '../media/colour.ts';
import { PIXEL_FORMAT_NAMES } from '../media/formats.ts';
import { ALPHAS, MODES, QUALITIES } from './choices.ts';
import {
  MAX_BITRATE,
  MAX_CONTROL_BYTES,
  MAX_DESCRIPTION_BYTES,
  MAX_ERROR_TEXT_LENGTH,
  MAX_FRAME_BYTES,
  MAX_NAME_LENGTH,
  MAX_OUTPUT_ERROR_LENGTH,
  MAX_OUTPUTS,
  MAX_PRESET_LENGTH,
  MAX_PROGRESS_WARNINGS,
  MAX_RATE,
  MAX_RATE_PART,
  MAX_REPORTED_GAPS,
  MAX_REPORTED_WARNINGS,
  MAX_RING_SLOTS,
  MAX_SIDE_PIXELS,
  MAX_TIME_NS,
  MAX_WARNING_LENGTH,
  MAX_WARNINGS,
  MIN_BITRATE,
} from './limits.ts';
import { RING_ALIGNMENT_BYTES, RING_NONCE_BYTES } from './ring.ts';
import {
  decimal,
  type Field,
  flag,
  hex,
  hexUpTo,
  integer,
  list,
  malformed,
  multiple,
  object,
  oneOf,
  optional,
  text,
  type TypeOf,
} from './schema.ts';

export { type Alpha, ALPHAS, type Mode, MODES, QUALITIES, type Quality } from './choices.ts';

/** WebSocket subprotocol; its number changes with any change that an older end would not understand. */
export const SUBPROTOCOL = 'reelay.v1';

/** Why frames were dropped: no credit (the pipeline is slower), the worker was busy, or the clock went past them. */
export const DROP_REASONS = ['credit', 'busy', 'late'] as const;

/** Matrices in which a page may convert RGB to 4:2:0 itself. */
export const YUV_MATRICES = ['bt709', 'bt601'] as const;

/**
 * Ways for frames to reach the relay: in messages; in slots of a shared file that GStreamer maps; in slots that the relay
 * reads; in messages, encoded by the browser.
 */
export const TRANSPORTS = ['socket', 'ring', 'ring-read', 'encoded'] as const;

export type DropReason = (typeof DROP_REASONS)[number];
export type TransportName = (typeof TRANSPORTS)[number];
export type YuvMatrix = (typeof YUV_MATRICES)[number];

const sequence = integer(0);
const timeNs = integer(0, MAX_TIME_NS);
const side = integer(1, MAX_SIDE_PIXELS);
const warning = text(MAX_WARNING_LENGTH);

const rate: Field<readonly [number, number]> = (value, path) => {
  const [numerator, denominator] = list(integer(1, MAX_RATE_PART), 2)(value, path);
  if (numerator === undefined || denominator === undefined) throw malformed(`${path} must be a pair of numbers`);
  if (numerator / denominator > MAX_RATE) throw malformed(`${path} is over ${MAX_RATE} frames per second`);
  return [numerator, denominator];
};

const presets: Field<readonly string[]> = (value, path) => {
  const ids = list(text(MAX_PRESET_LENGTH), MAX_OUTPUTS)(value, path);
  if (ids.length === 0) throw malformed(`${path} names no preset`);
  if (new Set(ids).size < ids.length) throw malformed(`${path} names a preset twice`);
  return ids;
};

/** In the page's order of preference. */
const codecs: Field<readonly CodecName[]> = (value, path) => {
  const names = list(oneOf(CODEC_NAMES), CODEC_NAMES.length)(value, path);
  if (names.length === 0) throw malformed(`${path} names no codec`);
  if (new Set(names).size < names.length) throw malformed(`${path} names a codec twice`);
  return names;
};

const colour = object({
  matrix: oneOf(Object.keys(MATRICES) as (keyof typeof MATRICES)[]),
  transfer: oneOf(Object.keys(TRANSFERS) as (keyof typeof TRANSFERS)[]),
  primaries: oneOf(Object.keys(PRIMARIES) as (keyof typeof PRIMARIES)[]),
  fullRange: flag,
});

/** A run of frames that were captured or due, but not sent. */
const gap = object({
  /** Wire sequence number of the first frame after the gap. */
  beforeSequence: sequence,
  /** Frames lost. */
  count: integer(1),
  /** Time of the first and of the last lost frame. */
  fromNs: timeNs,
  toNs: timeNs,
  reason: oneOf(DROP_REASONS),
});

/** One file of a recording. */
const output = object({
  id: text(64),
  /** Path on the relay, without the token; empty where there is no file. */
  url: text(1000),
  preset: text(MAX_PRESET_LENGTH),
  mime: text(200),
  /** Size of the picture in the file, pixels. */
  width: side,
  height: side,
  /** Frames its pipeline accepted. */
  frames: integer(0),
  durationSeconds: decimal(0, Number.MAX_SAFE_INTEGER),
  /** Size of the file. */
  bytes: integer(0),
  /** Whether encoded frames are in the file as they came. Absent where frames came raw. */
  stored: optional(flag),
  /** Why it ended before the recording did, or left no file. */
  error: optional(
    object({
      code: oneOf(Object.keys(ERRORS) as ErrorCode[]),
      message: text(MAX_OUTPUT_ERROR_LENGTH),
      remedy: text(MAX_OUTPUT_ERROR_LENGTH),
    }),
  ),
});

/** Its own fields are those of the first output that is complete. */
const recording = object({
  id: text(64),
  name: text(MAX_NAME_LENGTH),
  /** Path on the relay, without the token; empty where the pipeline writes no file. */
  url: text(1000),
  preset: text(MAX_PRESET_LENGTH),
  mime: text(200),
  /** Size of the picture in the file, pixels. */
  width: side,
  height: side,
  /** Nominal rate as a fraction. */
  fps: rate,
  /** Frames the pipeline accepted. */
  frames: integer(0),
  dropped: integer(0),
  gaps: list(gap, MAX_REPORTED_GAPS),
  durationSeconds: decimal(0, Number.MAX_SAFE_INTEGER),
  /** Size of the file. */
  bytes: integer(0),
  warnings: list(warning, MAX_REPORTED_WARNINGS),
  /** How the frames came; a ring where only some came so. */
  transport: oneOf(TRANSPORTS),
  /** How they were encoded, where they were. */
  codec: optional(oneOf(CODEC_NAMES)),
  /** All of them, in the order in which their presets were named. */
  outputs: list(output, MAX_OUTPUTS),
});

export type OutputReport = TypeOf<typeof output>;
export type Gap = TypeOf<typeof gap>;
/** A finished recording as the relay reports it. */
export type RecordingReport = TypeOf<typeof recording>;

/** Page to relay. */
const clientMessages = {
  start: object({
    type: oneOf(['start']),
    mode: oneOf(MODES),
    fps: rate,
    /** Each makes a file of its own of the same frames. */
    presets,
    name: text(MAX_NAME_LENGTH),
    /** Size of the recording, pixels; frames of another size are fitted into it. */
    width: side,
    height: side,
    alpha: optional(oneOf(ALPHAS)),
    quality: oneOf(QUALITIES),
    /** Bits per second; overrides what `quality` would choose. */
    bitrate: optional(integer(MIN_BITRATE, MAX_BITRATE)),
    /** The browser's user agent, for the sidecar. */
    agent: text(500),
    /** A file in which the page could put its frames, for a relay that has the same file. */
    ring: optional(
      object({
        /** What stands at the file's beginning. */
        nonce: hex(RING_NONCE_BYTES),
        slots: integer(2, MAX_RING_SLOTS),
        slotBytes: multiple(RING_ALIGNMENT_BYTES, MAX_FRAME_BYTES),
      }),
    ),
    /** Frames can come encoded, in any of these. */
    encoded: optional(object({ codecs })),
  }),
  geometry: object({
    type: oneOf(['geometry']),
    /** Chosen by the sender, counted up from 0. */
    id: integer(0, 0xffff_ffff),
    format: oneOf(PIXEL_FORMAT_NAMES),
    width: side,
    height: side,
    colour,
  }),
  encoding: object({
    type: oneOf(['encoding']),
    /** Counted up with those of geometries. */
    id: integer(0, 0xffff_ffff),
    codec: oneOf(CODEC_NAMES),
    width: side,
    height: side,
    colour,
    /** What stands beside the stream: avcC (ISO/IEC 14496-15) of H.264, hvcC of H.265; none of the others. */
    description: optional(hexUpTo(MAX_DESCRIPTION_BYTES)),
  }),
  drop: object({
    type: oneOf(['drop']),
    count: integer(1),
    fromNs: timeNs,
    toNs: timeNs,
    reason: oneOf(DROP_REASONS),
  }),
  pause: object({ type: oneOf(['pause']), atNs: timeNs }),
  resume: object({ type: oneOf(['resume']), atNs: timeNs }),
  finish: object({
    type: oneOf(['finish']),
    /** Frames sent in all; the relay checks it. */
    frames: integer(0),
    warnings: list(warning, MAX_WARNINGS),
  }),
} as const;

/** Relay to page. */
const relayMessages = {
  started: object({
    type: oneOf(['started']),
    /** Id of the recording, which is that of its first output. */
    id: text(64),
    /** Whether frames are to keep their alpha channel. */
    alpha: oneOf(ALPHAS),
    /** All files will be 4:2:0 in this matrix: RGB may come as I420 of it. Absent: frames come as they are. */
    yuv: optional(oneOf(YUV_MATRICES)),
    /** Size of the picture in the first output's file. */
    width: side,
    height: side,
    maxFrameBytes: integer(1, MAX_FRAME_BYTES),
    warnings: list(warning, MAX_WARNINGS),
    /** The relay has the page's file: what it wrote there behind the nonce. Absent: frames come in messages. */
    ring: optional(object({ proof: hex(RING_NONCE_BYTES) })),
    /** Frames are to come encoded so, in this size. Absent: they come raw. */
    encoded: optional(object({ codec: oneOf(CODEC_NAMES), width: side, height: side })),
  }),
  credit: object({
    type: oneOf(['credit']),
    /** Frames with a sequence number below this may be sent. */
    frames: integer(0),
    /** Payload bytes that may be sent in all. */
    bytes: integer(0),
  }),
  progress: object({
    type: oneOf(['progress']),
    /** Frames that every pipeline still at work accepted. */
    acceptedFrames: integer(0),
    /** Frames that came out of the slowest encoder. */
    encodedFrames: integer(0),
    /** Size of all files by now. */
    bytes: integer(0),
    /** What turned up since the last progress: pipelines' warnings, outputs that ended early. */
    warnings: list(warning, MAX_PROGRESS_WARNINGS),
  }),
  /** Somebody begins to look, or could not follow: the next frame to be encoded is to be a key frame. */
  keyframe: object({ type: oneOf(['keyframe']) }),
  finished: object({ type: oneOf(['finished']), recording }),
  failed: object({
    type: oneOf(['failed']),
    code: oneOf(Object.keys(ERRORS) as ErrorCode[]),
    message: text(MAX_ERROR_TEXT_LENGTH),
    remedy: text(MAX_ERROR_TEXT_LENGTH),
    /** What could be kept. */
    recording: optional(recording),
  }),
} as const;

type Table = Readonly<Record<string, Field<unknown>>>;
type MessageOf<Messages extends Table> = TypeOf<Messages[keyof Messages]>;
/** What a page may say to a relay. */
export type ClientMessage = MessageOf<typeof clientMessages>;
/** What a relay may say to a page. */
export type RelayMessage = MessageOf<typeof relayMessages>;
export type StartMessage = TypeOf<(typeof clientMessages)['start']>;
export type GeometryMessage = TypeOf<(typeof clientMessages)['geometry']>;
export type EncodingMessage = TypeOf<(typeof clientMessages)['encoding']>;
export type DropMessage = TypeOf<(typeof clientMessages)['drop']>;

/** Text of a page's message. Throws ProtocolError where it breaks its own table. */
export function encodeClientMessage(message: ClientMessage): string {
  return encode(clientMessages, message);
}

/** A page's message from its text. Throws ProtocolError. */
export function decodeClientMessage(source: string): ClientMessage {
  return decode(clientMessages, source) as ClientMessage;
}

/** Text of a relay's message. Throws ProtocolError where it breaks its own table. */
export function encodeRelayMessage(message: RelayMessage): string {
  return encode(relayMessages, message);
}

/** A relay's message from its text. Throws ProtocolError. */
export function decodeRelayMessage(source: string): RelayMessage {
  return decode(relayMessages, source) as RelayMessage;
}

/** Bytes `message` takes on the wire. */
export function controlBytes(message: ClientMessage | RelayMessage): number {
  return utf8Bytes(JSON.stringify(message));
}

function encode(table: Table, message: { readonly type: string }): string {
  const source = JSON.stringify(check(table, message));
  checkLength(source);
  return source;
}

function decode(table: Table, source: string): unknown {
  checkLength(source);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw malformed('a control message is no JSON');
  }
  return check(table, value);
}

function checkLength(source: string): void {
  if (utf8Bytes(source) > MAX_CONTROL_BYTES) throw malformed(`a control message is over ${MAX_CONTROL_BYTES} bytes`);
}

/** Bytes of `source` in UTF-8. It has no lone surrogates: JSON escapes them, and UTF-8 has none. */
function utf8Bytes(source: string): number {
  let bytes = source.length;
  for (let index = 0; index < source.length; index++) {
    const unit = source.charCodeAt(index);
    if (unit >= 0x80) bytes++;
    // Two units of a pair make four bytes.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes++;
  }
  return bytes;
}

function check(table: Table, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('a control message is no object');
  const type: unknown = Object.hasOwn(value, 'type') ? (value as { type: unknown }).type : undefined;
  if (typeof type !== 'string') throw malformed('a control message has no type');
  const field = Object.hasOwn(table, type) ? table[type] : undefined;
  if (!field) throw malformed(`no control message has the type ${JSON.stringify(type.slice(0, 60))}`);
  return field(value, type);
}
