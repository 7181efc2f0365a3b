/** What a recording's source gives its frames to, whatever way they take from there. */
import { frameDurationNs, type Nanoseconds, type Rate } from '../../shared/media/time.ts';
import { MAX_REPEATS } from '../../shared/wire/limits.ts';
import type { ClientMessage } from '../../shared/wire/messages.ts';
import type { FrameTiming } from '../../shared/recording/frame-times.ts';
import type { EncodingState } from '../../shared/recording/progress.ts';
import type { Loss } from './contract.ts';

export interface FrameSender {
  readonly capturedFrames: number;
  readonly droppedFrames: number;
  /** End of the last captured frame, ns. */
  readonly recordedNs: Nanoseconds;
  /** Undefined where frames go out raw. */
  readonly encoding: EncodingState | undefined;
  /**
   * Sends a frame, waiting for room as long as it takes. Resolves when the frame has been read and closed; frames
   * given one after the other go out in that order. Closes the frame in every case.
   */
  send(frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): Promise<void>;
  /** Sends a frame if there is room for it now; else counts it as dropped. Closes the frame in every case. */
  offer(frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): Promise<void>;
  /**
   * Has the last picture stand until `untilNs`, where that is a frame of `rate` away or more: it is sent again as the
   * last such frame before it. Where none was sent there is nothing that could stand.
   */
  hold(untilNs: Nanoseconds, rate: Rate): Promise<void>;
  /** Counts frames that were not captured. */
  lose(loss: Loss): void;
  /** Sends a control message after all frames given so far; resolves when that is done. */
  control(message: ClientMessage | (() => ClientMessage)): Promise<void>;
  /** Notes where among the frames given so far and those to come the recording pauses or goes on. */
  note(type: 'pause' | 'resume'): void;
}

/** When a picture is to be sent again so that it stands from `fromNs` until `untilNs`. */
export function* timesToHold(fromNs: Nanoseconds, untilNs: Nanoseconds, rate: Rate): Generator<FrameTiming> {
  const durationNs = frameDurationNs(0, rate);
  // Where an output fills time with repeats, so many lie between two frames at most (rule 18).
  const stepNs = (MAX_REPEATS / 2) * durationNs;
  for (let atNs = fromNs; untilNs - atNs >= durationNs; ) {
    const ptsNs = Math.min(untilNs - durationNs, atNs + stepNs);
    yield { ptsNs, durationNs };
    atNs = ptsNs + durationNs;
  }
}
