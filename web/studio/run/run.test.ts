import { expect, it } from 'vitest';
import type { Settings } from '../form/validate.ts';
import { fraction, NO_PROGRESS, remainingSeconds } from './run.ts';

const settings = (frames: number | undefined): Settings =>
  ({ frames, fps: [60, 1] as const }) as Partial<Settings> as Settings;

it('goes by the length of the picture, so that dropped frames count as time passed', () => {
  const progress = { ...NO_PROGRESS, recordedSeconds: 2.5, capturedFrames: 10, speed: 0.5 };
  expect(fraction({ settings: settings(300), progress })).toBe(0.5);
  expect(remainingSeconds({ settings: settings(300), progress })).toBe(5);
});

it('never claims more than all', () => {
  expect(fraction({ settings: settings(60), progress: { ...NO_PROGRESS, recordedSeconds: 3 } })).toBe(1);
});

it('knows no end where none was set, and none before anything was measured', () => {
  expect(fraction({ settings: settings(undefined), progress: NO_PROGRESS })).toBeUndefined();
  expect(remainingSeconds({ settings: settings(60), progress: NO_PROGRESS })).toBeUndefined();
});

it('prefers what the recorder says', () => {
  expect(remainingSeconds({ settings: settings(60), progress: { ...NO_PROGRESS, remainingSeconds: 7 } })).toBe(7);
});
