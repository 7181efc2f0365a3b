/** What the bench asks of its pages, and what they answer. */

interface Picture {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Modules of the bench's pages that draw: one without numbers, for comparisons with earlier tables. */
export type SceneName = 'scene' | 'busy' | 'numbered-2d' | 'numbered-webgl2' | 'logged-2d';

/** Draw, take the canvas as a VideoFrame, read its pixels. */
export interface ReadbackJob extends Picture {
  readonly kind: 'readback';
  /** `2d` and `webgl2` draw next to nothing; `scene` is what the whole path records. */
  readonly source: '2d' | 'webgl2' | 'scene';
  /** As the recorder takes a canvas, or by `new VideoFrame(canvas)`. */
  readonly take: 'recorder' | 'frame';
  /** `own`: the canvas's own pixels. `i420`: converted, as for 4:2:0 files. */
  readonly read: 'nothing' | 'own' | 'i420';
  readonly frames: number;
}

/** Send frames of BGRX from a worker, as fast as credit comes back. */
export interface SocketJob extends Picture {
  readonly kind: 'socket';
  /** `bare`: nothing but a WebSocket; `reelay`: the recorder's own transport. */
  readonly sender: 'bare' | 'reelay';
  /** Whether a SharedWorker carries the socket of `reelay`, as in a recording. */
  readonly carried: boolean;
  /** Whether `reelay` may use more than its socket. */
  readonly transport: 'auto' | 'socket';
  readonly url: string;
  readonly frames: number;
}

/** Record the bench's scene through a relay. */
export interface ReelayJob extends Picture {
  readonly kind: 'reelay';
  /** Origin of the relay. */
  readonly relay: string;
  readonly token: string;
  /** One, or several for as many outputs. */
  readonly presets: readonly string[];
  /** Bits per second, where the preset takes it. */
  readonly bitrate: number | undefined;
  readonly scene: SceneName;
  readonly frames: number;
  /** More options of the recorder, by name. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Recordings at once, each of all frames; 1 where it is not said. */
  readonly sessions?: number;
}

/** Encode the bench's scene in the page, by mediabunny. */
export interface MediabunnyJob extends Picture {
  readonly kind: 'mediabunny';
  readonly codec: 'avc' | 'vp8';
  readonly bitrate: number;
  readonly scene: SceneName;
  readonly frames: number;
}

/** Record the bench's scene on a canvas of the page, by what others use for that. */
export interface PeerJob extends Picture {
  readonly kind: 'peer';
  /** `png-loop` sends to the WebSocket at `url`. */
  readonly peer: 'ccapture' | 'canvas-record' | 'png-loop';
  readonly url: string;
  readonly bitrate: number;
  readonly scene: SceneName;
  readonly frames: number;
}

/** Draw the bench's scene by the clock, in a worker, and record it meanwhile. */
export interface RealtimeJob extends Picture {
  readonly kind: 'realtime';
  readonly fps: number;
  readonly seconds: number;
  /** Bits per second, where the recorder takes it. */
  readonly bitrate: number | undefined;
  /** `outside`: by whoever opened the page. */
  readonly by: { readonly recorder: 'media-recorder' | 'outside' } | RealtimeReelay;
}

/** Where Reelay records to in realtime. */
export interface RealtimeReelay {
  readonly recorder: 'reelay';
  readonly relay: string;
  readonly token: string;
  readonly preset: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

export type Job = ReadbackJob | SocketJob | ReelayJob | MediabunnyJob | PeerJob | RealtimeJob;

/** What a page measured. */
export interface JobResult {
  /** Frames the page believes it made. */
  readonly frames: number;
  /** Wall clock over all frames. */
  readonly seconds: number;
  /** Names of the recording's files in the relay's folder. */
  readonly files?: readonly string[];
  /** Realtime: frames for which there was no room. */
  readonly dropped?: number;
  /** How frames came to the relay; where several recordings came in different ways, all of these. */
  readonly transport?: string;
  /** Parts of it, by name, seconds. */
  readonly parts?: Readonly<Record<string, number>>;
  /** Realtime: numbers of the frames that were drawn, and what kept the page's main thread for over 50 ms, ms. */
  readonly drawn?: readonly number[];
  readonly longTasksMs?: readonly number[];
}

/** Frames made before those that are measured: code is compiled, plugins are loaded, memory is taken. */
export const WARM_UP_FRAMES = 12;
/** Presets of the relays that the bench starts, which drop every frame. */
export const NO_ENCODER_PRESET = 'bench-none';
export const SECOND_NO_ENCODER_PRESET = 'bench-none-2';
/** Presets that encode to H.264: as fast as it goes, and at a tenth of 60 frames a second. */
export const BRISK_PRESET = 'bench-brisk';
export const SLOW_PRESET = 'bench-slow';
/** Rate of every recording. */
export const FPS = 60;
