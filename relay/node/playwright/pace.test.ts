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

it('lets all of a page through that draws at the rate, early or late', () => {
  const times = [0, 25, 67, 92, 133, 175, 200];
  expect(through(times)).toEqual(times);
});

it('lets every second through of a page that draws twice as often', () => {
  const times = Array.from({ length: 13 }, (_, index) => index * 16.667);
  expect(through(times)).toEqual(times.filter((_, index) => index % 2 === 0));
});

it('shows the last picture, however soon it came', () => {
  expect(through([0, 2, 4])).toEqual([0, 4]);
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
