/**
 * The one table of errors: what happened (with its values), what to do about it, and how it is told over HTTP and
 * WebSocket. docs/ERRORS.md is made from this table.
 */
interface ErrorTexts {
  /** What happened. `{name}` is replaced by the detail of that name. */
  readonly message: string;
  /** What to do about it; same placeholders. */
  readonly remedy: string;
}

interface ErrorEntry extends ErrorTexts {
  /** HTTP status where the error answers a request. */
  readonly http?: number;
  /** WebSocket close code where the error ends a connection (4000 to 4999, PROTOCOL.md rule 5). */
  readonly close?: number;
}

export const ERRORS = {
  // Reaching the relay
  TOKEN_INVALID: {
    message: 'The token is missing or wrong.',
    remedy: 'Open the address the relay printed (it ends in ?token=...), or pass that token as the `token` option.',
    http: 401,
    close: 4401,
  },
  HOST_FORBIDDEN: {
    message: 'The request names the host "{host}", which this relay does not answer to.',
    remedy:
      'Use the address the relay printed. Behind another name (a proxy), start the relay with --allow-origin and that address.',
    http: 403,
    close: 4403,
  },
  ORIGIN_FORBIDDEN: {
    message: 'Pages of the origin "{origin}" may not use this relay.',
    remedy: 'Start the relay with --allow-origin {origin}, or serve the page from this machine (localhost).',
    http: 403,
    close: 4403,
  },
  NOT_FOUND: {
    message: 'There is nothing at {path}.',
    remedy: 'Check the address. The recordings there are: see GET /api/recordings.',
    http: 404,
  },
  METHOD_NOT_ALLOWED: {
    message: '{method} is not possible at {path}.',
    remedy: 'Use one of: {allowed}.',
    http: 405,
  },
  RECORDING_BUSY: {
    message: 'The recording "{id}" is still being written.',
    remedy: 'Stop it first, then delete it.',
    http: 409,
  },
  INTERNAL: {
    message: 'The relay failed in a way it did not foresee: {cause}',
    remedy:
      "Look at the relay's terminal for the full report and restart it; what was recorded is in the recordings folder.",
    http: 500,
    close: 1011,
  },
  RELAY_UNREACHABLE: {
    message: 'No relay answers at {relay}.',
    remedy:
      'Start one with `npx reelay serve` (in a checkout of Reelay: `npm start`), or pass the address it printed as the `relay` option. {hint}',
  },
  RELAY_FAILED: {
    message: 'The relay beside the dev server could not be started: {cause}',
    remedy: 'Correct that, then try again. `npx reelay doctor` says what this machine lacks.',
    http: 500,
  },
  CONNECTION_LOST: {
    message: 'The connection to the relay was lost ({cause}). The relay keeps what it received until then.',
    remedy: "Look in the list of recordings for the file; check the relay's terminal for why it went away.",
  },

  // Speaking the protocol
  PROTOCOL_VERSION: {
    message: 'The other end speaks another version of the protocol (this one: {supported}).',
    remedy: 'Use the /reelay.js that this relay serves.',
    http: 400,
    close: 4400,
  },
  PROTOCOL_MALFORMED: {
    message: 'A message does not follow the protocol: {reason}',
    remedy: 'Use the recorder this relay serves at /reelay.js; docs/PROTOCOL.md has the rules.',
    close: 4400,
  },
  PROTOCOL_ORDER: {
    message: 'A message came out of turn: {reason}',
    remedy: 'Use the recorder this relay serves at /reelay.js; docs/PROTOCOL.md has the rules.',
    close: 4409,
  },
  CREDIT_EXCEEDED: {
    message: 'Frame {sequence} was sent beyond the credit ({reason}).',
    remedy: 'Wait for credit before each frame (docs/PROTOCOL.md, rule 20).',
    close: 4429,
  },
  FRAME_TOO_LARGE: {
    message: 'A frame of {bytes} bytes is larger than the {limit} this relay takes.',
    remedy: 'Record at a smaller size.',
    close: 4413,
  },
  PEER_SILENT: {
    message: 'The page stopped answering for {seconds} s.',
    remedy: 'What came before is kept. Check that the machine that records is awake and connected.',
    close: 4408,
  },
  GREETING_TIMEOUT: {
    message: 'The connection was open for {seconds} s without a start message.',
    remedy: 'Send `start` first (docs/PROTOCOL.md, rule 10).',
    close: 4408,
  },
  TOO_MANY_SESSIONS: {
    message: 'All {limit} sessions of this relay are in use.',
    remedy: 'Stop another recording, then start again.',
    close: 4503,
  },
  RELAY_STOPPING: {
    message: 'The relay is being stopped.',
    remedy: 'What was recorded is finished and kept. Start the relay again for another recording.',
    close: 4503,
  },

  // What was asked for
  OPTION_INVALID: {
    message: 'The option `{option}` is {value}, which cannot be used: {reason}',
    remedy: 'Correct the option `{option}`.',
    close: 4422,
  },
  PRESET_UNKNOWN: {
    message: 'There is no preset "{preset}".',
    remedy: 'Use one of: {presets}.',
    close: 4422,
  },
  PRESET_UNSUPPORTED: {
    message: 'The preset "{preset}" cannot do {feature}.',
    remedy: 'Use {alternative}.',
    close: 4422,
  },
  ELEMENT_MISSING: {
    message: '{user} needs the GStreamer element "{element}" (of the package {package}), which is not installed here.',
    remedy: 'Install it: {command}',
    close: 4424,
  },
  ENCODER_UNUSABLE: {
    message: 'The encoder that --encoder {choice} names cannot be used here: {cause}.',
    remedy: 'Install {package} and the driver of the device, or start with --encoder auto.',
    close: 4424,
  },
  GSTREAMER_MISSING: {
    message: "GStreamer's command line tools (gst-launch-1.0, gst-inspect-1.0) are not installed.",
    remedy: 'Install them: {command}',
    close: 4424,
  },
  PIPELINE_INVALID: {
    message: 'The pipeline could not be built: {cause}',
    remedy: 'Correct the pipeline. Try it by itself: {command}',
    close: 4424,
  },

  PIPELINE_FULL: {
    message: 'The pipeline has no room for another frame: {waiting} wait, which is the bound ({bound}).',
    remedy:
      'Await each push(), so that the pipeline sets the pace; or use tryPush() and leave out the frame where it says no.',
  },
  PIPELINE_CLOSED: {
    message: '{call} is not possible: the pipeline {reason}.',
    remedy: 'Open another pipeline with openPipeline().',
  },

  // While recording
  PIPELINE_FAILED: {
    message: 'The pipeline stopped with an error: {cause}',
    remedy:
      "What was written until then is kept where it can be read. The relay's terminal has the pipeline's last lines.",
    close: 4500,
  },
  PIPELINE_KILLED: {
    message: "The pipeline's process was ended from outside ({signal}).",
    remedy:
      "What was written until then is kept where it can be read. If nobody ended it, look for the system's out-of-memory report.",
    close: 4500,
  },
  PIPELINE_STALLED: {
    message: 'The pipeline took no frame for {seconds} s and was ended.',
    remedy:
      'What was written until then is kept where it can be read. Look for an element that blocks: a sink that waits for a peer, a queue that is full. Where an encoder needs that long for a frame, start the relay with a longer --stall-timeout.',
    close: 4500,
  },
  PIPELINE_STUCK: {
    message: 'The pipeline did not finish within {seconds} s of the end of the stream and was ended.',
    remedy:
      'What was written until then is kept where it can be read. Look for an element that never ends, such as a sink that waits for a peer.',
    close: 4500,
  },
  RECEIVER_LOST: {
    message: 'The receiver of a live stream is not there, or went away: {cause}',
    remedy: "Start the receiver and check the address in the relay's pipeline; then record again.",
    close: 4500,
  },
  DISK_FULL: {
    message: 'The disk that holds the recordings is full, or nearly so.',
    remedy:
      'Free some space or choose another folder with --recordings. What was written until then is kept where it can be read.',
    close: 4507,
  },
  RECORDINGS_UNWRITABLE: {
    message: 'The recordings folder {directory} cannot be written: {cause}',
    remedy: "Give the relay's user the right to write there, or choose another folder with --recordings.",
    close: 4507,
  },
  FILE_UNREADABLE: {
    message: 'The file was written but cannot be read back: {cause}',
    remedy: 'Record again; if it happens again, try another preset. The damaged file is kept as {file}.',
    close: 4500,
  },
  PARTS_KEPT: {
    message: 'The file of the recording could not be made of its parts ({count}): {cause}',
    remedy:
      'They are kept in {directory}. A page that loads several documents needs a preset that writes .mp4, .mov, .webm or .mkv, and ffmpeg.',
  },
  NOTHING_RECORDED: {
    message: 'The recording ended before its first frame, so there is no file.',
    remedy: 'Call capture() at least once before stop(), or record for longer.',
    close: 4204,
  },

  // Live views
  LIVE_UNKNOWN: {
    message: 'There is no live view of "{id}".',
    remedy: 'It may have ended. What can be watched now: see GET /api/live.',
    http: 404,
  },
  LIVE_SIZE_UNKNOWN: {
    message: 'There is no size "{size}".',
    remedy: 'Use one of: {sizes}.',
    http: 400,
  },
  LIVE_FULL: {
    message: 'All {limit} live views of this relay are in use.',
    remedy: 'Close another one, then open this one again.',
    http: 503,
  },
  LIVE_NO_PICTURE: {
    message: 'No picture came within {seconds} s.',
    remedy: 'Open it again when the source sends pictures.',
    http: 503,
  },
  LIVE_ENDED: {
    message: 'The source ended before it sent a picture.',
    remedy: 'What can be watched now: see GET /api/live.',
    http: 503,
  },
  MJPEG_MALFORMED: {
    message: 'What was sent to --mjpeg-in cannot be shown: {reason}.',
    remedy: 'Send it with `... ! jpegenc ! multipartmux ! tcpclientsink port=PORT`.',
  },
  MJPEG_IN_BUSY: {
    message: 'A second sender connected to the input "{name}" and was sent away.',
    remedy: 'Stop the first, or give the second a --mjpeg-in of its own.',
  },

  // Sharing frames with other programs
  SHARE_TAKEN: {
    message: 'The share "{name}" ({path}) is there already; process {pid} writes it.',
    remedy:
      'Give this one another name, or end that process. A process of 0 means that the file is no share: remove it.',
  },
  SHARE_UNAVAILABLE: {
    message: 'The share "{name}" needs {bytes} bytes of shared memory and cannot have them: {cause}',
    remedy:
      'Look at `df /dev/shm`. Share smaller frames or fewer slots, or give /dev/shm more room (Docker: --shm-size); it must be writable for this user.',
  },
  SHARE_MISMATCH: {
    message: 'The share "{name}" has {field} {actual}, and {stated} was stated.',
    remedy: "Leave the parameter out (the share itself says how its frames look), or change the writer's option.",
  },
  SHARE_INVALID: {
    message: 'What lies at {path} is no share that can be read: {reason}',
    remedy: 'Use clients of the same version of Reelay as the writer. If no writer runs, remove the file.',
  },
  SHARE_FORBIDDEN: {
    message: 'The share at {path} cannot be used: {reason}',
    remedy:
      "To read another user's share, its writer must open it up (permissions:640 and a common group), and the reader must name that user with the option `owner`.",
  },
  SHARE_OVERRUN: {
    message: 'Frame {sequence} of a share was overwritten while it was used.',
    remedy:
      'Do not use what was computed from it. Use a view for a shorter time, give the share more slots, or pull a copy.',
  },
  SHARE_CLOSED: {
    message: 'This reader of the share "{name}" was closed.',
    remedy: 'Open the share again.',
  },

  // In the page
  BROWSER_UNSUPPORTED: {
    message: 'This browser lacks {feature}.',
    remedy: '{remedy}',
  },
  ENCODED_UNAVAILABLE: {
    message: 'Frames cannot come encoded: {reason}.',
    remedy: 'Take `transport: "auto"` or "socket", or another browser; a relay needs a decoder (gstreamer1.0-libav).',
  },
  ENCODER_FAILED: {
    message: "The browser's encoder for {codec} failed: {cause}",
    remedy: 'What came before is kept. Record again with `transport: "socket"`, or at a smaller size.',
  },
  SOURCE_UNSUPPORTED: {
    message: 'The source cannot be recorded: {reason}',
    remedy: '{remedy}',
  },
  SOURCE_TAINTED: {
    message: 'The canvas holds pixels of another origin, so the browser does not let anyone read it.',
    remedy: 'Load those images with crossorigin="anonymous" from a server that sends Access-Control-Allow-Origin.',
  },
  SOURCE_ENDED: {
    message: 'The source ended: {reason}',
    remedy: 'What came before is recorded. Start again with a live source.',
  },
  WEBGL_FRAME_GONE: {
    message:
      'The canvas has no frame that can be read: it was shown since it was drawn and its drawing buffer is not preserved, or nothing was drawn yet. The frame would have been black.',
    remedy:
      'Call capture() in the same task as the drawing (before any await), or create the context with { preserveDrawingBuffer: true }.',
  },
  WEBGL_CONTEXT_LOST: {
    message: 'The WebGL context was lost.',
    remedy: 'What came before is recorded. Handle "webglcontextrestored", then record again.',
  },
  SCENE_FAILED: {
    message: 'The scene {url} failed: {cause}',
    remedy:
      'Correct the scene. It must `export default defineScene({ setup(canvas, size) { return (frame) => {} } })` and run in a Web Worker (no document).',
  },
  WRONG_STATE: {
    message: '{call} is not possible while the recorder is {state}.',
    remedy: '{remedy}',
  },
  WORKER_FAILED: {
    message: "The recorder's worker failed: {cause}",
    remedy: 'If the page has a Content-Security-Policy, allow `worker-src blob:` and `connect-src` to the relay.',
  },

  // Rendering for the studio
  RENDER_BUSY: {
    message: 'The relay is rendering another page.',
    remedy: 'Wait until it is done, or stop it.',
    http: 409,
  },
  RENDER_REQUEST_INVALID: {
    message: 'What is to be rendered cannot be understood: {reason}.',
    remedy: 'Use the studio that this relay serves; docs/RELAY.md has the interface.',
    http: 400,
  },

  // Virtual time
  CLOCK_STATE: {
    message: '{call} is not possible: the page is {state}.',
    remedy: '{remedy}',
  },
  CLOCK_UNSETTLED: {
    message: 'After {seconds} s the page still waits for: {waiting}.',
    remedy:
      "Give `settle: 'never'` for a page that always waits for something, or a longer `settleTimeoutMs` for one that loads slowly.",
  },

  // Rendering
  BROWSER_MISSING: {
    message: 'There is no Chromium here: none of {names}.',
    remedy: 'Install it: sudo apt-get install chromium. Or name one with --browser.',
  },
  BROWSER_FAILED: {
    message: 'Chromium could not be started, or ended by itself: {cause}',
    remedy: 'Run it by hand to see what it says; `reelay doctor` looks at what it needs.',
  },
  BROWSER_CRASHED: {
    message: '{place}: the page crashed the browser.',
    remedy:
      'Pages crash for lack of memory, most of all: try a smaller --size or --scale. What was recorded until then is kept.',
  },
  BROWSER_HUNG: {
    message: '{place}: the page did not get on for {seconds} s.',
    remedy:
      'A script that never ends holds it up, or one frame takes longer than --timeout. What was recorded until then is kept.',
  },
  RENDER_PAGE_UNREACHABLE: {
    message: 'The page {url} cannot be opened: {cause}',
    remedy: 'Check the address, and that its server answers; --header and --cookie give what it asks for.',
  },
  RENDER_PAGE_FAILED: {
    message: '{place}: the page has an error: {cause}',
    remedy: 'Correct the page, or go on in spite of errors with --ignore-errors. What was recorded until then is kept.',
  },
  RENDER_PAGE_LEFT: {
    message: 'The page was left for {url} while it was rendered.',
    remedy: 'Render that page, or keep this one from leaving with --setup.',
  },
  RENDER_NOT_READY: {
    message: 'After {seconds} s the page still waits for {what}.',
    remedy: 'Correct what is waited for, or give it longer with --timeout.',
  },
  RENDER_SETUP_FAILED: {
    message: 'The script of --setup failed: {cause}',
    remedy: 'Correct the script. It runs in the page, once that has loaded.',
  },
  RENDER_OUTPUT_UNWRITABLE: {
    message: 'The output {file} cannot be written: {cause}',
    remedy: 'Choose another name or folder with -o.',
  },
  RENDER_INTERRUPTED: {
    message: '{place}: interrupted.',
    remedy: 'What was recorded until then is kept.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** Values for an entry's placeholders. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error of the table. `message` says what happened, `remedy` what to do about it. */
export class ReelayError extends Error {
  override readonly name: string = 'ReelayError';
  readonly code: ErrorCode;
  readonly remedy: string;

  /** @param texts other texts than the table's */
  constructor(
    code: ErrorCode,
    details: ErrorDetails = {},
    options?: { cause?: unknown },
    { message, remedy }: ErrorTexts = ERRORS[code],
  ) {
    // Not set afterwards: the stack begins with it.
    super(fill(message, details), options);
    this.code = code;
    this.remedy = fill(remedy, details);
  }
}

/** An error whose text was composed before: at the other end of a connection, or of two errors. */
export class RemoteError extends ReelayError {
  constructor({ code, message, remedy }: ErrorTexts & { readonly code: ErrorCode }) {
    super(code, {}, undefined, { message, remedy });
  }
}

/** `cause`, and what followed from it: its code, both texts. */
export function withConsequence(cause: ReelayError, { message, remedy }: ReelayError): ReelayError {
  const { code } = cause;
  return new RemoteError({ code, message: `${cause.message} ${message}`, remedy: `${cause.remedy} ${remedy}` });
}

/** A peer broke the protocol. The connection's owner closes it with the code's close code. */
export class ProtocolError extends ReelayError {
  override readonly name = 'ProtocolError';
}

/** HTTP status of a code; 500 where the table gives none. */
export function httpStatus(code: ErrorCode): number {
  const entry: ErrorEntry = ERRORS[code];
  return entry.http ?? 500;
}

/** WebSocket close code of a code; 4500 where the table gives none. */
export function closeCode(code: ErrorCode): number {
  const entry: ErrorEntry = ERRORS[code];
  return entry.close ?? 4500;
}

/** `error` as an error of the table: itself, or one of `code` with its message as the cause. */
export function toReelayError(error: unknown, code: 'INTERNAL' | 'WORKER_FAILED' = 'INTERNAL'): ReelayError {
  if (error instanceof ReelayError) return error;
  if (isCopy(error)) return new RemoteError(error);
  return new ReelayError(code, { cause: error instanceof Error ? error.message : String(error) }, { cause: error });
}

/** Of the same class in another bundle: what the relay served later. */
function isCopy(error: unknown): error is ErrorTexts & { readonly code: ErrorCode } {
  return error instanceof Error && 'code' in error && 'remedy' in error && Object.hasOwn(ERRORS, String(error.code));
}

function fill(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(details[name] ?? placeholder));
}
