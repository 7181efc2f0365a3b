/** No more pictures than a rate allows, and never without the newest. */

/** Pictures of a page that draws at the rate itself come now sooner, now later: this part of the distance is enough. */
const LEAST_DISTANCE = 0.7;
/** After this part of it nothing newer is to be expected. */
const MOST_PATIENCE = 1.5;

export class Pace<Picture extends { readonly atMs: number }> {
  readonly #distanceMs: number;
  readonly #emit: (picture: Picture) => void;
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
    const sinceLastMs = picture.atMs - this.#lastMs;
    if (sinceLastMs >= LEAST_DISTANCE * this.#distanceMs) {
      this.#let(picture);
      return;
    }
    this.#held = picture;
    this.#timer ??= setTimeout(() => this.flush(), MOST_PATIENCE * this.#distanceMs - sinceLastMs);
  }

  /** Lets the one through that is held back. */
  flush(): void {
    if (this.#held) this.#let(this.#held);
  }

  #let(picture: Picture): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#held = undefined;
    this.#lastMs = picture.atMs;
    this.#emit(picture);
  }
}
