/** Runs recordings, one at a time, on the recorder's public API. */
import { record, type Recorder, type RecorderState, type RecordOptions } from '../../recorder/index.ts';
import type { Connection } from '../api.ts';
import type { Settings } from '../form/validate.ts';
import { toProblem } from '../problem.ts';
import { type ActiveState, isActive, NO_PROGRESS, type Run } from './run.ts';
import { addSample, NO_SAMPLES } from './samples.ts';

const SHOWN_AS: Readonly<Partial<Record<RecorderState, ActiveState>>> = {
  connecting: 'connecting',
  recording: 'recording',
  paused: 'paused',
  finishing: 'finishing',
};

export class RecordingRunner {
  /** Replaced, never changed. */
  run: Run = { state: 'idle' };
  readonly #connection: Connection;
  readonly #changed: () => void;
  #recorder: Recorder | undefined;
  #stop = new AbortController();

  /** `changed` is called whenever `run` has been replaced. */
  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection;
    this.#changed = changed;
  }

  /** Records to the end and leaves `run` finished or failed. Does nothing while a recording is under way. */
  async start(settings: Settings): Promise<void> {
    if (isActive(this.run)) return;
    const canvas = document.createElement('canvas');
    canvas.width = settings.width;
    canvas.height = settings.height;
    this.#recorder = undefined;
    this.#stop = new AbortController();
    this.#replace({ state: 'connecting', settings, canvas, progress: NO_PROGRESS, samples: NO_SAMPLES });
    try {
      const recording = await record(settings.scene.url, this.#options(settings, canvas));
      this.#end((run) => ({ ...run, state: 'finished', recording }));
    } catch (error) {
      console.error(error);
      this.#end((run) => ({ ...run, state: 'failed', problem: toProblem(error) }));
    }
  }

  async pause(): Promise<void> {
    await this.#ask((recorder) => recorder.pause());
  }

  async resume(): Promise<void> {
    await this.#ask((recorder) => recorder.resume());
  }

  /** Ends the recording early; what was recorded is kept. */
  stop(): void {
    if (isActive(this.run)) this.#replace({ ...this.run, state: 'finishing' });
    this.#stop.abort();
  }

  /** Forgets how the last recording ended. */
  reset(): void {
    if (!isActive(this.run)) this.#replace({ state: 'idle' });
  }

  #options(
    { width, height, fps, frames, mode, presets, quality, name }: Settings,
    preview: HTMLCanvasElement,
  ): RecordOptions {
    return {
      ...this.#connection,
      mode,
      fps,
      name,
      quality,
      preview,
      preset: presets.map(({ id }) => id),
      size: { width, height },
      ...(frames === undefined ? {} : { frames }),
      signal: this.#stop.signal,
      control: (recorder) => {
        this.#recorder = recorder;
      },
      onProgress: (progress) => {
        if (isActive(this.run))
          this.#replace({ ...this.run, progress, samples: addSample(this.run.samples, progress) });
      },
      onState: (state) => this.#follow(state),
    };
  }

  async #ask(question: (recorder: Recorder) => Promise<void> | void): Promise<void> {
    try {
      if (this.#recorder) await question(this.#recorder);
    } catch {
      // The recording has failed; `record` rejects with the cause.
    }
  }

  /** Takes over the recorder's state. */
  #follow(recorderState: RecorderState): void {
    const state = SHOWN_AS[recorderState];
    if (!state || !isActive(this.run) || this.run.state === state || this.#stop.signal.aborted) return;
    this.#replace({ ...this.run, state });
  }

  #end(ended: (run: Run & { state: ActiveState }) => Run): void {
    if (isActive(this.run)) this.#replace(ended(this.run));
  }

  #replace(run: Run): void {
    this.run = run;
    this.#changed();
  }
}
