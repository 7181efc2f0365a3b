/// <reference lib="esnext.disposable" preserve="true" />
/** The recorder: options in, frames taken, a finished recording out. */
import { ReelayError, toReelayError } from '../../shared/errors.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { invalid, startMessage } from '../../shared/recording/options.ts';
import { ProgressMeter } from '../../shared/recording/progress.ts';
import { type Recording, RecordingError, recordingOf } from '../../shared/recording/recording.ts';
import { Signal } from '../../shared/recording/signal.ts';
import { type RunningOptions, RunningRecording } from './running.ts';
import type { CaptureOptions, RecorderOptions, RecorderSource, StartOptions, Support } from './options.ts';
import { checkOptions, checkSize, type Settings } from './settings.ts';
import { openSource, releaseSource, type Source } from './source.ts';
import { detectSupport } from './support.ts';
import { type Failed, WorkerLink } from './worker-link.ts';
import { wrongState } from './wrong-state.ts';

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  | { readonly name: 'recording'; readonly running: RunningRecording }
  | { readonly name: 'paused'; readonly running: RunningRecording }
  | { readonly name: 'finishing'; readonly running: RunningRecording }
  | { readonly name: 'finished' }
  | { readonly name: 'failed'; readonly error: ReelayError };

export type RecorderState = State['name'];

/** What to do first, by the state in which a call came too early or too late. */
const REMEDIES: Readonly<Record<RecorderState, string>> = {
  idle: 'Await start() first.',
  connecting: 'Await start() first.',
  recording: 'Call pause() first.',
  paused: 'Await resume() first.',
  finishing: 'A recorder makes one recording: make a new one.',
  finished: 'A recorder makes one recording: make a new one.',
  failed: 'A recorder makes one recording: make a new one.',
};

/**
 * Records one source into one file.
 *
 *     const recorder = new Recorder({ fps: 60, preset: 'mp4' })
 *     await recorder.start(canvas)
 *     for (const frame of frames) { draw(frame); await recorder.capture() }
 *     const recording = await recorder.stop()
 *
 * Every method rejects with a ReelayError (code, message, remedy); a recording that fails on its way rejects the next
 * call, whichever it is, and `ended`.
 */
export class Recorder implements AsyncDisposable {
  /**
   * Resolves when the source has no more frames (a scene drew its last, a track ended) or the recorder was stopped;
   * rejects with a RecordingError as soon as the recording fails.
   */
  readonly ended: Promise<void>;
  readonly #settings: Settings;
  readonly #options: RecorderOptions;
  readonly #changed = new Signal();
  #state: State = { name: 'idle' };
  #starting: Promise<void> | undefined;
  #stopping: Promise<Recording> | undefined;
  #resolveEnded: () => void = () => undefined;
  #rejectEnded: (error: ReelayError) => void = () => undefined;

  /** Throws OPTION_INVALID. */
  constructor(options: RecorderOptions = {}) {
    this.#options = options;
    this.#settings = checkOptions(options);
    this.ended = new Promise((resolve, reject) => {
      this.#resolveEnded = resolve;
      this.#rejectEnded = reject;
    });
    this.ended.catch(() => undefined); // Whoever does not look at it learns of the failure at the next call.
  }

  /** What this browser can do, and what is missing. */
  static support(): Support {
    return detectSupport();
  }

  get state(): RecorderState {
    return this.#state.name;
  }

  /** Realtime: the time on the recording's own axis, ns. Offline: the PTS of the next frame. */
  get timeNs(): Nanoseconds {
    return this.#running?.timeNs ?? 0;
  }

  /**
   * Realtime: where a moment stands on the recording's own axis, ns: the PTS of what is drawn for the animation frame of
   * that time. Offline: `timeNs`.
   * @param timeMs as performance.now() tells it and requestAnimationFrame gives it, ms
   */
  timeAtNs(timeMs: number): Nanoseconds {
    return this.#running?.timeAtNs(timeMs) ?? 0;
  }

