/** A running pipeline that a Node program pushes frames into. */
import { EventEmitter } from 'node:events';
import { ReelayError, toReelayError } from '../../../shared/errors.ts';
import type { RowLayout } from '../../../shared/media/rows.ts';
import { PipelineChild } from '../../pipeline/child.ts';
import { Feeder } from '../../pipeline/feeder.ts';
import type { QosReport } from '../../pipeline/launch-messages.ts';
import type { PipelineOutcome } from '../../pipeline/types.ts';
import type { PipelineWarning } from '../../pipeline/warnings.ts';
import type { BuiltPipeline } from './build.ts';
import { type FrameCaps, type FrameDescription, frameCaps } from './frame-caps.ts';
import { FrameClock, type FrameTimes } from './frame-clock.ts';
import { rawLayout } from './raw-format.ts';
import { Room } from './room.ts';
import { type PipelineStats, StatsKeeper } from './stats.ts';

export interface PipelineEvents {
  /** The stream came out of every sink; files are complete. */
  eos: [];
  /** The pipeline failed. Every call says so, too; without a listener nothing is thrown. */
  error: [error: ReelayError];
  /** An element warned; the pipeline goes on. */
  warning: [warning: PipelineWarning];
  /** An element left out a frame because it was late. */
  qos: [report: QosReport];
  /** Once or twice a second, and at the end. */
  stats: [stats: PipelineStats];
}

/** Bounds where there is no appsrc to say others: its defaults. */
const LIMITS = { maxBytes: 200_000, maxFrames: Number.MAX_SAFE_INTEGER };

interface Frame {
  readonly ptsNs: number;
  readonly durationNs: number | undefined;
  readonly payload: readonly [Uint8Array];
  readonly caps: string;
}

export class PushedPipeline extends EventEmitter<PipelineEvents> implements AsyncDisposable {
  /** Resolves when frames may be pushed; rejects with what kept the pipeline from starting. */
  readonly opened: Promise<void>;
  readonly #child: PipelineChild;
  readonly #feeder: Feeder;
  readonly #built: BuiltPipeline;
  readonly #clock: FrameClock;
  readonly #room: Room;
  readonly #stats = new StatsKeeper();
  readonly #pending = new Set<(error: unknown) => void>();
  readonly #outcome: Promise<PipelineOutcome>;
  /** Settles when all pushes until now have. */
  #pushes: Promise<void> = Promise.resolve();
  #caps: FrameCaps;
  #layout: RowLayout;
  /** Why no frame is taken any more. */
  #over: { readonly reason: (call: string) => unknown } | undefined;
  #isStopped = false;
  #eos: Promise<void> | undefined;

