/** What a clock is made with, checked. */
import { ReelayError } from '../../shared/errors.ts';
import { type Nanoseconds, type Rate, toRate } from '../../shared/media/time.ts';

export interface ClockOptions {
  /** Frames per second: a number, or an exact fraction such as [60000, 1001]. 60 unless given. */
  readonly fps?: number | Rate;
  /** The date at time 0: a Date, its milliseconds, or text that Date reads. 2000-01-01T00:00:00Z unless given. */
  readonly startTime?: Date | number | string;
  /** Makes `Math.random` and `crypto.getRandomValues` give the same numbers in every run: any whole number from 0. */
  readonly seed?: number;
  /**
   * Before which frames fonts, images and requests that are on their way are awaited. `first` unless given; with
   * `every` a page that always waits for an answer never gets on.
   */
  readonly settle?: 'first' | 'every' | 'never';
  /** Real milliseconds after which `step` fails with CLOCK_UNSETTLED. 30,000 unless given. */
  readonly settleTimeoutMs?: number;
}

/** A frame that has been drawn. */
export interface ClockFrame {
  /** From 0. */
  readonly index: number;
  /** Virtual nanoseconds from 0: floor(index * 10^9 / fps). */
  readonly timeNs: Nanoseconds;
}

/** Checked options. */
export interface ClockSettings {
  readonly rate: Rate;
  readonly startMs: number;
  readonly seed: number | undefined;
  readonly settle: 'first' | 'every' | 'never';
  readonly settleTimeoutMs: number;
}

const DEFAULT_FPS = 60;
const DEFAULT_START_MS = Date.UTC(2000, 0, 1);
const DEFAULT_SETTLE_TIMEOUT_MS = 30_000;
const SETTLES = ['first', 'every', 'never'] as const;

/** Checks `options`. Throws OPTION_INVALID. */
export function checkOptions(options: ClockOptions): ClockSettings {
  const { fps = DEFAULT_FPS, startTime = DEFAULT_START_MS, seed, settle = 'first' } = options;
  const { settleTimeoutMs = DEFAULT_SETTLE_TIMEOUT_MS } = options;
  const rate = toRate(fps);
  if (!rate) throw invalid('fps', fps, 'it must be a positive number, or a pair of positive whole numbers.');
  const startMs = new Date(startTime).getTime();
  if (Number.isNaN(startMs)) throw invalid('startTime', startTime, 'it must be a date.');
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0)) {
    throw invalid('seed', seed, 'it must be a whole number from 0.');
  }
  if (!SETTLES.includes(settle)) throw invalid('settle', settle, `it must be one of: ${SETTLES.join(', ')}.`);
  if (!(settleTimeoutMs > 0)) throw invalid('settleTimeoutMs', settleTimeoutMs, 'it must be a positive number.');
  return { rate, startMs, seed, settle, settleTimeoutMs };
}

function invalid(option: string, value: unknown, reason: string): ReelayError {
  return new ReelayError('OPTION_INVALID', { option, value: String(value), reason });
}
