/** What the recorder and its worker say to each other. Who closes a frame stands beside it. */
import type { ErrorCode } from '../../shared/errors.ts';
import type { Carrier } from '../transport/carrier.ts';
import type { TransportChoice } from '../transport/open.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import type { FrameTiming } from '../../shared/recording/frame-times.ts';
import type { RecordingCounts } from '../../shared/recording/progress.ts';
import type { Alpha, DropReason, RecordingReport, StartMessage } from '../../shared/wire/messages.ts';

/** A run of frames that were not captured. */
export interface Loss {
  readonly count: number;
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
  readonly reason: DropReason;
}

/** How pixels travel: `auto`, in as few bytes as the file makes no difference of; `exact`, as the browser has them. */
export const BYTES = ['auto', 'exact'] as const;
export type Bytes = (typeof BYTES)[number];

/** Recorder to worker. */
export type WorkerRequest =
  /** Connects and starts; answered by `started` or `failed`. */
  | {
      readonly type: 'open';
      readonly url: string;
      readonly start: StartMessage;
      readonly bytes: Bytes;
      readonly transport: TransportChoice;
      /** A SharedWorker that can carry the socket; its port is transferred. */
      readonly carrier: Carrier | undefined;
    }
  /** A frame, transferred: the worker closes it. Answered by `taken`. */
  | {
      readonly type: 'frame';
      readonly frame: VideoFrame;
      readonly timing: FrameTiming;
      /** Whether colour is multiplied by alpha, as a canvas gives it. */
      readonly premultiplied: boolean;
    }
  /** Frames of a track; the worker reads and closes each. Answered by `sourceEnded` at its end, or after `limit` slots. */
  | { readonly type: 'track'; readonly frames: ReadableStream<VideoFrame>; readonly limit: number | undefined }
  /** A scene to draw and capture in the worker. Answered by `sourceEnded` after `frames`, where given. */
  | {
      readonly type: 'scene';
      readonly url: string;
      readonly width: number;
      readonly height: number;
      readonly preview: OffscreenCanvas | undefined;
      readonly frames: number | undefined;
    }
  | { readonly type: 'lost'; readonly loss: Loss }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** The source failed: finish what there is. Answered by `failed`. */
  | { readonly type: 'abandon'; readonly code: ErrorCode; readonly message: string; readonly remedy: string }
  /** No more frames; the last picture stands until `untilNs`, where given. Answered by `finished` or `failed`. */
  | { readonly type: 'finish'; readonly warnings: readonly string[]; readonly untilNs: Nanoseconds | undefined };

/** Worker to recorder. */
export type WorkerReply =
  | { readonly type: 'started'; readonly id: string; readonly alpha: Alpha; readonly warnings: readonly string[] }
  /** A frame was read and closed: another may come. */
  | { readonly type: 'taken' }
  | { readonly type: 'sourceEnded' }
  | { readonly type: 'progress'; readonly progress: RecordingCounts }
  | { readonly type: 'finished'; readonly recording: RecordingReport }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly remedy: string;
      /** What the relay could keep. */
      readonly recording: RecordingReport | undefined;
    };
