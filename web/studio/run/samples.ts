/** What the chart shows: a recording's course, thinned so that all of it always fits. */
import type { Progress } from '../../recorder/index.ts';

/** Columns of equal length, as the chart takes them. */
export interface Samples {
  /** Seconds since the start. */
  readonly elapsed: readonly number[];
  /** Frames captured a second, over the time since the sample before. */
  readonly framesPerSecond: readonly number[];
  /** Frames that could be sent. */
  readonly credit: readonly number[];
  /** Frames dropped in all. */
  readonly dropped: readonly number[];
  /** Progress of the last one, for the next difference. */
  readonly last: Pick<Progress, 'capturedFrames' | 'elapsedSeconds'>;
}

export const NO_SAMPLES: Samples = {
  elapsed: [],
  framesPerSecond: [],
  credit: [],
  dropped: [],
  last: { capturedFrames: 0, elapsedSeconds: 0 },
};

/** Beyond this every other sample is left out. */
const MOST_SAMPLES = 400;
/** Reports closer together than this say nothing about a rate. */
const SHORTEST_SECONDS = 0.05;

/** `samples` with a further one. */
export function addSample(samples: Samples, progress: Progress): Samples {
  const seconds = progress.elapsedSeconds - samples.last.elapsedSeconds;
  if (seconds < SHORTEST_SECONDS) return samples;
  const framesPerSecond = Math.max(0, progress.capturedFrames - samples.last.capturedFrames) / seconds;
  const next: Samples = {
    elapsed: [...samples.elapsed, progress.elapsedSeconds],
    framesPerSecond: [...samples.framesPerSecond, framesPerSecond],
    credit: [...samples.credit, progress.credit],
    dropped: [...samples.dropped, progress.droppedFrames],
    last: { capturedFrames: progress.capturedFrames, elapsedSeconds: progress.elapsedSeconds },
  };
  return next.elapsed.length > MOST_SAMPLES ? thinned(next) : next;
}

function thinned(samples: Samples): Samples {
  // From the end, so that the newest stays.
  const keep = <T>(values: readonly T[]): T[] => values.filter((_, i) => (values.length - 1 - i) % 2 === 0);
  return {
    elapsed: keep(samples.elapsed),
    framesPerSecond: keep(samples.framesPerSecond),
    credit: keep(samples.credit),
    dropped: keep(samples.dropped),
    last: samples.last,
  };
}
