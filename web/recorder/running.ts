/** A recording that runs: where its frames come from, which time each has, and how many are under way. */
import { ReelayError } from '../../shared/errors.ts';
import { frameTimeNs, type Nanoseconds, NANOSECONDS_PER_MICROSECOND, type Rate } from '../../shared/media/time.ts';
import { FrameTimes, type FrameTiming } from '../../shared/recording/frame-times.ts';
import { invalid } from '../../shared/recording/options.ts';
import { Signal } from '../../shared/recording/signal.ts';
import { MAX_TIME_NS } from '../../shared/wire/limits.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
import type { CaptureOptions } from './options.ts';
import { captureRealtime } from './realtime.ts';
import { releaseSource, type Source } from './source.ts';
import { HiddenTime } from './visibility.ts';
import type { Last, WorkerLink } from './worker-link.ts';
import { wrongState } from './wrong-state.ts';

/** Frames handed to the worker and not yet read; while one is read the next is drawn. */
const MAX_FRAMES_IN_FLIGHT = 2;

export interface RunningOptions {
  readonly link: WorkerLink;
  readonly source: Source;
  readonly alpha: Alpha;
  readonly rate: Rate;
  /** Length, where it is known. */
  readonly frames: number | undefined;
  /** Scenes: where they are seen. */
  readonly preview: HTMLCanvasElement | undefined;
  /** The source has no more frames. */
  onSourceEnded(): void;
}

export class RunningRecording {
  readonly #options: RunningOptions;
  readonly #times: FrameTimes;
  readonly #hidden = new HiddenTime();
  readonly #taken = new Signal();
  #stopSource: () => void = () => undefined;
  #inFlight = 0;
  #failure: ReelayError | undefined;

  constructor(options: RunningOptions) {
    this.#options = options;
    this.#times = new FrameTimes(options.source.mode, options.rate);
    this.#startSource();
  }

  /** Realtime: the time on the recording's own axis. Offline: the PTS of the next frame. */
  get timeNs(): Nanoseconds {
    return this.timeAtNs(performance.now());
  }

  /** Realtime: where `timeMs` of performance.now() stands on that axis. */
  timeAtNs(timeMs: number): Nanoseconds {
    return this.#times.at(timeMs);
  }

  /** Whether the browser shows no frames of the source now, because the page is hidden. */
  get isSuspended(): boolean {
    return this.#options.source.kind === 'canvas' && this.#isRealtime && this.#hidden.isHidden;
  }

