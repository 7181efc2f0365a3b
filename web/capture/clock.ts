/** The slots of a realtime recording: which frames of a display open one. */
import {
  frameTimeNs,
  framesPerSecond,
  type Nanoseconds,
  NANOSECONDS_PER_SECOND,
  type Rate,
} from '../../shared/media/time.ts';

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
