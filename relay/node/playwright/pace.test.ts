import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** What comes through at 30 frames a second, of pictures that come at `times`. */
function through(times: readonly number[]): number[] {
  const emitted: number[] = [];
  const pace = new Pace<{ readonly atMs: number }>(30, ({ atMs }) => emitted.push(atMs));
  let now = 0;
  for (const atMs of times) {
    vi.advanceTimersByTime(atMs - now);
    now = atMs;
    pace.offer({ atMs });
  }
  vi.runAllTimers();
  return emitted;
}

it('lets all of a page through that draws at the rate on the beat of a display of 60 Hz, early or late', () => {
  const times = [0, 33, 83, 100, 133, 183, 200, 233, 250, 300];
  expect(through(times)).toEqual(times);
});

it('lets every second through of a page that draws twice as often', () => {
  const times = Array.from({ length: 30 }, (_, index) => index * 16.667);
  const passed = through(times);
  expect(passed.slice(2).map((time, index) => Math.round(time - (passed[index + 1] ?? 0)))).toEqual(
    passed.slice(2).map(() => 33),
  );
});

it('shows the last picture, however soon it came', () => {
  expect(through([0, 2, 4, 6])).toEqual([0, 6]);
});

it('lets the one go that it holds back when it is told to', () => {
  const emitted: number[] = [];
  const pace = new Pace<{ readonly atMs: number }>(30, ({ atMs }) => emitted.push(atMs));
  pace.offer({ atMs: 0 });
  pace.offer({ atMs: 5 });
  pace.flush();
  pace.flush();
  expect(emitted).toEqual([0, 5]);
});
