import { expect, it } from 'vitest';
import type { Result } from '../statistics.ts';
import { ratioOf, verdicts } from './verdicts.ts';

function result(id: string, samples: readonly number[], details: Readonly<Record<string, number>> = {}): Result {
  const median = [...samples].sort((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
  const value = { median, min: Math.min(...samples), max: Math.max(...samples) };
  return { id, title: id, unit: 'frames/s', value, cpu: {}, peakMB: {}, chromium: {}, details, samples };
}

it('takes ratios within each round', () => {
  expect(ratioOf(result('a', [10, 40, 90]), result('b', [10, 20, 30]))).toBe(2);
  expect(ratioOf(result('a', [10, 40]), result('b', [10, 20]))).toBe(1.5);
});

it('holds a faster row of lower quality for a miss', () => {
  const place = 'offline/1080p/2d/';
  const ceiling = result(`${place}mediabunny`, [30], { 'PSNR, dB': 40 });
  const rows = (decibels: number) => [ceiling, result(`${place}reelay-ring`, [60], { 'PSNR, dB': decibels })];
  expect(verdicts(rows(40.1)).map(({ reached }) => reached)).toEqual([true]);
  expect(verdicts(rows(39.9)).map(({ reached }) => reached)).toEqual([false]);
});

it('misses where a single peer is too near', () => {
  const rows = [
    ...[result('offline/1080p/2d/reelay-ring', [60]), result('offline/1080p/2d/png-loop', [6])],
    result('offline/1080p/2d/ccapture', [21]),
  ];
  expect(verdicts(rows)).toMatchObject([{ measured: 'ccapture 2.86 x, png-loop 10.00 x', reached: false }]);
});

it('tells of realtime only where nothing at all is lost, doubled or late', () => {
  const clean = { lost: 0, doubled: 0, 'time error, ms': 0.4, 'long tasks': 0 };
  const reached = (details: Readonly<Record<string, number>>) =>
    verdicts([result('realtime/720p60/reelay-ring', [60], details)]).map((verdict) => verdict.reached);
  expect(reached(clean)).toEqual([true]);
  for (const flaw of [{ lost: 1 }, { doubled: 1 }, { 'time error, ms': 1 }, { 'long tasks': 1 }]) {
    expect(reached({ ...clean, ...flaw })).toEqual([false]);
  }
});

it('holds memory that shrinks by more than a tenth for a difference, too', () => {
  const memory = (slow: number) =>
    verdicts([result('memory/720p60/brisk', [100]), result('memory/720p60/slow', [slow])]).map(
      ({ reached }) => reached,
    );
  expect([109, 89].map(memory)).toEqual([[true], [false]]);
});
