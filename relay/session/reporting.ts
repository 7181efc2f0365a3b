/** Tells the page and whoever watches the relay how a recording goes, and keeps its sidecars up to date. */
import { type ReelayError, toReelayError } from '../../shared/errors.ts';
import { MAX_PROGRESS_WARNINGS, MAX_WARNING_LENGTH } from '../../shared/wire/limits.ts';
import type { Conclusion } from './conclude.ts';
import type { SessionContext } from './context.ts';
import type { Output } from './output.ts';
import type { OutputsListener } from './outputs.ts';
import type { Recording } from './recording.ts';
import type { SendMessage } from './streaming.ts';

interface ReportingOptions {
  readonly recording: Recording;
  readonly context: SessionContext;
  readonly send: SendMessage;
  /** Whether the page reads so slowly that it is spared progress. */
  isBehind(): boolean;
  /** Ends the recording. */
  fail(cause: ReelayError): void;
}

export class Reporting implements OutputsListener {
  readonly #options: ReportingOptions;
  /** Warnings that the page has not been told yet. */
  readonly #news: string[] = [];
  readonly #progressTimer: NodeJS.Timeout;
  readonly #saveTimer: NodeJS.Timeout;
  #isDraining = false;

  /** Begins with the sidecars as they stand. */
  constructor(options: ReportingOptions) {
    this.#options = options;
    const { recording, context } = options;
    const { outputs, take } = recording;
    for (const output of outputs.all) context.observe({ type: 'started', sidecar: output.sidecar(take) });
    this.#progressTimer = setInterval(() => void this.#progress(), context.times.progressMs);
    this.#saveTimer = setInterval(() => this.#save(), context.times.sidecarMs);
    this.#save();
  }

  warned(output: Output, warning: string): void {
    const { recording, context } = this.#options;
    this.#news.push(recording.outputs.named(output, warning).slice(0, MAX_WARNING_LENGTH));
    context.observe({ type: 'warned', file: output.reservation.file, warning });
  }

  ended({ output, error, sidecar }: Conclusion): void {
    const pipelineTail = error?.code.startsWith('PIPELINE') ? output.pipeline.tail : [];
    this.#options.context.observe({ type: 'ended', id: output.reservation.id, sidecar, error, pipelineTail });
  }

  broken(cause: ReelayError): void {
    this.#options.fail(cause);
  }

  /** No more frames come: from now on the outputs write their sidecars themselves. */
  drain(): void {
    this.#isDraining = true;
    clearInterval(this.#saveTimer);
  }

  /** The last word comes next. */
  stop(): void {
    this.drain();
    clearInterval(this.#progressTimer);
  }

  async #progress(): Promise<void> {
    const { recording, context, send, isBehind, fail } = this.#options;
    const { id, outputs, take, disk } = recording;
    context.observe({ type: 'progress', id, frames: take.frames });
    const bytes = await outputs.bytes();
    if (this.#isDraining) disk.lookAtEnd(bytes).catch((error: unknown) => outputs.kill(toReelayError(error)));
    else disk.look(bytes).catch((error: unknown) => fail(toReelayError(error)));
    if (isBehind()) return;
    const warnings = this.#news.splice(0, MAX_PROGRESS_WARNINGS);
    send({
      type: 'progress',
      acceptedFrames: take.frames,
      encodedFrames: outputs.encodedFrames,
      bytes,
      warnings,
    });
  }

  #save(): void {
    const { recording, fail } = this.#options;
    recording.outputs.save().catch((error: unknown) => fail(toReelayError(error)));
  }
}
