/** What each end may ask of the other. Checked before memory is taken (docs/PROTOCOL.md, rules 30 to 37). */

/** Longest side of a frame, pixels. */
export const MAX_SIDE_PIXELS = 16_384;
/** Largest payload of one frame, bytes: 8192 x 4320 in four-byte pixels. */
export const MAX_FRAME_BYTES = 8192 * 4320 * 4;
/** Largest control message, bytes of UTF-8. */
export const MAX_CONTROL_BYTES = 64 * 1024;
/** Highest frame rate, frames per second. */
export const MAX_RATE = 1000;
/** Largest numerator and denominator of a frame rate. */
export const MAX_RATE_PART = 1_000_000_000;
/** Bits per second. The encoders' own bounds begin just above: the least is x264enc's 2 048 000 000. */
export const MIN_BITRATE = 1000;
export const MAX_BITRATE = 2_000_000_000;
/** Most WebSocket frames one message may come in: Chromium sends pieces of 128 KB, which makes a tenth of this for the largest. */
export const MAX_FRAGMENTS = 4096;
/** Most bytes that may come between a message's first and last byte without being part of it: headers, pings. */
export const MAX_FRAGMENT_OVERHEAD_BYTES = 1024 * 1024;
/** Frames that may be under way between page and pipeline. */
export const CREDIT_WINDOW_FRAMES = 4;
/** Largest encoded frame, bytes. */
export const MAX_CHUNK_BYTES = 16 * 1024 * 1024;
/** Longest description of an encoded stream, bytes: some hundred are usual. */
export const MAX_DESCRIPTION_BYTES = 4096;
/** Encoded frames that may be under way: two seconds at 60 a second, for a path that is long. */
export const ENCODED_WINDOW_FRAMES = 128;
/** And their bytes: more than is sent in a second, and room for one of any size. */
export const ENCODED_WINDOW_BYTES = 2 * MAX_CHUNK_BYTES;
/** Slots of a file that page and relay share. */
export const MAX_RING_SLOTS = 8;
/** Geometries one session may announce. */
export const MAX_GEOMETRIES = 10_000;
/** Longest name of a recording as a person gives it, UTF-16 units. */
export const MAX_NAME_LENGTH = 200;
/** Longest name of a preset, UTF-16 units. */
export const MAX_PRESET_LENGTH = 100;
/** Longest warning, UTF-16 units. */
export const MAX_WARNING_LENGTH = 1000;
/** Most warnings a message may list; those of a finished recording are the relay's and the page's. */
export const MAX_WARNINGS = 50;
export const MAX_REPORTED_WARNINGS = 100;
/** Most gaps the report of a recording may list. */
export const MAX_REPORTED_GAPS = 100;
/** Presets one recording may name: each has a pipeline of its own. */
export const MAX_OUTPUTS = 8;
/** Longest text that says what an output's error is, UTF-16 units: those of all outputs go into one message. */
export const MAX_OUTPUT_ERROR_LENGTH = 500;
/** Most warnings that one progress message brings. */
export const MAX_PROGRESS_WARNINGS = 10;
/** Longest text that says what an error is, UTF-16 units. */
export const MAX_ERROR_TEXT_LENGTH = 4000;
/**
 * Most frames of a constant rate that one frame of the page may come to: it is repeated until the next. An hour of a still
 * picture at 60 a second.
 */
export const MAX_REPEATS = 216_000;
/** Latest end of a frame on the wire, ns. */
export const MAX_TIME_NS = Number.MAX_SAFE_INTEGER;
