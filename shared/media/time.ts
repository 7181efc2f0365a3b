/** Nanoseconds from the recording's start, a safe integer (good for 104 days). */
export type Nanoseconds = number;

/** Frames per second as an exact fraction: `[60000, 1001]` is 59.94. */
export type Rate = readonly [numerator: number, denominator: number];

export const NANOSECONDS_PER_SECOND = 1_000_000_000;
export const NANOSECONDS_PER_MILLISECOND = 1_000_000;
export const NANOSECONDS_PER_MICROSECOND = 1_000;

/**
 * PTS of frame `index` at `rate`, rounded down as GStreamer rounds. Computed from the index each time, so no error
 * accumulates however long the recording is.
 */
export function frameTimeNs(index: number, rate: Rate): Nanoseconds {
  const [numerator, denominator] = rate;
  return Number((BigInt(index) * BigInt(denominator) * BigInt(NANOSECONDS_PER_SECOND)) / BigInt(numerator));
}

/** Duration of frame `index` at `rate`: the distance to the next PTS, so that durations always add up. */
export function frameDurationNs(index: number, rate: Rate): Nanoseconds {
  return frameTimeNs(index + 1, rate) - frameTimeNs(index, rate);
}

/** Number of whole frames that start before `durationSeconds`; at least one. */
export function framesIn(durationSeconds: number, rate: Rate): number {
  return Math.max(1, Math.round((durationSeconds * rate[0]) / rate[1]));
}

/** Frames per second as a plain number. */
export function framesPerSecond(rate: Rate): number {
  return rate[0] / rate[1];
}

const NTSC_DENOMINATOR = 1001;
const MAX_DECIMAL_DENOMINATOR = 1000;

/**
 * The exact fraction meant by `fps`. Whole numbers and pairs are taken as they are; 23.976, 29.97, 59.94 and
 * 119.88 mean the NTSC fractions; any other decimal is kept to three places.
 * Returns undefined for what is no positive rate.
 */
export function toRate(fps: number | Rate): Rate | undefined {
  if (typeof fps !== 'number') {
    const [numerator, denominator] = fps;
    const valid = [numerator, denominator].every((part) => Number.isSafeInteger(part) && part > 0);
    return valid ? reduce(numerator, denominator) : undefined;
  }
  if (!Number.isFinite(fps) || fps <= 0) return undefined;
  if (Number.isInteger(fps)) return [fps, 1];
  const ntsc = (Math.round(fps) * 1000) / NTSC_DENOMINATOR;
  if (ntsc > 0 && Math.abs(ntsc - fps) < 0.005) return [Math.round(fps) * 1000, NTSC_DENOMINATOR];
  const thousandths = Math.round(fps * MAX_DECIMAL_DENOMINATOR);
  return thousandths > 0 ? reduce(thousandths, MAX_DECIMAL_DENOMINATOR) : undefined;
}

function reduce(numerator: number, denominator: number): Rate {
  let [a, b] = [numerator, denominator];
  while (b !== 0) [a, b] = [b, a % b];
  return [numerator / a, denominator / a];
}
