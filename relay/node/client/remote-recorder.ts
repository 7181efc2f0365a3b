/** A recording on a relay, fed by a Node program. */
import { ReelayError } from '../../../shared/errors.ts';
import type { Nanoseconds } from '../../../shared/media/time.ts';
import { FrameTimes, type FrameTiming, type GivenTimes } from '../../../shared/recording/frame-times.ts';
import { ProgressMeter, type RecordingProgress } from '../../../shared/recording/progress.ts';
import type { Recording } from '../../../shared/recording/recording.ts';
import { MAX_WARNING_LENGTH } from '../../../shared/wire/limits.ts';
import { type FrameGeometry, type Geometry, geometryOf, pixelsOf } from './geometry.ts';
import type { RecorderOptions, RecorderSettings } from './options.ts';
import type { OutgoingFrame, Session } from './session.ts';

type State =
  | { readonly name: 'recording' | 'paused' | 'finishing' | 'finished' }
  | { readonly name: 'aborted'; readonly reason: unknown }
  | { readonly name: 'failed'; readonly error: ReelayError };

export type RemoteRecorderState = State['name'];

/** Calls of push() that nobody awaits yet: the bytes of each are held. */
const MAX_PUSHES = 2;

/** What to do first, by the state in which a call came too early or too late. */
const REMEDIES: Readonly<Record<RemoteRecorderState, string>> = {
  recording: 'Await pause() first.',
  paused: 'Await resume() first.',
  finishing: 'A recorder makes one recording: open a new one.',
  finished: 'A recorder makes one recording: open a new one.',
  aborted: 'A recorder makes one recording: open a new one.',
  failed: 'A recorder makes one recording: open a new one.',
};

export class RemoteRecorder implements AsyncDisposable {
  /** Resolves when the recording was stopped; rejects with a RecordingError as soon as it fails. */
  readonly ended: Promise<void>;
  readonly #session: Session;
  readonly #settings: RecorderSettings;
  readonly #times: FrameTimes;
  readonly #meter: ProgressMeter;
  #state: State = { name: 'recording' };
  #geometry: Geometry;
  /** Settles when all that was asked for is sent, in order. Never rejects. */
  #tail: Promise<unknown> = Promise.resolve();
  #pushes = 0;
  #capturedFrames = 0;
  #droppedFrames = 0;
  /** End of the last captured frame. */
  #recordedNs: Nanoseconds = 0;
  #stopping: Promise<Recording> | undefined;

