/** The recorder: options in, frames taken, a finished recording out. */
import { ReelayError } from '../../shared/errors.ts';
import { frameDurationNs, frameTimeNs, type Nanoseconds } from '../../shared/media/time.ts';
import type { Alpha, RecordingReport } from '../../shared/wire/messages.ts';
import { RecordingClock } from '../capture/clock.ts';
import type { FrameTiming } from '../worker/contract.ts';
import { RecordingError } from './failure.ts';
import type { CaptureOptions, Recording, RecorderOptions, RecorderSource, StartOptions, Support } from './options.ts';
import { ProgressMeter } from './progress.ts';
import { captureRealtime } from './realtime.ts';
import { checkOptions, invalid, type Settings, startMessage } from './settings.ts';
import { openSource, type Source } from './source.ts';
import { detectSupport } from './support.ts';
import { HiddenTime } from './visibility.ts';
import { WorkerLink } from './worker-link.ts';

/** Frames handed to the worker and not yet read; while one is read the next is drawn. */
const MAX_FRAMES_IN_FLIGHT = 2;

/** What runs while frames may come. */
interface Running {
  readonly link: WorkerLink;
  readonly source: Source;
  readonly alpha: Alpha;
  readonly clock: RecordingClock;
  readonly hidden: HiddenTime;
  stopCapture(): void;
}

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  | ({ readonly name: 'recording' } & Running)
  | ({ readonly name: 'paused' } & Running)
  | { readonly name: 'finishing' }
  | { readonly name: 'finished' }
  | { readonly name: 'failed'; readonly error: ReelayError };

