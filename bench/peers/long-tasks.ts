/** What held a page's main thread up. */

export interface LongTasks {
  readonly count: number;
  /** 0 where there was none. */
  readonly longestMs: number;
}

/** The least that the Long Tasks API calls a long task, ms. */
const LONG_MS = 50;

/** Tasks of over 50 ms among `durationsMs`. */
export function longTasks(durationsMs: readonly number[]): LongTasks {
  const long = durationsMs.filter((duration) => duration > LONG_MS);
  return { count: long.length, longestMs: Math.max(0, ...long) };
}
