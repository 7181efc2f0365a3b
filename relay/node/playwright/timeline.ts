/** Moments of the clock on the wall to times of a recording. */
import { type Nanoseconds, NANOSECONDS_PER_MILLISECOND } from '../../../shared/media/time.ts';

/** Pauses are cut out. Moments are milliseconds since 1970. */
export class Timeline {
  readonly #originMs: number;
  /** Length of all pauses that are over. */
  #pausedMs = 0;
  #pausedSinceMs: number | undefined;

  constructor(originMs: number) {
    this.#originMs = originMs;
  }

  get isPaused(): boolean {
    return this.#pausedSinceMs !== undefined;
  }

  pause(atMs: number): void {
    this.#pausedSinceMs ??= atMs;
  }

  resume(atMs: number): void {
    if (this.#pausedSinceMs === undefined) return;
    this.#pausedMs += Math.max(0, atMs - this.#pausedSinceMs);
    this.#pausedSinceMs = undefined;
  }

  /** Where a moment stands. Moments of a pause stand where it began, those before the start at 0. */
  at(moment: number): Nanoseconds {
    const ms = Math.min(moment, this.#pausedSinceMs ?? Infinity) - this.#originMs - this.#pausedMs;
    return Math.max(0, Math.round(ms * NANOSECONDS_PER_MILLISECOND));
  }
}