  /** @param directory the child's working directory: relative names in the description are meant from there */
  constructor(built: BuiltPipeline, directory: string) {
    super();
    this.#built = built;
    this.#caps = built.caps;
    this.#layout = rawLayout(built.caps.format, built.caps.width, built.caps.height);
    this.#clock = new FrameClock(built.appsrc?.timesByArrival ?? false);
    this.#room = new Room(built.appsrc ?? LIMITS);
    this.#child = new PipelineChild({
      directory,
      pipeline: built.arguments,
      verbose: built.hasDisplay,
      onEncoded: (frames) => this.#report(() => this.#stats.counted(frames)),
      onDisplay: (report) => this.#report(() => this.#stats.displayed(report)),
      onWarning: (warning) => this.emit('warning', warning),
      onQos: (report) => {
        this.#stats.late(report);
        this.emit('qos', report);
      },
    });
    this.#feeder = new Feeder(this.#child.stdin, (error) => this.#child.inputBroken(error));
    this.opened = this.#child.opened;
    this.#outcome = this.#child.outcome
      .then((outcome) => this.#complete(outcome))
      .then((outcome) => this.#conclude(outcome));
  }

  /** The child as a person would type it. */
  get commandLine(): string {
    return this.#child.commandLine;
  }

  /** Process id of the child. */
  get pid(): number {
    return this.#child.pid;
  }

  get stats(): PipelineStats {
    return this.#stats.stats;
  }

  /** Resolves when the child is gone, whatever ended it. */
  get ended(): Promise<void> {
    return this.#outcome.then(() => undefined);
  }

  /** How the frames pushed from now on look. Parts that are not named stay. Throws OPTION_INVALID where an appsrc insists on others. */
  setCaps(description: FrameDescription): void {
    const { format, width, height, rate } = this.#caps;
    const before =
      description.caps === undefined ? { format, width, height, ...(rate[0] > 0 ? { fps: rate } : {}) } : {};
    const caps = frameCaps({ ...before, ...description }, this.#built.appsrc?.caps?.fields);
    this.#layout = rawLayout(caps.format, caps.width, caps.height);
    this.#caps = caps;
  }

  /**
   * Pushes a frame: its rows one after the other, or in GStreamer's layout. Resolves when the pipeline has taken it, which is
   * as fast as the pipeline works; until then the bytes must stay as they are. Rejects with OPTION_INVALID, PIPELINE_FULL
   * (an appsrc with block=false that is full, or calls that nobody awaits), PIPELINE_CLOSED, or what the pipeline failed of.
   */
  push(bytes: ArrayBufferView | ArrayBuffer, times: FrameTimes = {}): Promise<void> {
    const pushed = this.#push(bytes, times);
    this.#pushes = Promise.allSettled([this.#pushes, pushed]).then(() => undefined);
    return pushed;
  }

  async #push(bytes: ArrayBufferView | ArrayBuffer, times: FrameTimes): Promise<void> {
    this.#assertOpen('push()');
    if (this.#room.isCrowded || (this.#room.isFull && this.#built.appsrc?.block === false)) throw this.#room.full;
    const frame = this.#frame(bytes, times);
    await this.#room.enter(frame.payload[0].byteLength);
    await this.#write(frame);
  }

  /**
   * Pushes a frame if there is room at once; false where there is none. The bytes are the pipeline's from then on.
   * Throws what push() rejects with.
   */
  tryPush(bytes: ArrayBufferView | ArrayBuffer, times: FrameTimes = {}): boolean {
    this.#assertOpen('tryPush()');
    if (this.#room.isFull) return false;
    this.push(bytes, times).catch(() => {}); // the next call says so, and the event
    return true;
  }

  /** Ends the stream after the frames pushed before, and waits until files are complete. Rejects with what the pipeline failed of. */
  endOfStream(): Promise<void> {
    this.#eos ??= this.#end();
    return this.#eos;
  }

  async #end(): Promise<void> {
    this.#assertOpen('endOfStream()');
    this.#over = { reason: (call) => closed(call, 'was told that the stream ends') };
    await this.#pushes;
    this.#feeder.end();
    this.#child.expectEnd();
    const outcome = await this.#outcome;
    if (outcome.kind === 'failed') throw this.#over.reason('endOfStream()');
  }

  /** Ends the pipeline at once; what a muxer had not yet finished is lost. After endOfStream() there is nothing left to do. */
  async close(): Promise<void> {
    this.abandon((call) => closed(call, 'was closed'));
    await this.#outcome;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Ends the pipeline at once. `reason`: what calls are then rejected with. */
  abandon(reason: (call: string) => unknown): void {
    this.#stop(reason);
    this.#child.kill();
  }

  #frame(bytes: ArrayBufferView | ArrayBuffer, times: FrameTimes): Frame {
    const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : asBytes(bytes);
    const pixels = this.#layout.arrange(view);
    const { format, width, height, rate, text } = this.#caps;
    if (!pixels) {
      const reason = `a frame of ${format}, ${width} x ${height}, has ${this.#layout.tightBytes}`;
      throw new ReelayError('OPTION_INVALID', { option: 'bytes', value: `${view.byteLength} bytes long`, reason });
    }
    return { ...this.#clock.next(times, rate), payload: [pixels], caps: text };
  }

  /** Writes `frame`, for which room was taken. */
  async #write(frame: Frame): Promise<void> {
    if (this.#isStopped) this.#assertOpen('push()');
    await new Promise<void>((resolve, reject) => {
      this.#pending.add(reject);
      this.#feeder.setCaps(frame.caps);
      this.#feeder.write(frame, () => {
        this.#pending.delete(reject);
        this.#stats.accepted++;
        this.#room.leave(frame.payload[0].byteLength);
        resolve();
      });
    });
  }

  #assertOpen(call: string): void {
    if (this.#over) throw this.#over.reason(call);
  }

  /** What the pipeline could not write itself, if it came to a good end. Never rejects. */
  async #complete(outcome: PipelineOutcome): Promise<PipelineOutcome> {
    if (outcome.kind === 'failed' || !this.#built.complete) return outcome;
    try {
      await this.#built.complete(this.#clock.timedBy);
      return outcome;
    } catch (error) {
      return { kind: 'failed', error: toReelayError(error) };
    }
  }

  #conclude(outcome: PipelineOutcome): PipelineOutcome {
    const wasAbandoned = this.#isStopped;
    if (outcome.kind === 'failed') {
      const { error } = outcome;
      this.#stop(() => error);
      if (!wasAbandoned && this.listenerCount('error') > 0) this.emit('error', error);
    } else {
      this.#stop((call) => closed(call, 'has ended'));
      this.#report(() => this.#stats.ended());
      this.emit('eos');
    }
    return outcome;
  }

  /** Lets go of everyone who waits. The first reason is the one that stays. */
  #stop(reason: (call: string) => unknown): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#over = { reason };
    const error = reason('push()');
    this.#room.close(error);
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }

  #report(change: () => void): void {
    change();
    this.emit('stats', this.stats);
  }
}

function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function closed(call: string, reason: string): ReelayError {
  return new ReelayError('PIPELINE_CLOSED', { call, reason });
}
