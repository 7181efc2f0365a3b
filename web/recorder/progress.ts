/** Turns the worker's counts into what `onProgress` is given. */
import { frameTimeNs, NANOSECONDS_PER_SECOND, type Rate } from '../../shared/media/time.ts';
import type { WorkerProgress } from '../worker/contract.ts';
import type { Progress } from './options.ts';

const MS_PER_SECOND = 1e3;

export class ProgressMeter {
  readonly #startedMs = performance.now();
  readonly #goalSeconds: number | undefined;

  /** @param frames length of the recording, where it is known */
  constructor(rate: Rate, frames: number | undefined) {
    this.#goalSeconds = frames === undefined ? undefined : frameTimeNs(frames, rate) / NANOSECONDS_PER_SECOND;
  }

  measure({ recordedNs, ...counts }: WorkerProgress, suspended: boolean): Progress {
    const elapsedSeconds = (performance.now() - this.#startedMs) / MS_PER_SECOND;
    const recordedSeconds = recordedNs / NANOSECONDS_PER_SECOND;
    const speed = elapsedSeconds > 0 ? recordedSeconds / elapsedSeconds : 0;
    const left = this.#goalSeconds === undefined ? undefined : Math.max(0, this.#goalSeconds - recordedSeconds);
    return {
      ...counts,
      recordedSeconds,
      elapsedSeconds,
      speed,
      suspended,
      ...(left !== undefined && speed > 0 ? { remainingSeconds: left / speed } : {}),
    };
  }
}
