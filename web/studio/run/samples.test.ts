import { expect, it } from 'vitest';
import type { Progress } from '../../recorder/index.ts';
import { addSample, NO_SAMPLES, type Samples } from './samples.ts';

const progress = (elapsedSeconds: number, capturedFrames: number): Progress => ({
  capturedFrames,
  elapsedSeconds,
  acceptedFrames: 0,
  encodedFrames: 0,
  droppedFrames: 3,
  credit: 4,
  bytes: 0,
  recordedSeconds: 0,
  speed: 1,
  warnings: [],
  suspended: false,
});

it('takes the rate from the difference to the sample before', () => {
  const samples = [progress(0.5, 15), progress(1, 45)].reduce(addSample, NO_SAMPLES);
  expect(samples.framesPerSecond).toEqual([30, 60]);
  expect(samples.credit).toEqual([4, 4]);
  expect(samples.dropped).toEqual([3, 3]);
});

it('leaves out reports that come too close together', () => {
  expect([progress(0.5, 15), progress(0.51, 16)].reduce(addSample, NO_SAMPLES).elapsed).toEqual([0.5]);
});

it('stays small and keeps the newest, however long a recording runs', () => {
  let samples: Samples = NO_SAMPLES;
  for (let i = 1; i <= 5000; i++) samples = addSample(samples, progress(i, i * 60));
  expect(samples.elapsed.length).toBeLessThanOrEqual(400);
  expect(samples.elapsed.at(-1)).toBe(5000);
  expect(
    new Set([samples.elapsed.length, samples.framesPerSecond.length, samples.credit.length, samples.dropped.length])
      .size,
  ).toBe(1);
});
