/** Opens a pipeline for a plan: child and feeder behind the one interface the rest of the relay knows. */
import { ReelayError } from '../../shared/errors.ts';
import { type EncodedCaps, encodedCapsString } from '../../shared/media/codecs.ts';
import type { VideoCaps } from '../../shared/media/gdp.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { PipelineChild } from './child.ts';
import { CHILD_TIMES, type ChildTimes } from './child-times.ts';
import { EncodedPosition } from './encoded.ts';
import { Feeder, type FrameFeeder } from './feeder.ts';
import { assertGeneratedName } from './file-name.ts';
import { inspectGStreamer } from './preflight.ts';
import type { RingArea } from './ring-area.ts';
import { RingFeeder } from './ring-feeder.ts';
import { Slots } from './slots.ts';
import { GDP_SOURCE, ringProblem } from './source.ts';
import { StallWatch } from './stall-watch.ts';
import type { Pipeline, PipelineFrame, PipelineOutcome, PipelinePlan } from './types.ts';

export interface OpenOptions extends Partial<ChildTimes> {
  /** Folder the file goes into; the child's working directory. */
  readonly directory: string;
  /** Name of the file in that folder: letters, digits, dots, underscores, hyphens. */
  readonly fileName: string;
  /** Path of gst-launch-1.0 where it is not the one on PATH. */
  readonly tool?: string;
  /** File in which frames may have their slots. Without it all are written to the child's standard input. */
  readonly area?: RingArea;
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
  const { directory, fileName, tool, area, onNews, ...times } = options;
  assertGeneratedName(fileName);
  const encoded = new EncodedPosition();
  const broken = (error: Error): void =>
    error instanceof ReelayError ? child.interrupt(error) : child.inputBroken(error);
  const ring = area && (await openRing(area, broken));
  const child = new PipelineChild({
    directory,
    pipeline: [...(ring?.source ?? GDP_SOURCE), ...plan.arguments(fileName)],
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
  // Not before: without its control socket the child would fail.
  void child.outcome.then(() => ring?.close());
  const feeder = ring ?? new Feeder(child.stdin, broken);
  const pipeline = new FedChild(child, feeder, encoded, plan, times.stallMs ?? CHILD_TIMES.stallMs);
  void child.outcome.then(({ kind }) => kind === 'ended' && encoded.ended());
  await child.opened;
  return pipeline;
}

async function openRing(area: RingArea, onError: (error: Error) => void): Promise<RingFeeder> {
  const problem = ringProblem(await inspectGStreamer());
  if (problem) throw problem;
  return RingFeeder.open(area, onError);
}

class FedChild implements Pipeline {
  readonly #child: PipelineChild;
  readonly #feeder: FrameFeeder;
  readonly #encoded: EncodedPosition;
  readonly #stall: StallWatch;
  readonly #slots: Slots | undefined;

  constructor(
    child: PipelineChild,
    feeder: FrameFeeder,
    encoded: EncodedPosition,
    { slotRate }: PipelinePlan,
    stallMs: number,
  ) {
    this.#slots = slotRate && new Slots(slotRate);
    this.#encoded = encoded;
    this.#child = child;
    this.#feeder = feeder;
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

  setCaps(caps: VideoCaps | EncodedCaps): void {
    this.#encoded.setRate(caps.rate);
    this.#feeder.setCaps('codec' in caps ? encodedCapsString(caps) : caps);
  }

  write(frame: PipelineFrame, accepted: () => void): void {
    this.#encoded.fed(frame.ptsNs + frame.durationNs);
    this.#stall.written();
    const times = this.#slots?.timesOf(frame) ?? [frame.ptsNs];
    const last = (): void => {
      this.#stall.accepted();
      accepted();
    };
    times.forEach((ptsNs, index) => this.#feeder.write(frame, index < times.length - 1 ? () => {} : last, ptsNs));
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
