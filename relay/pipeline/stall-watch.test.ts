import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StallWatch } from './stall-watch.ts';

const LIMIT_MS = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(limitMs = LIMIT_MS): { watch: StallWatch; stalls: () => number } {
  let stalls = 0;
  return { watch: new StallWatch(limitMs, () => stalls++), stalls: () => stalls };
}

it('a frame that is not taken in time is a stall, once', () => {
  const { watch: stall, stalls } = watch();
  stall.written();
  vi.advanceTimersByTime(LIMIT_MS - 1);
  stall.written();
  expect(stalls()).toBe(0);
  vi.advanceTimersByTime(LIMIT_MS * 5);
  expect(stalls()).toBe(1);
});

it('each frame that is taken gives the next one its whole time', () => {
  const { watch: stall, stalls } = watch();
  for (let frame = 0; frame < 4; frame++) stall.written();
  for (let frame = 0; frame < 3; frame++) {
    vi.advanceTimersByTime(LIMIT_MS - 1);
    stall.accepted();
  }
  expect(stalls()).toBe(0);
  vi.advanceTimersByTime(LIMIT_MS + 1);
  expect(stalls()).toBe(1);
});

it('waiting for a frame is no stall: slow drawing, a pause', () => {
  const { watch: stall, stalls } = watch();
  stall.written();
  stall.accepted();
  vi.advanceTimersByTime(LIMIT_MS * 100);
  stall.written();
  stall.stop();
  vi.advanceTimersByTime(LIMIT_MS * 100);
  expect(stalls()).toBe(0);
});

it('with a limit of 0 nothing is a stall', () => {
  const { watch: stall, stalls } = watch(0);
  stall.written();
  vi.advanceTimersByTime(LIMIT_MS * 1000);
  expect(stalls()).toBe(0);
});
