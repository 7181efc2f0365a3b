import { describe, expect, test } from 'vitest';
import { RecordingClock } from './clock.ts';

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