  constructor(session: Session, settings: RecorderSettings, { signal, onProgress }: RecorderOptions) {
    this.#session = session;
    this.#settings = settings;
    this.#geometry = settings.geometry;
    this.#times = new FrameTimes(settings.mode, settings.rate);
    this.#meter = new ProgressMeter(performance.now(), settings.rate);
    if (onProgress) session.onProgress = () => onProgress(this.progress);
    const abort = (): void => this.#abort(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.ended = session.last.then((last) => {
      signal?.removeEventListener('abort', abort);
      if (last.kind === 'failed') throw this.#fail(last.error);
    });
    this.ended.catch(() => undefined); // Whoever does not look at it learns of the failure at the next call.
    if (signal?.aborted) abort();
  }

  get state(): RemoteRecorderState {
    return this.#state.name;
  }

  /** How it stands now. */
  get progress(): RecordingProgress {
    const own = { capturedFrames: this.#capturedFrames, droppedFrames: this.#droppedFrames };
    const counts = { ...own, recordedNs: this.#recordedNs, credit: this.#session.credit };
    return this.#meter.measure({ ...counts, ...this.#session.tally.counts }, performance.now());
  }

  /** How the frames pushed from now on look; what is not named stays, colour with the format. Throws OPTION_INVALID or FRAME_TOO_LARGE. */
  setGeometry(given: Partial<FrameGeometry>): void {
    this.#in('recording', 'setGeometry()');
    const { width, height, format, colour } = this.#geometry;
    const keepsColour = given.format === undefined || given.format === format;
    this.#geometry = geometryOf({ width, height, format, ...(keepsColour ? { colour } : {}), ...given });
  }

  /**
   * Pushes a frame: its rows one after the other, or each at a multiple of four bytes.
   * Offline: resolves with true when the next may be pushed; until then leave the bytes as they are.
   * Realtime: never waits; resolves at once with whether the frame was taken, whose bytes are the recorder's from then on.
   */
  async push(pixels: ArrayBufferView<ArrayBuffer> | ArrayBuffer, given: GivenTimes = {}): Promise<boolean> {
    this.#in('recording', 'push()');
    const bytes = pixelsOf(pixels, this.#geometry);
    return this.#settings.mode === 'realtime' ? this.#offer(bytes, given) : this.#send(bytes, given);
  }

  /** Stops the recording's time: what comes after resume() follows what came before without a gap. */
  async pause(): Promise<void> {
    if (this.#state.name === 'paused') return;
    this.#in('recording', 'pause()');
    this.#state = { name: 'paused' };
    this.#times.clock.pause(performance.now());
    await this.#tell('pause');
  }

  /** Goes on where pause() stopped. */
  async resume(): Promise<void> {
    if (this.#state.name === 'recording') return;
    this.#in('paused', 'resume()');
    this.#state = { name: 'recording' };
    this.#times.clock.resume(performance.now());
    await this.#tell('resume');
  }

  /** Ends the recording behind the frames pushed before; resolves when its file is complete and was read back. */
  stop(): Promise<Recording> {
    this.#stopping ??= this.#stop([]);
    return this.#stopping;
  }

  /** `await using`: stops what is still being recorded. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state.name !== 'failed') await this.stop();
  }

  async #send(pixels: Uint8Array, given: GivenTimes): Promise<true> {
    if (this.#pushes === MAX_PUSHES) {
      const state = `taking the ${MAX_PUSHES} frames before`;
      throw new ReelayError('WRONG_STATE', { call: 'push()', state, remedy: 'Await each push() before the next.' });
    }
    const frame = this.#capture(pixels, this.#times.next(given, performance.now()));
    this.#pushes++;
    try {
      await this.#inOrder(async () => {
        await this.#session.room(pixels.byteLength);
        await this.#session.send(frame);
      });
      await this.#session.room(pixels.byteLength);
    } finally {
      this.#pushes--;
    }
    return true;
  }

  #offer(pixels: Uint8Array, given: GivenTimes): boolean {
    const nowMs = performance.now();
    this.#times.clock.start(nowMs);
    const timing = this.#times.next(given, nowMs);
    const isTooSoon = given.timestampNs === undefined && !this.#times.mayFollow(timing.ptsNs);
    if (isTooSoon || !this.#session.hasRoom(pixels.byteLength)) {
      this.#droppedFrames++;
      this.#session.drop(timing.ptsNs, isTooSoon ? 'busy' : 'credit');
      return false;
    }
    void this.#session.send(this.#capture(pixels, timing));
    return true;
  }

  #capture(pixels: Uint8Array, timing: FrameTiming): OutgoingFrame {
    this.#times.taken(timing);
    this.#capturedFrames++;
    this.#recordedNs = timing.ptsNs + timing.durationNs;
    return { pixels, geometry: this.#geometry, timing };
  }

  #tell(type: 'pause' | 'resume'): Promise<void> {
    const atNs = this.#recordedNs;
    return this.#inOrder(async () => this.#session.control({ type, atNs }));
  }

  /** Runs `step` when all that was asked for before is sent. */
  #inOrder(step: () => Promise<void>): Promise<void> {
    const done = this.#tail.then(step);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  async #stop(warnings: readonly string[]): Promise<Recording> {
    if (this.#state.name !== 'aborted') {
      this.#in(this.#state.name === 'paused' ? 'paused' : 'recording', 'stop()');
      this.#state = { name: 'finishing' };
    }
    await this.#tail;
    const last = await this.#session.finish(warnings);
    if (last.kind === 'failed') throw this.#fail(last.error);
    if (this.#state.name === 'finishing') this.#state = { name: 'finished' };
    return last.recording;
  }

  #abort(reason: unknown): void {
    if (this.#state.name !== 'recording' && this.#state.name !== 'paused') return;
    this.#state = { name: 'aborted', reason };
    this.#session.interrupt(reason);
    const warning = `It ended early: ${reason instanceof Error ? reason.message : String(reason)}`;
    this.#stopping = this.#stop([warning.slice(0, MAX_WARNING_LENGTH)]);
    this.#stopping.catch(() => undefined); // stop() says so.
  }

  /** Notes the failure, once, and returns the error to throw. */
  #fail(error: ReelayError): ReelayError {
    if (this.#state.name === 'failed') return this.#state.error;
    this.#state = { name: 'failed', error };
    return error;
  }

  #in(name: 'recording' | 'paused', call: string): void {
    if (this.#state.name === 'failed') throw this.#state.error;
    if (this.#state.name === 'aborted') throw this.#state.reason;
    if (this.#state.name !== name)
      throw new ReelayError('WRONG_STATE', { call, state: this.#state.name, remedy: REMEDIES[this.#state.name] });
  }
}
