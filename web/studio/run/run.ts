/** How the recording at hand stands. */
import type { Progress, Recording } from '../../recorder/index.ts';
import type { Settings } from '../form/validate.ts';
import type { Problem } from '../problem.ts';
import type { Samples } from './samples.ts';

/** States in which a recording is under way. */
export type ActiveState = 'connecting' | 'recording' | 'paused' | 'finishing';

export interface ActiveRun {
  readonly state: ActiveState;
  readonly settings: Settings;
  /** What the scene draws on. */
  readonly canvas: HTMLCanvasElement;
  readonly progress: Progress;
  readonly samples: Samples;
}

export type Run =
  | { readonly state: 'idle' }
  | ActiveRun
  | {
      readonly state: 'finished';
      readonly settings: Settings;
      readonly recording: Recording;
      readonly progress: Progress;
      readonly samples: Samples;
    }
  | {
      readonly state: 'failed';
      readonly settings: Settings;
      readonly problem: Problem;
      readonly progress: Progress;
      readonly samples: Samples;
    };

/** Before the first report. */
export const NO_PROGRESS: Progress = {
  capturedFrames: 0,
  acceptedFrames: 0,
  encodedFrames: 0,
  droppedFrames: 0,
  credit: 0,
  bytes: 0,
  recordedSeconds: 0,
  elapsedSeconds: 0,
  speed: 0,
  warnings: [],
  suspended: false,
};

export function isActive(run: Run): run is ActiveRun {
  return run.state === 'connecting' || run.state === 'recording' || run.state === 'paused' || run.state === 'finishing';
}

/** Length that was asked for, seconds of picture; undefined where none was. */
function lengthSeconds({ frames, fps }: Settings): number | undefined {
  return frames === undefined ? undefined : (frames * fps[1]) / fps[0];
}

/** Share of the recording that is done, 0 to 1; undefined where no length is set. */
export function fraction({ settings, progress }: Pick<ActiveRun, 'settings' | 'progress'>): number | undefined {
  const length = lengthSeconds(settings);
  return length === undefined ? undefined : Math.min(1, progress.recordedSeconds / length);
}

/** Wall clock seconds to go; undefined where it cannot be known. */
export function remainingSeconds({ settings, progress }: Pick<ActiveRun, 'settings' | 'progress'>): number | undefined {
  if (progress.remainingSeconds !== undefined) return progress.remainingSeconds;
  const length = lengthSeconds(settings);
  if (length === undefined || progress.speed <= 0) return undefined;
  return Math.max(0, (length - progress.recordedSeconds) / progress.speed);
}
