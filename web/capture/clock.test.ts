import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameTimeNs, type Rate } from '../../shared/media/time.ts';
import { RateLimiter, slotAt } from './clock.ts';

describe('the rate limiter', () => {
  test('takes every second frame of a jittering 60 Hz display at 30 fps', () => {
    const limiter = new RateLimiter([30, 1]);
    const jitter = [0, 1, -1, 0.5, -0.5, 2, -2];
    const admitted = Array.from({ length: 600 }, (_, frame) => {
      const timeMs = (frame * 1000) / 60 + (jitter[frame % jitter.length] ?? 0);
      return limiter.admits(Math.max(0, Math.round(timeMs * 1e6)));
    });
    expect(admitted.filter(Boolean)).toHaveLength(300);
  });

  test('takes every frame where the display is slower', () => {
    const limiter = new RateLimiter([60, 1]);
    expect([0, 40, 80, 120].map((timeMs) => limiter.admits(timeMs * 1e6))).toEqual([true, true, true, true]);
  });
});

test("the slot of a frame's own time is its index, at any rate", () => {
  const rates = fc.constantFrom<Rate>([60, 1], [60_000, 1001], [24_000, 1001], [240, 1], [1, 1], [7, 3]);
  fc.assert(
    fc.property(rates, fc.integer({ min: 0, max: 1_000_000 }), (rate, index) => {
      expect(slotAt(frameTimeNs(index, rate), rate)).toBe(index);
      if (index > 0) expect(slotAt(frameTimeNs(index, rate) - 1, rate)).toBe(index - 1);
    }),
  );
});
