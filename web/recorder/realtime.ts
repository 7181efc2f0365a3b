/** Captures a canvas of this page as it is presented. */
import { ReelayError } from '../../shared/errors.ts';
import { frameDurationNs, frameTimeNs, type Nanoseconds, type Rate } from '../../shared/media/time.ts';
import type { RecordingClock } from '../../shared/recording/clock.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
import type { AnyCanvas, CanvasSource } from '../capture/canvas.ts';
import { RateLimiter } from '../capture/clock.ts';
import { onPresented } from '../capture/presented.ts';
import type { FrameTiming } from '../../shared/recording/frame-times.ts';
import type { Loss } from '../worker/contract.ts';

interface RealtimeOptions {
  readonly canvas: AnyCanvas;
  readonly grabber: CanvasSource;
  readonly clock: RecordingClock;
  readonly rate: Rate;
  readonly alpha: Alpha;
  /** Length, frames of the nominal rate; undefined: until stopped. */
  readonly frames: number | undefined;
}

interface RealtimeEvents {
  /** Whether a frame of this time may follow those there are: the page may have captured one by itself meanwhile. */
  mayFollow(ptsNs: Nanoseconds): boolean;
  /** Whether another frame may be handed over now. */
  hasRoom(): boolean;
  frame(frame: VideoFrame, timing: FrameTiming): void;
  lost(loss: Loss): void;
  /** The length was reached. */
  done(): void;
  failed(error: ReelayError): void;
}

/** Starts capturing; returns what stops it. */
export function captureRealtime(options: RealtimeOptions, events: RealtimeEvents): () => void {
  const { canvas, grabber, clock, rate, alpha, frames } = options;
  const limiter = new RateLimiter(rate);
  const endNs = frames === undefined ? Number.POSITIVE_INFINITY : frameTimeNs(frames, rate);
  const stop = onPresented(canvas, (nowMs) => {
    if (clock.isPaused) return;
    clock.start(nowMs);
    const ptsNs = clock.at(nowMs);
    if (ptsNs >= endNs) {
      stop();
      events.done();
      return;
    }
    if (!events.mayFollow(ptsNs) || !limiter.admits(ptsNs)) return;
    if (!events.hasRoom()) {
      grabber.skipMissed();
      events.lost({ count: 1, fromNs: ptsNs, toNs: ptsNs, reason: 'busy' });
      return;
    }
    try {
      capture(ptsNs);
    } catch (error) {
      stop();
      events.failed(
        error instanceof ReelayError ? error : new ReelayError('INTERNAL', { cause: String(error) }, { cause: error }),
      );
    }
  });

  function capture(ptsNs: Nanoseconds): void {
    const grab = grabFrame(grabber, ptsNs, alpha);
    if (grab === 'missed') events.lost({ count: 1, fromNs: ptsNs, toNs: ptsNs, reason: 'late' });
    else if (grab) events.frame(grab, { ptsNs, durationNs: Math.min(frameDurationNs(0, rate), endNs - ptsNs) });
  }
  return stop;
}

/** The picture presented now; `missed` where it was shown before it could be read, undefined where there is none new. */
function grabFrame(grabber: CanvasSource, ptsNs: Nanoseconds, alpha: Alpha): VideoFrame | 'missed' | undefined {
  try {
    const grab = grabber.grab(Math.round(ptsNs / 1000), alpha);
    if (grab.kind === 'frame') return grab.frame;
    // Nothing new was presented: a file with times of its own needs no second copy.
    if (grab.kind === 'repeat') grab.frame.close();
    return undefined;
  } catch (error) {
    if (!(error instanceof ReelayError) || error.code !== 'WEBGL_FRAME_GONE') throw error;
    grabber.skipMissed();
    return 'missed';
  }
}
