/** Gives each frame its time: the caller's, that of its arrival, or that of its number. */
import { ReelayError } from '../../../shared/errors.ts';
import {
  frameDurationNs,
  frameTimeNs,
  type Nanoseconds,
  NANOSECONDS_PER_MILLISECOND,
  type Rate,
} from '../../../shared/media/time.ts';

/** A frame's times, where the caller knows them. */
export interface FrameTimes {
  /** From the start of the stream. */
  readonly ptsNs?: Nanoseconds | bigint;
  readonly durationNs?: Nanoseconds | bigint;
}

export class FrameClock {
  readonly #byArrival: boolean;
  #firstMs: number | undefined;
  #index = 0;
  #timedBy: 'number' | 'caller' = 'number';

  constructor(byArrival: boolean) {
    this.#byArrival = byArrival;
  }

  /** Whether all times so far followed from the frames' numbers. */
  get timedBy(): 'number' | 'caller' {
    return this.#timedBy;
  }

  /** Times of the next frame. Throws OPTION_INVALID where it has no PTS and none can be made. */
  next(times: FrameTimes, rate: Rate): { readonly ptsNs: Nanoseconds; readonly durationNs: Nanoseconds | undefined } {
    const index = this.#index;
    const nowMs = performance.now();
    const ptsNs = whole('ptsNs', times.ptsNs) ?? this.#own(nowMs, rate);
    const durationNs =
      whole('durationNs', times.durationNs) ??
      // A frame that is timed by the clock lasts until the next, which nobody knows.
      (rate[0] === 0 || this.#byArrival ? undefined : frameDurationNs(index, rate));
    if (times.ptsNs !== undefined) this.#timedBy = 'caller';
    this.#firstMs ??= nowMs;
    this.#index++;
    return { ptsNs, durationNs };
  }

  #own(nowMs: number, rate: Rate): Nanoseconds {
    if (this.#byArrival) return Math.round((nowMs - (this.#firstMs ?? nowMs)) * NANOSECONDS_PER_MILLISECOND);
    if (rate[0] > 0) return frameTimeNs(this.#index, rate);
    const reason = 'the caps have no framerate, so every frame needs its own time (or an appsrc with is-live=true)';
    throw new ReelayError('OPTION_INVALID', { option: 'ptsNs', value: 'missing', reason });
  }
}

function whole(option: string, value: Nanoseconds | bigint | undefined): Nanoseconds | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  const reason = 'it is a whole number of nanoseconds from the start of the stream';
  throw new ReelayError('OPTION_INVALID', { option, value: String(value), reason });
}
