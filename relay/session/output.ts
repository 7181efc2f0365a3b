/** One output of a recording: a pipeline, its file, and what is known of it while it is made. */
import type { ReelayError } from '../../shared/errors.ts';
import { type Nanoseconds, NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import { type FrameCaps, type FrameForm, formFor, type StreamCaps } from '../pipeline/frame-form.ts';
import type { Pipeline, PipelineFrame, PipelinePlan } from '../pipeline/types.ts';
import type { Reservation } from '../recordings/reserve.ts';
import { describeError, type Sidecar } from '../recordings/sidecar.ts';
import type { Take } from './take.ts';
import type { WarningList } from './warning-list.ts';

/** How an output ended, for its last sidecar. */
export interface OutputEnd {
  readonly state: 'finished' | 'failed';
  readonly bytes: number;
  readonly error: ReelayError | undefined;
  /** Length of the file where it holds less than was accepted. */
  readonly durationNs?: Nanoseconds;
}

interface OutputOptions {
  readonly plan: PipelinePlan;
  readonly reservation: Reservation;
  readonly pipeline: Pipeline;
  /** What it warns of, the plan's warnings included. */
  readonly warnings: WarningList;
  /** Id that the outputs of one recording share; undefined where it is the only one. */
  readonly group: string | undefined;
}

export class Output {
  readonly plan: PipelinePlan;
  readonly reservation: Reservation;
  readonly pipeline: Pipeline;
  readonly warnings: WarningList;
  readonly #group: string | undefined;
  #frames = 0;
  #endNs: Nanoseconds = 0;

  constructor({ plan, reservation, pipeline, warnings, group }: OutputOptions) {
    this.plan = plan;
    this.reservation = reservation;
    this.pipeline = pipeline;
    this.warnings = warnings;
    this.#group = group;
  }

  /** Frames that its pipeline accepted. */
  get frames(): number {
    return this.#frames;
  }

  /** End of the last of them, ns. */
  get endNs(): Nanoseconds {
    return this.#endNs;
  }

  /** What must be made of frames that look as `caps` say; undefined where they are fine as they come. */
  formFor(caps: FrameCaps): FrameForm | undefined {
    return formFor(this.plan, caps);
  }

  /** Says how the frames that follow look. */
  setCaps(caps: StreamCaps): void {
    this.pipeline.setCaps({ ...caps, rate: this.plan.capsRate });
  }

  /** Writes a frame; `accepted` is called when the pipeline has taken its last byte, never if it failed before. */
  write(frame: PipelineFrame, accepted: () => void): void {
    this.pipeline.write(frame, () => {
      this.#frames++;
      this.#endNs = frame.ptsNs + frame.durationNs;
      accepted();
    });
  }

  /** The sidecar as it stands, or as it stands at the end. */
  sidecar(take: Take, end?: OutputEnd): Sidecar {
    const { plan, reservation, pipeline } = this;
    const shared = take.fields();
    const cut = end?.durationNs === undefined ? [] : [cutWarning(end.durationNs)];
    return {
      ...shared,
      id: reservation.id,
      ...(this.#group === undefined ? {} : { group: this.#group }),
      file: reservation.file,
      ...(plan.index === undefined ? {} : { index: plan.index }),
      state: end?.state ?? 'recording',
      preset: plan.preset,
      ...(plan.encoder === undefined ? {} : { encoder: plan.encoder }),
      ...(shared.codec === undefined ? {} : { stored: plan.stored }),
      mime: plan.mime,
      width: plan.width,
      height: plan.height,
      frames: this.#frames,
      durationNs: end?.durationNs ?? this.#endNs,
      bytes: end?.bytes ?? 0,
      finishedAt: end ? new Date().toISOString() : null,
      pipeline: pipeline.commandLine,
      warnings: [...this.warnings.texts, ...shared.warnings, ...cut],
      ...(end?.error ? { error: describeError(end.error) } : {}),
      ...(end ? {} : { writers: { relay: process.pid, pipeline: pipeline.pid } }),
    };
  }
}

function cutWarning(durationNs: Nanoseconds): string {
  return `The pipeline broke: the file ends at ${(durationNs / NANOSECONDS_PER_SECOND).toFixed(2)} s, and the frames it had taken in after that are lost.`;
}
