/** Keeps `videorate` up to the time that frames last: at the end of the stream it fills one slot more, and no other. */
import { framesPerSecond, NANOSECONDS_PER_SECOND, type Nanoseconds, type Rate } from '../../shared/media/time.ts';
import type { PipelineFrame } from './types.ts';

/** Where a frame is repeated in the slot before its last one, so that all up to there are filled: fractions of the slot. */
const REPEATS = [0.98, 0.99] as const;

/**
 * The times at which each frame is to be written. `videorate` decides about a slot when a frame comes that is farther from it
 * than the one before: after a gap, or a frame that stands for long, it is behind. Then the frame is written again, and no
 * memory is held for the case that it was the last.
 */
export class Slots {
  readonly #slotNs: number;
  #lastPtsNs: Nanoseconds | undefined;
  /** Slots that are filled. */
  #filled = 0;

  constructor(rate: Rate) {
    this.#slotNs = NANOSECONDS_PER_SECOND / framesPerSecond(rate);
  }

  /** PTS of each time that the frame is to be written, ns, at least one; later than any before, none after the frame's end. */
  timesOf({ ptsNs, durationNs }: Pick<PipelineFrame, 'ptsNs' | 'durationNs'>): Nanoseconds[] {
    const last = Math.max(0, Math.round((ptsNs + durationNs) / this.#slotNs) - 1);
    const filled = this.#filledAfter(ptsNs);
    const [first, second] = REPEATS.map((part) => Math.round((last - 1 + part) * this.#slotNs)) as [number, number];
    const times = filled >= last ? [ptsNs] : [...(ptsNs < first ? [ptsNs] : []), first, second];
    for (const time of times) {
      this.#filled = this.#filledAfter(time);
      this.#lastPtsNs = time;
    }
    return times;
  }

  #filledAfter(ptsNs: Nanoseconds): number {
    if (this.#lastPtsNs === undefined) return 0;
    return Math.max(this.#filled, Math.floor((this.#lastPtsNs + ptsNs) / 2 / this.#slotNs) + 1);
  }
}
