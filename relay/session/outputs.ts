/** The outputs of a recording, supervised: one that fails leaves the others to go on. */
import type { ReelayError } from '../../shared/errors.ts';
import type { Library } from '../recordings/library.ts';
import { FormMaker } from '../pipeline/form-maker.ts';
import { type Conclusion, conclude } from './conclude.ts';
import { type Decoding, EncodedPath } from './encoded-path.ts';
import { FanOut, type FramePath } from './fan-out.ts';
import type { Output } from './output.ts';
import type { Take } from './take.ts';

/** What the recording's owner is told. */
export interface OutputsListener {
  /** Something a person should know of an output while the recording goes on, once each. */
  warned(output: Output, warning: string): void;
  /** An output came to its end, whoever ended it. */
  ended(conclusion: Conclusion): void;
  /** The recording cannot go on: no output is left, and `cause` is why the first failed; or none gets frames any more. */
  broken(cause: ReelayError): void;
}

export class Outputs {
  /** In the order in which their presets were named. */
  readonly all: readonly Output[];
  /** Where frames go in. */
  readonly frames: FramePath;
  readonly #living: Set<Output>;
  readonly #take: Take;
  readonly #library: Library;
  readonly #conclusions = new Map<Output, Promise<Conclusion>>();
  readonly #finalBytes = new Map<Output, number>();
  #firstFailure: ReelayError | undefined;
  #isEnding = false;
  #onMakerFailure: (error: ReelayError) => void = () => undefined;
  #onDecoderFailure: (error: ReelayError) => void = () => undefined;

  /** @param decoding where frames come encoded */
  constructor(all: readonly Output[], take: Take, library: Library, decoding?: Decoding) {
    this.all = all;
    const raw = decoding ? all.filter(({ plan }) => !plan.stored) : all;
    const maker = all.length > 1 ? new FormMaker((error) => this.#onMakerFailure(error)) : undefined;
    this.frames = decoding
      ? new EncodedPath({
          ...decoding,
          storing: all.filter(({ plan }) => plan.stored),
          decoded: raw,
          maker,
          onFailure: (error) => this.#onDecoderFailure(error),
        })
      : new FanOut(all, maker);
    this.#living = new Set(all);
    this.#take = take;
    this.#library = library;
  }

  /** Those still at work. */
  get living(): readonly Output[] {
    return [...this.#living];
  }

  /** Frames that came out of the slowest encoder that tells its position. */
  get encodedFrames(): number {
    const told = this.living.map(({ pipeline }) => pipeline.encodedNs).filter((positionNs) => positionNs > 0);
    const { frames, endNs } = this.#take;
    return endNs === 0 || told.length === 0 ? 0 : Math.min(frames, Math.round((frames * Math.min(...told)) / endNs));
  }

  /**
   * Begins to watch the pipelines.
   * @param receivedFrames frames that came by now
   */
  watch(receivedFrames: () => number, listener: OutputsListener): void {
    this.#onMakerFailure = (error) => listener.broken(error);
    this.#onDecoderFailure = (error) => {
      const ended = this.living.filter(({ plan }) => !plan.stored);
      for (const output of ended) this.frames.leave(output);
      for (const output of this.#isEnding ? [] : ended) this.#lose(output, error, receivedFrames(), listener, error);
    };
    for (const output of this.all) {
      output.warnings.listen((warning) => listener.warned(output, warning));
      // The others do not wait until it is gone.
      void output.pipeline.failing.then(() => this.frames.leave(output));
      void output.pipeline.outcome.then((outcome) => {
        if (outcome.kind === 'failed' && !this.#isEnding) this.#lose(output, outcome.error, receivedFrames(), listener);
      });
    }
  }

  /** Size of all files by now. */
  async bytes(): Promise<number> {
    const sizes = this.all.map(
      async (output) => this.#finalBytes.get(output) ?? (await this.#library.partBytes(output.reservation.file)),
    );
    return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Writes the sidecars of those still at work. Rejects with RECORDINGS_UNWRITABLE. */
  async save(): Promise<void> {
    await Promise.all(this.living.map((output) => this.#library.save(output.sidecar(this.#take))));
  }

  /**
   * Ends every output that has not come to its end, each by itself; resolves with what became of all. Never rejects.
   * @param cause why, where it is not because the page asked for it
   */
  async end(receivedFrames: number, cause: ReelayError | undefined, listener: OutputsListener): Promise<Conclusion[]> {
    this.#isEnding = true;
    // The end of the stream must not overtake a frame that is being made.
    await this.frames.written();
    const conclusions = await Promise.all(
      this.all.map((output) => this.#conclude(output, receivedFrames, cause, listener)),
    );
    await this.frames.close();
    return conclusions;
  }

  /** Ends at once what is still at work because of `cause`; what it wrote is kept where it can be read. */
  kill(cause: ReelayError): void {
    for (const { pipeline } of this.all) void pipeline.kill(cause);
  }

  /** Text about one output, for where all are told of together. */
  named(output: Output, text: string): string {
    return this.all.length === 1 ? text : `${output.plan.preset}: ${text}`;
  }

  /** @param cause why it ends, where its pipeline did not fail itself */
  #lose(
    output: Output,
    error: ReelayError,
    receivedFrames: number,
    listener: OutputsListener,
    cause?: ReelayError,
  ): void {
    this.#firstFailure ??= error;
    this.#living.delete(output);
    if (this.#living.size === 0) {
      listener.broken(this.#firstFailure);
      return;
    }
    listener.warned(output, `${error.code}: ${error.message} The other outputs go on.`);
    void this.#conclude(output, receivedFrames, cause, listener);
  }

  #conclude(
    output: Output,
    receivedFrames: number,
    cause: ReelayError | undefined,
    listener: OutputsListener,
  ): Promise<Conclusion> {
    const known = this.#conclusions.get(output);
    if (known) return known;
    const conclusion = conclude({ output, take: this.#take, receivedFrames, library: this.#library, cause });
    this.#conclusions.set(output, conclusion);
    void conclusion.then((end) => {
      this.#finalBytes.set(output, end.sidecar?.bytes ?? 0);
      listener.ended(end);
    });
    return conclusion;
  }
}
