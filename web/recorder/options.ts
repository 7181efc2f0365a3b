/** What the recorder takes and gives: the public types. */
import type { ErrorCode } from '../../shared/errors.ts';
import type { Rate } from '../../shared/media/time.ts';
import type { Alpha, DropReason, Mode, Quality, TransportName } from '../../shared/wire/messages.ts';
import type { Bytes } from '../worker/contract.ts';
import type { TransportChoice } from '../transport/open.ts';
import type { Recorder, RecorderState } from './recorder.ts';

/** Width and height, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface RecorderOptions {
  /** Origin of the relay, `http://127.0.0.1:8787`. Default: where this module was loaded from. */
  relay?: string;
  /** The relay's token. Default: the `token` in this module's address, else in the page's. */
  token?: string;
  /**
   * `offline` (default): frame i stands at exactly i / fps, nothing is dropped, however long drawing takes.
   * `realtime`: frames carry the time they were presented at; what the pipeline cannot take is dropped and counted.
   */
  mode?: Mode;
  /** Frames per second, a number or an exact fraction `[60000, 1001]`. Default 60. Realtime: the most that is captured. */
  fps?: number | Rate;
  /**
   * Preset by id, `mp4` by default; the relay's list is at GET /api/presets. A list of up to eight makes a file each, of
   * the same frames.
   */
  preset?: string | readonly string[];
  /** Name for the file; the relay makes it safe and unique. Default `recording`. */
  name?: string;
  /** Size of the recording. Default: the source's at start. A source of another size is fitted in, with bars. */
  size?: Size;
  /** Whether transparency is kept. Default: kept where the preset can. */
  alpha?: Alpha;
  /** Default `standard`. `lossless` is refused by presets that cannot keep every pixel. */
  quality?: Quality;
  /** Bits per second; overrides the rate that `quality` would choose. */
  bitrate?: number;
  /**
   * How pixels travel to the relay. `auto` (default): as I420, converted here, where the file is 4:2:0 anyway: 2.7 times
   * fewer bytes. `exact`: always as the browser has them; GStreamer converts.
   */
  bytes?: Bytes;
  /**
   * How frames reach the relay. `auto` (default): through a file of the browser's where the relay is on this machine and has
   * that file, else over the socket. `socket`: never through a file.
   */
  transport?: TransportChoice;
  /** Scene sources only: a canvas element of the page on which the scene draws, so that it is seen. It cannot be used for anything else afterwards. */
  preview?: HTMLCanvasElement;
  /** Called a few times a second while recording. */
  onProgress?: (progress: Progress) => void;
  /** Called at each change of the recorder's state. */
  onState?: (state: RecorderState) => void;
}

/** How a recording stands. */
export interface Progress {
  /** Frames captured so far, dropped ones not counted. */
  readonly capturedFrames: number;
  /** Frames the pipeline accepted; of several, all that are still at work. */
  readonly acceptedFrames: number;
  /** Frames that came out of the slowest encoder; trails by up to a second of picture. */
  readonly encodedFrames: number;
  readonly droppedFrames: number;
  /** Frames that may be sent at this moment. Zero: the pipeline is the slowest part. */
  readonly credit: number;
  /** Size of all files by now, bytes. */
  readonly bytes: number;
  /** What the pipelines warned of, and outputs that ended early, in words; those of several outputs begin with the preset. */
  readonly warnings: readonly string[];
  /** Length of what was captured, seconds of picture. */
  readonly recordedSeconds: number;
  /** Wall clock since start, seconds, pauses included. */
  readonly elapsedSeconds: number;
  /** Seconds of picture per second of wall clock: 1 is real time. */
  readonly speed: number;
  /** Wall clock seconds to go, where the end is known. */
  readonly remainingSeconds?: number;
  /** True while the page is hidden and the source cannot be captured because of it. */
  readonly suspended: boolean;
}

/** A run of frames that are not in the file. */
export interface RecordingGap {
  /** Index in the file of the first frame after the gap. */
  readonly beforeFrame: number;
  readonly count: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly reason: DropReason;
}

