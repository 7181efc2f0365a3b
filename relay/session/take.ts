/** What is known of a recording while it is made: counts, gaps, geometries, pauses. Becomes the sidecar and the report. */
import { ProtocolError, type ReelayError } from '../../shared/errors.ts';
import { type Nanoseconds, NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import { MAX_REPORTED_GAPS, MAX_REPORTED_WARNINGS, MAX_WARNING_LENGTH } from '../../shared/wire/limits.ts';
import type { DropMessage, GeometryMessage, RecordingReport, StartMessage } from '../../shared/wire/messages.ts';
import { malformed } from '../../shared/wire/schema.ts';
import type { PipelinePlan } from '../pipeline/types.ts';
import type { Reservation } from '../recordings/library.ts';
import {
  describeError,
  type GeometryChange,
  MAX_LISTED,
  type Pause,
  type Sidecar,
  SIDECAR_VERSION,
  type SidecarGap,
} from '../recordings/sidecar.ts';

/** How a take ended, for its last sidecar. */
export interface TakeEnd {
  readonly state: 'finished' | 'failed';
  readonly bytes: number;
  readonly error: ReelayError | undefined;
  /** Length of the file where it holds less than was accepted. */
  readonly durationNs?: Nanoseconds;
}

interface TakeOptions {
  readonly start: StartMessage;
  readonly plan: PipelinePlan;
  readonly reservation: Reservation;
  readonly commandLine: string;
  readonly writers: NonNullable<Sidecar['writers']>;
  readonly versions: Omit<Sidecar['versions'], 'browser'>;
}

export class Take {
  readonly #options: TakeOptions;
  readonly #startedAt = new Date().toISOString();
  readonly #gaps: SidecarGap[] = [];
  readonly #geometries: GeometryChange[] = [];
  readonly #pauses: Pause[] = [];
  readonly #warnings: string[] = [];
  #isPaused = false;
  #frames = 0;
  #dropped = 0;
  #endNs: Nanoseconds = 0;

  constructor(options: TakeOptions) {
    this.#options = options;
    this.#warnings.push(...options.plan.warnings);
  }

  get frames(): number {
    return this.#frames;
  }

  /** End of the last accepted frame, ns. */
  get endNs(): Nanoseconds {
    return this.#endNs;
  }

  addFrame(endNs: Nanoseconds): void {
    this.#frames++;
    this.#endNs = Math.max(this.#endNs, endNs);
  }

  /**
   * Notes frames that the page lost before its frame `beforeFrame`; those of one reason become one gap.
   * Throws ProtocolError for a gap that ends before it begins, or a sum beyond what a number holds exactly.
   */
  addGap(beforeFrame: number, { count, fromNs, toNs, reason }: DropMessage): void {
    if (toNs < fromNs) throw malformed('drop.toNs is before drop.fromNs');
    if (!Number.isSafeInteger(this.#dropped + count)) throw malformed('more frames were dropped than can be counted');
    this.#dropped += count;
    const same = this.#gaps.findIndex((gap) => gap.beforeFrame === beforeFrame && gap.reason === reason);
    const known = this.#gaps[same];
    if (known) this.#gaps[same] = { ...known, count: known.count + count, toNs: Math.max(known.toNs, toNs) };
    else if (this.#gaps.length < MAX_LISTED) this.#gaps.push({ beforeFrame, count, fromNs, toNs, reason });
  }

  addGeometry(fromFrame: number, { type: _type, id: _id, ...geometry }: GeometryMessage): void {
    if (this.#geometries.length < MAX_LISTED) this.#geometries.push({ fromFrame, geometry });
  }

  /** Throws ProtocolError where it is paused. */
  pause(atNs: Nanoseconds): void {
    if (this.#isPaused) throw outOfTurn('pause', 'paused');
    this.#isPaused = true;
    if (this.#pauses.length < MAX_LISTED) this.#pauses.push({ atNs, from: new Date().toISOString(), to: null });
  }

  /** Throws ProtocolError where it is not paused. */
  resume(): void {
    if (!this.#isPaused) throw outOfTurn('resume', 'not paused');
    this.#isPaused = false;
    const last = this.#pauses.at(-1);
    if (last && last.to === null) this.#pauses[this.#pauses.length - 1] = { ...last, to: new Date().toISOString() };
  }

  warn(...warnings: readonly string[]): void {
    for (const warning of warnings) if (!this.#warnings.includes(warning)) this.#warnings.push(warning);
  }

  /** The sidecar as it stands, or as it stands at the end. */
  sidecar(end?: TakeEnd): Sidecar {
    const { start, plan, reservation, commandLine, writers, versions } = this.#options;
    return {
      version: SIDECAR_VERSION,
      id: reservation.id,
      name: start.name,
      file: reservation.file,
      state: end?.state ?? 'recording',
      preset: plan.preset,
      mime: plan.mime,
      mode: start.mode,
      quality: start.quality,
      width: plan.width,
      height: plan.height,
      fps: start.fps,
      frames: this.#frames,
      dropped: this.#dropped,
      gaps: this.#gaps,
      geometries: this.#geometries,
      pauses: this.#pauses,
      durationNs: end?.durationNs ?? this.#endNs,
      bytes: end?.bytes ?? 0,
      startedAt: this.#startedAt,
      finishedAt: end ? new Date().toISOString() : null,
      pipeline: commandLine,
      warnings: [...this.#warnings, ...(end?.durationNs === undefined ? [] : [cutWarning(end.durationNs)])],
      versions: { ...versions, browser: start.agent },
      ...(end?.error ? { error: describeError(end.error) } : {}),
      ...(end ? {} : { writers }),
    };
  }
}

function cutWarning(durationNs: Nanoseconds): string {
  return `The pipeline broke: the file ends at ${(durationNs / NANOSECONDS_PER_SECOND).toFixed(2)} s, and the frames it had taken in after that are lost.`;
}

function outOfTurn(what: string, state: string): ProtocolError {
  return new ProtocolError('PROTOCOL_ORDER', { reason: `${what} came while the recording was ${state}` });
}

/** What the page is told of a recording. */
export function report(sidecar: Sidecar): RecordingReport {
  const { id, name, file, preset, mime, width, height, fps, frames, dropped, bytes, warnings } = sidecar;
  return {
    id,
    name,
    url: bytes === 0 ? '' : `/recordings/${file}`,
    preset,
    mime,
    width,
    height,
    fps,
    frames,
    dropped,
    gaps: sidecar.gaps
      .slice(0, MAX_REPORTED_GAPS)
      .map(({ beforeFrame, ...gap }) => ({ ...gap, beforeSequence: beforeFrame })),
    durationSeconds: sidecar.durationNs / NANOSECONDS_PER_SECOND,
    bytes,
    warnings: warnings.slice(0, MAX_REPORTED_WARNINGS).map((warning) => warning.slice(0, MAX_WARNING_LENGTH)),
  };
}
