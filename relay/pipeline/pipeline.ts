/** Opens a pipeline for a plan: child and feeder behind the one interface the rest of the relay knows. */
import type { ReelayError } from '../../shared/errors.ts';
import type { VideoCaps } from '../../shared/media/gdp.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { PipelineChild } from './child.ts';
import { CHILD_TIMES, type ChildTimes } from './child-times.ts';
import { EncodedPosition } from './encoded.ts';
import { Feeder } from './feeder.ts';
import { assertGeneratedName } from './file-name.ts';
import { Slots } from './slots.ts';
import { GDP_SOURCE } from './source.ts';
import { StallWatch } from './stall-watch.ts';
import type { Pipeline, PipelineFrame, PipelineOutcome, PipelinePlan } from './types.ts';

export interface OpenOptions extends Partial<ChildTimes> {
  /** Folder the file goes into; the child's working directory. */
  readonly directory: string;
  /** Name of the file in that folder: letters, digits, dots, underscores, hyphens. */
  readonly fileName: string;
  /** Path of gst-launch-1.0 where it is not the one on PATH. */
  readonly tool?: string;
  /** Told what a person should know while all goes on, as often as it is so. */
  onNews?(news: PipelineNews): void;
}

/** What a pipeline warns of. */
export interface PipelineNews {
  readonly text: string;
  /** News about the same is the same news, brought up to date. */
  readonly subject: string;
}

/**
 * Starts the child for `plan`. Resolves when its elements are open and frames may be written.
 * Rejects with GSTREAMER_MISSING, PIPELINE_INVALID, or what else ended it before.
 */
export async function openPipeline(plan: PipelinePlan, options: OpenOptions): Promise<Pipeline> {
  const { directory, fileName, tool, onNews, ...times } = options;
  assertGeneratedName(fileName);
  const encoded = new EncodedPosition();
  const child = new PipelineChild({
    directory,
    pipeline: [...GDP_SOURCE, ...plan.arguments(fileName)],
    times,
    tool,
    onEncoded: (frames) => encoded.reported(frames),
    onWarning: ({ element, message }) => {
      const text = `${element}: ${message}`;
      onNews?.({ text, subject: text });
    },
    onQos: ({ element, dropped }) =>
      onNews?.({
        text: `${element} left out ${dropped} frames because they were late.`,
        subject: `${element} is late`,
      }),
  });
  const pipeline = new FedChild(child, encoded, plan, times.stallMs ?? CHILD_TIMES.stallMs);
  void child.outcome.then(({ kind }) => kind === 'ended' && encoded.ended());
  await child.opened;
  return pipeline;
}

class FedChild implements Pipeline {
  readonly #child: PipelineChild;
  readonly #feeder: Feeder;
  readonly #encoded: EncodedPosition;
  readonly #stall: StallWatch;
  readonly #slots: Slots | undefined;

  constructor(child: PipelineChild, encoded: EncodedPosition, { slotRate }: PipelinePlan, stallMs: number) {
    this.#slots = slotRate && new Slots(slotRate);
    this.#encoded = encoded;
    this.#child = child;
    this.#feeder = new Feeder(child.stdin, (error) => child.inputBroken(error));
    this.#stall = new StallWatch(stallMs, () => child.stalled(stallMs / 1000));
    void child.outcome.then(() => this.#stall.stop());
  }

  get commandLine(): string {
    return this.#child.commandLine;
  }

  get outcome(): Promise<PipelineOutcome> {
    return this.#child.outcome;
  }

  get failing(): Promise<void> {
    return this.#child.failing;
  }

  get encodedNs(): Nanoseconds {
    return this.#encoded.positionNs;
  }

  get pid(): number {
    return this.#child.pid;
  }

  get tail(): readonly string[] {
    return this.#child.tail.lines;
  }

  setCaps(caps: VideoCaps): void {
    this.#encoded.setRate(caps.rate);
    this.#feeder.setCaps(caps);
  }

  write(frame: PipelineFrame, accepted: () => void): void {
    this.#encoded.fed(frame.ptsNs + frame.durationNs);
    this.#stall.written();
    const times = this.#slots?.timesOf(frame) ?? [frame.ptsNs];
    times.forEach((ptsNs, index) =>
      this.#feeder.write({ ...frame, ptsNs }, () => {
        if (index < times.length - 1) return;
        this.#stall.accepted();
        accepted();
      }),
    );
  }

  endOfStream(): Promise<PipelineOutcome> {
    this.#stall.stop();
    this.#feeder.end();
    this.#child.expectEnd();
    return this.outcome;
  }

  kill(cause?: ReelayError): Promise<PipelineOutcome> {
    this.#child.kill(cause);
    return this.outcome;
  }
}
