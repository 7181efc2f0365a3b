/** One recording after the other, as the button, its keys and programs start and stop them. */
import { ReelayError, toReelayError } from '../../shared/errors.ts';
import type { Recorder, RecorderOptions, Recording } from '../recorder/index.ts';
import { type DevSource, findSource, releaseSource } from './find-source.ts';
import type { RelayRecorder } from './load.ts';

export type TakeState =
  | { readonly name: 'idle' }
  | { readonly name: 'starting' }
  | { readonly name: 'recording'; readonly frames: number; readonly seconds: number }
  | { readonly name: 'finishing' }
  | { readonly name: 'finished'; readonly recording: Recording }
  | { readonly name: 'failed'; readonly message: string };

interface TakeOptions {
  readonly load: () => Promise<RelayRecorder>;
  /** The canvas to be recorded; undefined: the largest. */
  readonly selector: string | undefined;
  readonly recording: RecorderOptions;
}

export class Take {
  /** Called at each change of the state. */
  onChange: (state: TakeState) => void = () => undefined;
  readonly #options: TakeOptions;
  #state: TakeState = { name: 'idle' };
  /** The recording under way: `ended` settles with it, whoever ended it. */
  #running: { readonly recorder: Promise<Recorder>; readonly ended: Promise<Recording> } | undefined;

  constructor(options: TakeOptions) {
    this.#options = options;
  }

  get state(): TakeState {
    return this.#state;
  }

  /** Starts where nothing is recorded, else stops. What fails is told by the state. */
  toggle(): void {
    const done: Promise<unknown> = this.#running ? this.stop() : this.start();
    done.catch(() => undefined);
  }

  /** Starts recording; resolves when it runs. Rejects as Recorder.start() does. Nothing where one runs. */
  async start(): Promise<void> {
    if (this.#running) {
      await this.#running.recorder;
      return;
    }
    this.#enter({ name: 'starting' });
    // Before anything is waited for: the browser asks about a tab only while the press is fresh.
    const source = findSource(this.#options.selector);
    const recorder = source.then((found) => this.#begin(found));
    const ended = recorder.then(async (running) => {
      // A source that ends, a tab that is no longer shared, ends the recording.
      await running.ended;
      this.#enter({ name: 'finishing' });
      return running.stop();
    });
    this.#running = { recorder, ended };
    const released = async (): Promise<Recording> => {
      try {
        return await ended;
      } finally {
        releaseSource(await source);
      }
    };
    released().then(
      (recording) => this.#end({ name: 'finished', recording }),
      (error: unknown) => this.#end({ name: 'failed', message: textOf(error) }),
    );
    await recorder;
  }

  /** Ends the recording; resolves when its file is complete. Rejects as Recorder.stop() does, or where nothing is recorded. */
  async stop(): Promise<Recording> {
    if (!this.#running) {
      const remedy = 'Call start() first, or press the button.';
      throw new ReelayError('WRONG_STATE', { call: 'stop()', state: this.#state.name, remedy });
    }
    const { recorder, ended } = this.#running;
    const running = await recorder;
    this.#enter({ name: 'finishing' });
    // Which settles `ended`.
    await running.stop();
    return ended;
  }

  async #begin(source: DevSource): Promise<Recorder> {
    const { load, recording } = this.#options;
    const { module, access } = await load();
    const recorder = new module.Recorder({
      ...access,
      name: document.title || 'page',
      ...recording,
      mode: 'realtime',
      onProgress: ({ capturedFrames, recordedSeconds }) => {
        if (this.#state.name === 'recording')
          this.#enter({ name: 'recording', frames: capturedFrames, seconds: recordedSeconds });
      },
    });
    await recorder.start(source);
    this.#enter({ name: 'recording', frames: 0, seconds: 0 });
    return recorder;
  }

  #end(state: TakeState): void {
    this.#running = undefined;
    this.#enter(state);
  }

  #enter(state: TakeState): void {
    this.#state = state;
    this.onChange(state);
  }
}

/** Errors of the recorder that the relay served are of another class of the same name. */
function textOf(error: unknown): string {
  const { message, remedy } =
    error instanceof Error && 'remedy' in error ? error : toReelayError(error, 'WORKER_FAILED');
  return `${message} ${String(remedy)}`;
}
