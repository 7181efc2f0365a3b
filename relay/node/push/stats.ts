/** What is known of a pipeline's frames, and how fast they go through it. */
import type { DisplayReport, QosReport } from '../../pipeline/launch-messages.ts';

export interface PipelineStats {
  /** Frames the pipeline has taken. */
  readonly accepted: number;
  /**
   * Frames that were shown, as an `fpsdisplaysink` tells; where there is none, those that came to the muxer, the sink or the
   * first fork, told once a second, and after a good end all that were taken and not dropped.
   */
  readonly rendered: number;
  /** Frames that elements left out because they were late. */
  readonly dropped: number;
  /** Frames rendered per second, since the report before and since the first; 0 until there are two. */
  readonly currentRate: number;
  readonly averageRate: number;
}

const MILLISECONDS_PER_SECOND = 1000;

export class StatsKeeper {
  accepted = 0;
  #rendered = 0;
  #droppedByDisplay: number | undefined;
  #currentRate = 0;
  #averageRate = 0;
  readonly #droppedBy = new Map<string, number>();
  #first: { readonly frames: number; readonly atMs: number } | undefined;
  #last: { readonly frames: number; readonly atMs: number } | undefined;

  get stats(): PipelineStats {
    const dropped = this.#droppedByDisplay ?? [...this.#droppedBy.values()].reduce((sum, count) => sum + count, 0);
    return {
      ...{ accepted: this.accepted, rendered: this.#rendered, dropped },
      ...{ currentRate: this.#currentRate, averageRate: this.#averageRate },
    };
  }

  /** An `fpsdisplaysink` reports. */
  displayed({ rendered, dropped, currentRate, averageRate }: DisplayReport): void {
    this.#rendered = rendered;
    this.#droppedByDisplay = dropped;
    this.#currentRate = currentRate;
    this.#averageRate = averageRate;
  }

  /** The end of the stream came out of every sink. Nobody counts the frames since the last report. */
  ended(): void {
    if (this.#droppedByDisplay === undefined) this.#rendered = this.accepted - this.stats.dropped;
  }

  /** An element left out a frame. */
  late({ element, dropped }: QosReport): void {
    this.#droppedBy.set(element, dropped);
  }

  /** `frames` in all came through, where there is no `fpsdisplaysink`. */
  counted(frames: number): void {
    const now = { frames, atMs: performance.now() };
    const rateSince = (then: { readonly frames: number; readonly atMs: number } | undefined): number | undefined =>
      then && now.atMs > then.atMs
        ? ((now.frames - then.frames) * MILLISECONDS_PER_SECOND) / (now.atMs - then.atMs)
        : undefined;
    this.#rendered = frames;
    this.#currentRate = rateSince(this.#last) ?? this.#currentRate;
    this.#averageRate = rateSince(this.#first) ?? this.#averageRate;
    this.#first ??= now;
    this.#last = now;
  }
}
