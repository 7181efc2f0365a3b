import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameDurationNs, framesIn, frameTimeNs, type Rate, toRate } from './time.ts';

const rates = fc.tuple(
  fc.integer({ min: 1, max: 240_000 }),
  fc.integer({ min: 1, max: 1001 }),
) satisfies fc.Arbitrary<Rate>;

describe('frame times', () => {
  test('are what GStreamer computes: scaled from the index, rounded down', () => {
    expect([0, 1, 2, 3].map((index) => frameTimeNs(index, [60, 1]))).toEqual([0, 16_666_666, 33_333_333, 50_000_000]);
    expect(frameTimeNs(60_000, [60_000, 1001])).toBe(1001 * 1e9);
  });

  test('stay exact after ten hours at 59.94', () => {
    const index = 36_000 * 60;
    expect(BigInt(frameTimeNs(index, [60_000, 1001]))).toBe((BigInt(index) * 1001n * 1_000_000_000n) / 60_000n);
  });

  test('rise, and durations add up to them', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 100_000 }), (rate, index) => {
        expect(frameTimeNs(index, rate) + frameDurationNs(index, rate)).toBe(frameTimeNs(index + 1, rate));
        expect(frameDurationNs(index, rate)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('rates', () => {
  test.each([
    [60, [60, 1]],
    [23.976, [24_000, 1001]],
    [29.97, [30_000, 1001]],
    [59.94, [60_000, 1001]],
    [12.5, [25, 2]],
    [0.004, [1, 250]],
    [
      [60_000, 1001],
      [60_000, 1001],
    ],
    [
      [50, 2],
      [25, 1],
    ],
  ] as const)('%j means %j', (fps, rate) => {
    expect(toRate(fps)).toEqual(rate);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, [0, 1], [60, 0], [1.5, 1], 1e-9] as const)(
    '%j is none',
    (fps) => {
      expect(toRate(fps)).toBeUndefined();
    },
  );

  test('any number at all is a positive rate close to it, or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.double({ min: 0, max: 1, noNaN: true })), (fps) => {
        const rate = toRate(fps);
        if (!rate) return;
        expect(rate.every((part) => Number.isInteger(part) && part > 0)).toBe(true);
        expect(Math.abs(rate[0] / rate[1] - fps)).toBeLessThan(0.005);
      }),
      { numRuns: 1000 },
    );
  });

  test('a length in seconds is a whole number of frames, at least one', () => {
    expect(framesIn(5, [60, 1])).toBe(300);
    expect(framesIn(1, [60_000, 1001])).toBe(60);
    expect(framesIn(0.0001, [24, 1])).toBe(1);
  });
});
