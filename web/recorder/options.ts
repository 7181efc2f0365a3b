/** What the recorder takes and gives: the public types. */
import type { GivenTimes } from '../../shared/recording/frame-times.ts';
import type { RecordingOptions } from '../../shared/recording/options.ts';
import type { RecordingProgress } from '../../shared/recording/progress.ts';
import type { Mode } from '../../shared/wire/messages.ts';
import type { Bytes } from '../worker/contract.ts';
import type { TransportChoice } from '../transport/open.ts';
import type { Recorder, RecorderState } from './recorder.ts';

/** Width and height, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface RecorderOptions extends RecordingOptions {
  /** Origin of the relay, `http://127.0.0.1:8787`. Default: where this module was loaded from. */
  relay?: string;
  /** The relay's token. Default: the `token` in this module's address, else in the page's. */
  token?: string;
  /**
   * `offline` (default): frame i stands at exactly i / fps, nothing is dropped, however long drawing takes.
   * `realtime`: frames carry the time they were presented at; what the pipeline cannot take is dropped and counted.
   */
  mode?: Mode;
  /** Size of the recording. Default: the source's at start. A source of another size is fitted in, with bars. */
  size?: Size;
  /**
   * How pixels travel to the relay. `auto` (default): as I420, converted here, where the file is 4:2:0 anyway: 2.7 times
   * fewer bytes. `exact`: always as the browser has them; GStreamer converts.
   */
  bytes?: Bytes;
  /**
   * How frames reach the relay. `auto` (default): through a file of the browser's where the relay is on this machine and has
   * that file, else over the socket. `socket`: never through a file. `encoded`: as the browser's own encoder makes them, for real
   * networks: few bytes, and not every pixel as it was drawn.
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
export interface Progress extends RecordingProgress {
  /** True while the page is hidden and the source cannot be captured because of it. */
  readonly suspended: boolean;
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
export interface CaptureOptions extends GivenTimes {
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