export type RecorderState = State['name'];

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
  #state: State = { name: 'idle' };
  #starting: Promise<void> | undefined;
  #stopping: Promise<Recording> | undefined;
  #resolveEnded: () => void = () => undefined;
  #rejectEnded: (error: ReelayError) => void = () => undefined;
  #inFlight = 0;
  #capturedFrames = 0;
  #lastPtsNs = -1;
  #wake: (() => void)[] = [];

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
    const state = this.#state;
    if ((state.name === 'recording' || state.name === 'paused') && state.source.mode === 'realtime') {
      return state.clock.at(performance.now());
    }
    return frameTimeNs(this.#capturedFrames, this.#settings.rate);
  }

  /**
   * Connects and starts recording `source`. Without a source, frames come by `capture(frame)` alone and the `size`
   * option is needed.
   */
  start(source?: RecorderSource, options: StartOptions = {}): Promise<void> {
    this.#starting ??= this.#start(source, options);
    return this.#starting;
  }

  /**
   * Offline: takes the source as it is now, or `frame`, as the next frame; resolves when the next may be drawn. The
   * picture is taken before the call returns. Realtime: takes it with the time it is now; never waits.
   * A VideoFrame or ImageBitmap of one's own stays one's own to close.
   */
  async capture(frame?: VideoFrame | ImageBitmap, options: CaptureOptions = {}): Promise<void> {
    const running = this.#running('capture()', 'recording');
    const isRealtime = running.source.mode === 'realtime';
    if (isRealtime) running.clock.start(performance.now());
    const timing = this.#timing(running, options);
    if (this.#inFlight >= MAX_FRAMES_IN_FLIGHT) {
      if (!isRealtime) throw wrongState('A second capture()', 'taking the frame before', 'Await each capture() before drawing the next frame.');
      running.link.send({ type: 'lost', loss: { count: 1, fromNs: timing.ptsNs, toNs: timing.ptsNs, reason: 'busy' } });
      return;
    }
    const taken = frame ? ownFrame(frame, timing, running.alpha) : this.#grab(running, timing);
    const straight = frame instanceof VideoFrame && options.premultiplied === false;
    this.#handOver(running, taken, timing, !straight);
    while (!isRealtime && this.#inFlight >= MAX_FRAMES_IN_FLIGHT) await this.#change();
    if (this.#state.name === 'failed') throw this.#state.error;
  }

  /** Stops the recording's time; what is drawn until resume() is not in the file. */
  async pause(): Promise<void> {
    if (this.#state.name === 'paused') return;
    const { name: _name, ...running } = this.#running('pause()', 'recording');
    running.clock.pause(performance.now());
    running.link.send({ type: 'pause', atNs: this.#lastPtsNs < 0 ? undefined : this.#lastPtsNs });
    this.#state = { name: 'paused', ...running };
  }

  /** Goes on where pause() stopped. */
  async resume(): Promise<void> {
    if (this.#state.name === 'recording') return;
    const { name: _name, ...running } = this.#running('resume()', 'paused');
    running.clock.resume(performance.now());
    running.link.send({ type: 'resume' });
    this.#state = { name: 'recording', ...running };
    this.#notify();
  }

  /** Resolves at once while recording, after resume() while paused; rejects where the recording failed. */
  async running(): Promise<void> {
    while (this.#state.name === 'paused') await this.#change();
    if (this.#state.name === 'failed') throw this.#state.error;
  }

  /** Ends the recording; resolves when its file is complete and was read back. */
  stop(): Promise<Recording> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** `await using`: stops what is still being recorded. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state.name === 'idle' || this.#state.name === 'failed') return;
    await this.stop();
  }

  async #start(source: RecorderSource | undefined, { frames }: StartOptions): Promise<void> {
    const { mode, size } = this.#settings;
    this.#requireBrowser();
    const opened = openSource(source, mode, size);
    this.#state = { name: 'connecting' };
    const meter = new ProgressMeter(this.#settings.rate, frames);
    const hidden = new HiddenTime();
    const link = new WorkerLink({
      taken: () => {
        this.#inFlight--;
        this.#notify();
      },
      sourceEnded: () => this.#resolveEnded(),
      progress: (progress) => this.#options.onProgress?.(meter.measure(progress, hidden.isHidden && opened.kind === 'canvas')),
    });
    link.send({ type: 'open', url: this.#settings.sessionUrl, start: startMessage(this.#settings, opened.mode, opened.size) });
    const reply = await link.started;
    if (reply.type !== 'started') throw this.#fail(reply);
    void link.last.then((last) => last.type === 'failed' && this.#fail(last));
    const running: Running = { link, source: opened, alpha: reply.alpha, clock: new RecordingClock(), hidden, stopCapture: () => hidden.stop() };
    this.#state = { name: 'recording', ...this.#feed(running, frames) };
  }

  /** Sets going whatever brings the source's frames. */
  #feed(running: Running, frames: number | undefined): Running {
    const { link, source } = running;
    if (source.kind === 'scene') {
      const preview = this.#options.preview?.transferControlToOffscreen();
      const { width, height } = source.size;
      link.send({ type: 'scene', url: source.url, width, height, preview, frames }, preview ? [preview] : []);
    } else if (source.kind === 'track') {
      link.send({ type: 'track', frames: source.frames, limit: frames }, [source.frames as unknown as Transferable]);
    } else if (source.kind === 'canvas' && source.mode === 'realtime') {
      const { canvas, grabber } = source;
      const stop = captureRealtime(
        { canvas, grabber, clock: running.clock, rate: this.#settings.rate, alpha: running.alpha, frames },
        {
          hasRoom: () => this.#inFlight < MAX_FRAMES_IN_FLIGHT,
          frame: (frame, timing) => this.#handOver(running, frame, timing, true),
          lost: (loss) => link.send({ type: 'lost', loss }),
          done: () => this.#resolveEnded(),
          failed: (error) => link.send({ type: 'abandon', code: error.code, message: error.message, remedy: error.remedy }),
        },
      );
      return {
        ...running,
        stopCapture: () => {
          stop();
          running.stopCapture();
        },
      };
    }
    return running;
  }

  #grab({ source, alpha }: Running, { ptsNs }: FrameTiming): VideoFrame {
    if (source.kind !== 'canvas') {
      throw wrongState('capture() without a frame', `recording a ${source.kind}`, 'Pass a frame, or record a canvas.');
    }
    const grab = source.grabber.grab(Math.round(ptsNs / 1000), alpha);
    if (grab.kind === 'nothing') throw new ReelayError('WEBGL_FRAME_GONE');
    return grab.frame;
  }

  #handOver({ link }: Running, frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): void {
    this.#inFlight++;
    this.#capturedFrames++;
    this.#lastPtsNs = timing.ptsNs;
    link.send({ type: 'frame', frame, timing, premultiplied }, [frame]);
  }

  #timing({ source, clock }: Running, { timestampNs, durationNs }: CaptureOptions): FrameTiming {
    const { rate } = this.#settings;
    const index = source.mode === 'offline' ? this.#capturedFrames : 0;
    const due = source.mode === 'offline' ? frameTimeNs(index, rate) : Math.max(clock.at(performance.now()), this.#lastPtsNs + 1);
    const ptsNs = timestampNs ?? due;
    const length = durationNs ?? frameDurationNs(index, rate);
    if (!Number.isSafeInteger(ptsNs) || ptsNs < 0) throw invalid('timestampNs', timestampNs, 'it must be a whole number of nanoseconds from 0');
    if (ptsNs <= this.#lastPtsNs) throw invalid('timestampNs', ptsNs, `it must be later than the frame before (${this.#lastPtsNs})`);
    if (!Number.isSafeInteger(length) || length < 1) throw invalid('durationNs', durationNs, 'it must be a whole number of nanoseconds above 0');
    return { ptsNs, durationNs: length };
  }

  async #stop(): Promise<Recording> {
    if (this.#state.name === 'idle') throw wrongState('stop()', 'idle', 'Call start() first.');
    await this.#starting;
    if (this.#state.name === 'failed') throw this.#state.error;
    if (this.#state.name !== 'recording' && this.#state.name !== 'paused') throw wrongState('stop()', this.#state.name, 'Make a new Recorder.');
    const { link, source, hidden, stopCapture } = this.#state;
    this.#state = { name: 'finishing' };
    stopCapture();
    link.send({ type: 'finish', warnings: source.kind === 'canvas' && source.mode === 'realtime' ? hidden.warnings() : [] });
    const last = await link.last;
    if (source.kind === 'canvas') source.grabber.release();
    if (last.type === 'failed') throw this.#fail(last);
    this.#state = { name: 'finished' };
    this.#resolveEnded();
    return this.#recordingOf(last.recording);
  }

  /** Notes the failure, once, and returns the error to throw. */
  #fail(last: { code: ReelayError['code']; message: string; remedy: string; recording: RecordingReport | undefined }): ReelayError {
    const state = this.#state;
    if (state.name === 'failed') return state.error;
    const error = new RecordingError(last, last.recording && this.#recordingOf(last.recording));
    if (state.name === 'recording' || state.name === 'paused') {
      state.stopCapture();
      if (state.source.kind === 'canvas') state.source.grabber.release();
    }
    this.#state = { name: 'failed', error };
    this.#rejectEnded(error);
    this.#notify();
    return error;
  }

  #running<Name extends 'recording' | 'paused'>(call: string, name: Name): Extract<State, { name: Name }> {
    if (this.#state.name === 'failed') throw this.#state.error;
    if (this.#state.name === name) return this.#state as Extract<State, { name: Name }>;
    const remedies: Partial<Record<RecorderState, string>> = {
      idle: 'Await start() first.',
      connecting: 'Await start() first.',
      paused: 'Await resume() first.',
      recording: 'Call pause() first.',
    };
    throw wrongState(call, this.#state.name, remedies[this.#state.name] ?? 'A recorder makes one recording: make a new one.');
  }

  #recordingOf({ url, gaps, ...report }: RecordingReport): Recording {
    const address = new URL(url, this.#settings.relayOrigin);
    address.searchParams.set('token', this.#settings.token);
    return { ...report, url: address.href, gaps: gaps.map(({ beforeSequence, ...gap }) => ({ ...gap, beforeFrame: beforeSequence })) };
  }

  #requireBrowser(): void {
    const { supported, missing } = detectSupport();
    if (supported) return;
    throw new ReelayError('BROWSER_UNSUPPORTED', { feature: 'what recording needs', remedy: missing.join(' ') });
  }

  /** Resolves at the next change of state or of frames in flight. */
  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** A frame that is ours to close, of one that is the page's. */
function ownFrame(frame: VideoFrame | ImageBitmap, { ptsNs }: FrameTiming, alpha: Alpha): VideoFrame {
  try {
    return new VideoFrame(frame, { timestamp: Math.round(ptsNs / 1000), alpha });
  } catch (error) {
    throw new ReelayError(
      'SOURCE_UNSUPPORTED',
      { reason: error instanceof Error ? error.message : String(error), remedy: 'Pass a VideoFrame or ImageBitmap that was not closed.' },
      { cause: error },
    );
  }
}

function wrongState(call: string, state: string, remedy: string): ReelayError {
  return new ReelayError('WRONG_STATE', { call, state, remedy });
}
