/** Records a page as it runs: at most `rate` frames a second, each at the time at which it was taken. */
import { frameTimeNs, NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import type { RenderRequest } from '../../shared/render/messages.ts';
import { RateLimiter, slotAt } from '../capture/clock.ts';
import { unlessAborted } from '../capture/unless-aborted.ts';
import type { Recorder } from '../recorder/index.ts';
import type { Picture } from './picture.ts';
import type { Target } from './target.ts';

/**
 * Ends after the length that was asked for, or when `signal` is aborted. Frames are told, and counted, by the slots of
 * `rate` in which they stand: those for which there was no time count as done.
 * @returns how many are done
 */
export async function recordRealtime(
  { clock }: Pick<Target, 'clock'>,
  picture: Picture,
  { rate, frames }: RenderRequest,
  recorder: Recorder,
  signal: AbortSignal,
  at: (phase: 'drawing' | 'storing', index: number) => void,
): Promise<number> {
  const limiter = new RateLimiter(rate);
  const endNs = frameTimeNs(frames, rate);
  let done = 0;
  for (let timeNs = 0, count = 0; timeNs < endNs && count < frames && !signal.aborted; timeNs = recorder.timeNs) {
    if (limiter.admits(timeNs)) {
      const index = slotAt(timeNs, rate);
      count++;
      at('drawing', index);
      const time = { index, timeNs, timeSeconds: timeNs / NANOSECONDS_PER_SECOND };
      const taken = await unlessAborted(picture.take(time), signal);
      if (!taken) break;
      at('storing', index);
      try {
        await recorder.capture(taken.value);
      } finally {
        taken.value.close();
      }
      done = index + 1;
    }
    at('drawing', done);
    if (!(await unlessAborted(clock.step(), signal))) break;
  }
  return done;
}
