/** The wall clock of a realtime recording: it starts at 0 with the first frame and stands still while paused. */
import {
  frameTimeNs,
  framesPerSecond,
  type Nanoseconds,
  NANOSECONDS_PER_MILLISECOND,
  NANOSECONDS_PER_SECOND,
  type Rate,
} from '../../shared/media/time.ts';

export class RecordingClock {
  #startedMs: number | undefined;
  #pausedAtMs: number | undefined;

  /** Starts the clock at `nowMs` (performance.now()) if it does not run yet. */
  start(nowMs: number): void {
    this.#startedMs ??= nowMs;
  }

  get isPaused(): boolean {
    return this.#pausedAtMs !== undefined;
  }

  /** Time on the recording's own axis, whole ns; 0 before the start. */
  at(nowMs: number): Nanoseconds {
    if (this.#startedMs === undefined) return 0;
    return Math.max(0, Math.round(((this.#pausedAtMs ?? nowMs) - this.#startedMs) * NANOSECONDS_PER_MILLISECOND));
  }

  pause(nowMs: number): void {
    this.#pausedAtMs ??= nowMs;
  }

  resume(nowMs: number): void {
    if (this.#pausedAtMs === undefined) return;
    if (this.#startedMs !== undefined) this.#startedMs += nowMs - this.#pausedAtMs;
    this.#pausedAtMs = undefined;
  }
}

/** Keeps captures to at most `rate`: one for each slot of 1 / rate, without drift against the display's own rate. */
export class RateLimiter {
  readonly #rate: Rate;
  #lastSlot = -1;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /**
   * Whether a frame at `timeNs` opens a new slot. A frame up to a quarter of a slot early counts for the next one: a
   * display's frames jitter around their slots.
   */
  admits(timeNs: Nanoseconds): boolean {
    const slot = Math.floor((timeNs / NANOSECONDS_PER_SECOND) * framesPerSecond(this.#rate) + 0.25);
    if (slot <= this.#lastSlot) return false;
    this.#lastSlot = slot;
    return true;
  }
}

/** The last slot of 1 / rate that has begun at `timeNs`. */
export function slotAt(timeNs: Nanoseconds, rate: Rate): number {
  const guess = Math.floor((timeNs / NANOSECONDS_PER_SECOND) * framesPerSecond(rate));
  // Floating point may be off by one at a slot's edge; the fraction decides.
  return frameTimeNs(guess + 1, rate) <= timeNs ? guess + 1 : frameTimeNs(guess, rate) > timeNs ? guess - 1 : guess;
}