  /**
   * Connects and starts recording `source`. Without a source, frames come by `capture(frame)` alone and the `size`
   * option is needed.
   */
  start(source?: RecorderSource, options: StartOptions = {}): Promise<void> {
    this.#starting ??= this.#start(source, options).catch((error: unknown) => {
      throw this.#fail(toReelayError(error, 'WORKER_FAILED'));
    });
    return this.#starting;
  }

  /**
   * Offline: takes the source as it is now, or `frame`, as the next frame; resolves when the next may be drawn. The
   * picture is taken before the call returns. Realtime: takes it with the time it is now; never waits.
   * A VideoFrame or ImageBitmap of one's own stays one's own to close.
   */
  async capture(frame?: VideoFrame | ImageBitmap, options: CaptureOptions = {}): Promise<void> {
    await this.#in('recording', 'capture()').capture(frame, options);
  }

  /** Stops the recording's time; what is drawn until resume() is not in the file. */
  async pause(): Promise<void> {
    if (this.#state.name === 'paused') return;
    const running = this.#in('recording', 'pause()');
    running.pause();
    this.#enter({ name: 'paused', running });
  }

  /** Goes on where pause() stopped. */
  async resume(): Promise<void> {
    if (this.#state.name === 'recording') return;
    const running = this.#in('paused', 'resume()');
    running.resume();
    this.#enter({ name: 'recording', running });
  }

  /** Resolves at once while recording, after resume() while paused; rejects where the recording failed. */
  async running(): Promise<void> {
    while (this.#state.name === 'paused') await this.#changed.next();
    if (this.#state.name === 'failed') throw this.#state.error;
  }

  /** Ends the recording; resolves when its file is complete and was read back. */
  stop(): Promise<Recording> {
    // Not remembered: it may be started yet.
    if (!this.#starting) return Promise.reject(wrongState('stop()', 'idle', REMEDIES.idle));
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** `await using`: stops what is still being recorded. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state.name === 'idle' || this.#state.name === 'failed') return;
    await this.stop();
  }

  async #start(from: RecorderSource | undefined, { frames }: StartOptions): Promise<void> {
    const { supported, missing } = detectSupport();
    if (!supported)
      throw new ReelayError('BROWSER_UNSUPPORTED', { feature: 'what recording needs', remedy: missing.join(' ') });
    if (frames !== undefined && (!Number.isSafeInteger(frames) || frames < 1))
      throw invalid('frames', frames, 'it must be a whole number from 1');
    const { mode, size } = this.#settings;
    const source = openSource(from, mode, size);
    try {
      await this.#open(source, frames);
    } catch (error) {
      releaseSource(source);
      throw error;
    }
  }

  async #open(source: Source, frames: number | undefined): Promise<void> {
    const { rate, sessionUrl, bytes, transport, size } = this.#settings;
    const start = startMessage(this.#settings, source.mode, size ?? checkSize(source.size), navigator.userAgent);
    this.#enter({ name: 'connecting' });
    const meter = new ProgressMeter(performance.now(), rate, frames);
    const link = new WorkerLink({
      taken: () => this.#running?.taken(),
      sourceEnded: () => this.#resolveEnded(),
      progress: (counts) => {
        const suspended = this.#running?.isSuspended ?? false;
        this.#options.onProgress?.({ ...meter.measure(counts, performance.now()), suspended });
      },
    });
    void link.open({ url: sessionUrl, start, bytes, transport });
    const reply = await link.started;
    if (reply.type === 'failed') throw this.#errorOf(reply);
    const running = await this.#begin(link, { source, alpha: reply.alpha, rate, frames });
    this.#enter({ name: 'recording', running });
    void link.last.then((last) => last.type === 'failed' && this.#fail(this.#errorOf(last)));
  }

  /** The source begins; where it cannot, the relay is told, so that nothing is left of the recording. */
  async #begin(
    link: WorkerLink,
    options: Pick<RunningOptions, 'source' | 'alpha' | 'rate' | 'frames'>,
  ): Promise<RunningRecording> {
    const { preview } = this.#options;
    try {
      return new RunningRecording({ link, ...options, preview, onSourceEnded: () => this.#resolveEnded() });
    } catch (error) {
      const { code, message, remedy } = toReelayError(error, 'WORKER_FAILED');
      link.send({ type: 'abandon', code, message, remedy });
      await link.last;
      throw error;
    }
  }

  async #stop(): Promise<Recording> {
    await this.#starting;
    if (this.#state.name === 'failed') throw this.#state.error;
    const running = this.#in(this.#state.name === 'paused' ? 'paused' : 'recording', 'stop()');
    this.#enter({ name: 'finishing', running });
    const last = await running.finish();
    if (last.type === 'failed') throw this.#fail(this.#errorOf(last));
    this.#enter({ name: 'finished' });
    this.#resolveEnded();
    return recordingOf(last.recording, this.#settings);
  }

  /** Notes the failure, once, and returns the error to throw. */
  #fail(error: ReelayError): ReelayError {
    if (this.#state.name === 'failed') return this.#state.error;
    this.#running?.fail(error);
    this.#enter({ name: 'failed', error });
    this.#rejectEnded(error);
    return error;
  }

  #errorOf(last: Failed): RecordingError {
    return new RecordingError(last, last.recording && recordingOf(last.recording, this.#settings));
  }

  /** The recording, while it runs. */
  get #running(): RunningRecording | undefined {
    return 'running' in this.#state ? this.#state.running : undefined;
  }

  #in(name: 'recording' | 'paused', call: string): RunningRecording {
    if (this.#state.name === 'failed') throw this.#state.error;
    if (this.#state.name !== name) throw wrongState(call, this.#state.name, REMEDIES[this.#state.name]);
    return this.#state.running;
  }

  #enter(state: State): void {
    this.#state = state;
    this.#changed.notify();
    try {
      this.#options.onState?.(state.name);
    } catch (error) {
      // The page's own fault, told as one: it must not leave a recording that nobody can end.
      reportError(error);
    }
  }
}