/** One file of a recording. */
export interface RecordingOutput {
  readonly id: string;
  /** Address of the file, token included. Empty where there is none. */
  readonly url: string;
  readonly preset: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  /** Frames in the file. */
  readonly frames: number;
  readonly durationSeconds: number;
  readonly bytes: number;
  /** Why it ended before the recording did, or left no file. */
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly remedy: string };
}

/** A finished recording. Its own fields are those of the first output that is complete. */
export interface Recording {
  readonly id: string;
  readonly name: string;
  /** Address of the file, token included: it can be played and downloaded. Empty where the operator's pipeline writes no file. */
  readonly url: string;
  readonly preset: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly fps: Rate;
  readonly frames: number;
  readonly dropped: number;
  readonly gaps: readonly RecordingGap[];
  readonly durationSeconds: number;
  readonly bytes: number;
  /** What differs from what was asked for, in words: a padded size, a hidden page, a lost connection. */
  readonly warnings: readonly string[];
  /** How frames reached the relay: over the socket, or through a file that both share, which GStreamer maps (`ring`) or the relay reads. */
  readonly transport: TransportName;
  /** All files, in the order in which their presets were named; one where one was. */
  readonly outputs: readonly RecordingOutput[];
}

/** Where a frame of an animation stands. */
export interface FrameTime {
  /** 0, 1, 2, ... */
  readonly index: number;
  readonly timeSeconds: number;
  readonly timeNs: number;
}

/** Draws one frame. May be asynchronous; the frame is taken when it is done. */
export type DrawFrame = (frame: FrameTime) => void | Promise<void>;

/** An animation in a module of its own, drawn in a Web Worker (or on a page's canvas). */
export interface Scene {
  /** Prepares the canvas, which has the given size, and returns what draws a frame on it. */
  setup(canvas: OffscreenCanvas | HTMLCanvasElement, size: Size): DrawFrame | Promise<DrawFrame>;
}

/** Marks a module's default export as a scene: `export default defineScene({ setup(canvas, size) { ... } })`. */
export function defineScene(scene: Scene): Scene {
  return scene;
}

/** Details for a frame of one's own. */
export interface CaptureOptions {
  /** PTS, ns from the recording's start; rising. Default: the frame's place at the recording's rate (offline), now (realtime). */
  timestampNs?: number;
  /** How long it is shown, ns. */
  durationNs?: number;
  /**
   * Frames with alpha: whether colour is multiplied by it, as in frames and bitmaps made of a canvas (default), or
   * straight, as in VideoFrames made of bytes and ImageBitmaps made with `premultiplyAlpha: 'none'`.
   */
  premultiplied?: boolean;
}

/** How far a source goes. */
export interface StartOptions {
  /** Frames after which the source is done: scenes stop drawing, realtime sources stop being captured. */
  frames?: number;
}

/** What can be recorded. A URL names a scene module. */
export type RecorderSource = HTMLCanvasElement | OffscreenCanvas | MediaStreamTrack | URL;

export interface RecordOptions extends Omit<RecorderOptions, 'mode'> {
  mode?: Mode;
  /** Length, in frames or seconds: give one. */
  frames?: number;
  durationSeconds?: number;
  /** Draws each frame on the source. Not for scenes and tracks; in realtime not where the page draws by itself. */
  draw?: DrawFrame;
  /** Ends the recording early; what was recorded is kept. */
  signal?: AbortSignal;
  /** Is given the recorder at once, to pause and resume it. */
  control?: (recorder: Recorder) => void;
}

/** What this browser can do, and what is missing for the rest. */
export interface Support {
  /** Whether canvases can be recorded at all. */
  readonly supported: boolean;
  readonly features: {
    readonly videoFrame: boolean;
    readonly workerCanvas: boolean;
    readonly webgl: boolean;
    readonly webgpu: boolean;
    readonly mediaStreamTrack: boolean;
    readonly moduleWorkers: boolean;
    readonly secureContext: boolean;
  };
  /** One sentence for each thing that is missing: what it is, and what to do. */
  readonly missing: readonly string[];
}
