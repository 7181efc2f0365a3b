/** No more pictures than a rate allows, and never without the newest. */

/** Pictures that a page which draws at the rate may be ahead of it: it draws on the display's beat, now sooner, now later. */
const MOST_AHEAD = 1.5;
/** What is enough for a picture: times are told to the millisecond. */
const ENOUGH = 0.9;
/** After the time at which a picture may be shown, in pictures: one that comes until then takes its place. */
const PATIENCE = 0.25;

export class Pace<Picture extends { readonly atMs: number }> {
  readonly #distanceMs: number;
  readonly #emit: (picture: Picture) => void;
  /** Pictures that may be let through at `#lastMs`. */
  #allowed = MOST_AHEAD;
  #lastMs = -Infinity;
  /** Came too soon; shown where nothing newer comes. */
  #held: Picture | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param framesPerSecond the most that are let through for long */
  constructor(framesPerSecond: number, emit: (picture: Picture) => void) {
    this.#distanceMs = 1000 / framesPerSecond;
    this.#emit = emit;
  }

  /** Lets `picture` through, or holds it back until it is clear whether another comes in time. */
  offer(picture: Picture): void {
    const allowed = this.#allowedAt(picture.atMs);
    if (allowed >= ENOUGH) {
      this.#let(picture);
      return;
    }
    this.#held = picture;
    this.#timer ??= setTimeout(() => this.flush(), (1 - allowed + PATIENCE) * this.#distanceMs);
  }

  /** Lets the one through that is held back. */
  flush(): void {
    if (this.#held) this.#let(this.#held);
  }

  #allowedAt(atMs: number): number {
    return Math.min(MOST_AHEAD, this.#allowed + (atMs - this.#lastMs) / this.#distanceMs);
  }

  #let(picture: Picture): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#held = undefined;
    // What was held back is let through by the clock: it has waited, though its time does not say so.
    this.#allowed = Math.max(0, this.#allowedAt(picture.atMs) - 1);
    this.#lastMs = picture.atMs;
    this.#emit(picture);
  }
}
