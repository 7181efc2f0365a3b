import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameTimeNs, type Rate } from '../../shared/media/time.ts';
import { RateLimiter, RecordingClock, slotAt } from './clock.ts';

describe('the recording clock', () => {
  test('starts at 0 with the first frame and counts whole nanoseconds', () => {
    const clock = new RecordingClock();
    expect(clock.at(500)).toBe(0);
    clock.start(1000);
    clock.start(2000);
    expect(clock.at(1016.7)).toBe(16_700_000);
  });

  test('stands still while paused', () => {
    const clock = new RecordingClock();
    clock.start(0);
    clock.pause(100);
    expect(clock.isPaused).toBe(true);
    expect(clock.at(5000)).toBe(100_000_000);
    clock.resume(5000);
    expect(clock.at(5010)).toBe(110_000_000);
  });
});

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
