import { expect, it } from 'vitest';
import { clockTime } from './timecode.ts';

it('writes a time as hours, minutes, seconds and milliseconds', () => {
  expect(clockTime(0)).toBe('00:00:00.000');
  expect(clockTime(16_666_666)).toBe('00:00:00.016');
  expect(clockTime(3_723_004_999_999)).toBe('01:02:03.004');
});