  /** `Recorder.capture`. The picture is taken before the first await. */
  async capture(frame: VideoFrame | ImageBitmap | undefined, options: CaptureOptions): Promise<void> {
    const { kind } = this.#options.source;
    if (kind === 'scene' || kind === 'track')
      throw wrongState(
        'capture()',
        `recording a ${kind}`,
        'It brings its frames by itself: call stop() when enough came.',
      );
    const nowMs = performance.now();
    if (this.#isRealtime) this.#times.clock.start(nowMs);
    const timing = this.#times.next(options, nowMs);
    if (this.#isRealtime && options.timestampNs === undefined && !this.#times.mayFollow(timing.ptsNs)) {
      this.#lose(timing.ptsNs);
      return;
    }
    if (!this.#hasRoom) {
      if (this.#isRealtime) this.#lose(timing.ptsNs);
      else
        throw wrongState(
          'A second capture()',
          'taking the frame before',
          'Await each capture() before drawing the next frame.',
        );
      return;
    }
    const isStraight = frame !== undefined && options.premultiplied === false;
    this.#handOver(frame ? this.#copyOf(frame, timing) : this.#grab(timing), timing, !isStraight);
    while (!this.#isRealtime && !this.#hasRoom && !this.#failure) await this.#taken.next();
    if (this.#failure) throw this.#failure;
  }

  pause(): void {
    this.#times.clock.pause(performance.now());
    this.#options.link.send({ type: 'pause' });
  }

  resume(): void {
    this.#times.clock.resume(performance.now());
    this.#options.link.send({ type: 'resume' });
  }

  /** The worker has read a frame: there is room for another. */
  taken(): void {
    this.#inFlight--;
    this.#taken.notify();
  }

  /** Takes no more frames; resolves with what became of the recording. */
  async finish(): Promise<Last> {
    const isShown = this.#options.source.kind === 'canvas' && this.#isRealtime;
    const warnings = isShown ? this.#hidden.warnings() : [];
    const untilNs = isShown && !this.#times.hasGiven ? Math.min(this.timeNs, this.#endNs) : undefined;
    this.release();
    this.#options.link.send({ type: 'finish', warnings, untilNs });
    return this.#options.link.last;
  }

  /** The recording failed: whoever waits learns of it. */
  fail(error: ReelayError): void {
    this.#failure = error;
    this.release();
    this.#taken.notify();
  }

  /** Lets the source be as it was. */
  release(): void {
    this.#stopSource();
    this.#hidden.stop();
    releaseSource(this.#options.source);
  }

  /** Where the recording ends by its length, where that is known. */
  get #endNs(): Nanoseconds {
    const { frames, rate } = this.#options;
    return frames === undefined ? MAX_TIME_NS : frameTimeNs(frames, rate);
  }

  get #isRealtime(): boolean {
    return this.#options.source.mode === 'realtime';
  }

  get #hasRoom(): boolean {
    return this.#inFlight < MAX_FRAMES_IN_FLIGHT;
  }

  /** Sets going whatever brings the source's frames; a canvas offline is taken by capture() alone. */
  #startSource(): void {
    const { link, source, alpha, rate, frames, preview, onSourceEnded } = this.#options;
    if (source.kind === 'scene') {
      const canvas = preview && offscreen(preview);
      const { width, height } = source.size;
      link.send({ type: 'scene', url: source.url, width, height, preview: canvas, frames }, canvas ? [canvas] : []);
    } else if (source.kind === 'track') {
      link.send({ type: 'track', frames: source.frames, limit: frames }, [source.frames]);
    } else if (source.kind === 'canvas' && this.#isRealtime) {
      const { canvas, grabber } = source;
      this.#stopSource = captureRealtime(
        { canvas, grabber, clock: this.#times.clock, rate, alpha, frames },
        {
          mayFollow: (ptsNs) => this.#times.mayFollow(ptsNs),
          hasRoom: () => this.#hasRoom,
          frame: (frame, timing) => this.#handOver(frame, timing, true),
          lost: (loss) => link.send({ type: 'lost', loss }),
          done: onSourceEnded,
          failed: ({ code, message, remedy }) => link.send({ type: 'abandon', code, message, remedy }),
        },
      );
    }
  }

  #grab({ ptsNs }: FrameTiming): VideoFrame {
    const { source, alpha } = this.#options;
    if (source.kind !== 'canvas') {
      throw wrongState('capture() without a frame', 'recording no source', 'Pass a frame, or record a canvas.');
    }
    const grab = source.grabber.grab(Math.round(ptsNs / NANOSECONDS_PER_MICROSECOND), alpha);
    if (grab.kind === 'nothing') throw new ReelayError('WEBGL_FRAME_GONE');
    return grab.frame;
  }

  /** A frame that is ours to close, of one that is the page's. */
  #copyOf(frame: VideoFrame | ImageBitmap, { ptsNs }: FrameTiming): VideoFrame {
    try {
      return new VideoFrame(frame, {
        timestamp: Math.round(ptsNs / NANOSECONDS_PER_MICROSECOND),
        alpha: this.#options.alpha,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const remedy = 'Pass a VideoFrame or ImageBitmap that was not closed.';
      throw new ReelayError('SOURCE_UNSUPPORTED', { reason, remedy }, { cause: error });
    }
  }

  #handOver(frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): void {
    this.#inFlight++;
    this.#times.taken(timing);
    this.#options.link.send({ type: 'frame', frame, timing, premultiplied }, [frame]);
  }

  #lose(ptsNs: Nanoseconds): void {
    this.#options.link.send({ type: 'lost', loss: { count: 1, fromNs: ptsNs, toNs: ptsNs, reason: 'busy' } });
  }
}

/** The canvas, for the worker to draw on. */
function offscreen(preview: HTMLCanvasElement): OffscreenCanvas {
  try {
    return preview.transferControlToOffscreen();
  } catch (error) {
    throw invalid(
      'preview',
      'a canvas',
      `it is in use already (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}
