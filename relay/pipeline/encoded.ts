/** Turns the encoder's count of frames into a position in time. */
import { frameTimeNs, type Nanoseconds, type Rate } from '../../shared/media/time.ts';

/** Knows the time each frame ends, until the encoder is past it. */
export class EncodedPosition {
  readonly #ends: Nanoseconds[] = [];
  #dropped = 0;
  #rate: Rate | undefined;
  #positionNs: Nanoseconds = 0;
  #lastFedNs: Nanoseconds = 0;

  /** Where the last reported frame ends. */
  get positionNs(): Nanoseconds {
    return this.#positionNs;
  }

  /** A constant rate gives times by itself, also where frames are repeated to keep it; [0, 1] does not. */
  setRate(rate: Rate): void {
    this.#rate = rate[0] > 0 ? rate : undefined;
  }

  /** A frame that ends at `endNs` goes in. */
  fed(endNs: Nanoseconds): void {
    this.#lastFedNs = endNs;
    if (!this.#rate) this.#ends.push(endNs);
  }

  /** The stream ended well: everything came out. */
  ended(): void {
    this.#positionNs = this.#lastFedNs;
  }

  /** `count` frames in all came out. */
  reported(count: number): void {
    if (this.#rate) {
      this.#positionNs = frameTimeNs(count, this.#rate);
      return;
    }
    this.#positionNs = this.#ends[count - this.#dropped - 1] ?? this.#positionNs;
    this.#dropped += this.#ends.splice(0, Math.max(0, count - this.#dropped - 1)).length;
  }
}
