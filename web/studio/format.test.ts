import { describe, expect, it } from 'vitest';
import * as format from './format.ts';

describe('timecode', () => {
  it('counts frames within the second', () => {
    expect(format.timecode(0, 60)).toBe('00:00:00:00');
    expect(format.timecode(59, 60)).toBe('00:00:00:59');
    expect(format.timecode(60, 60)).toBe('00:00:01:00');
    expect(format.timecode(60 * 3723 + 7, 60)).toBe('01:02:03:07');
  });

  it('takes three digits above 100 frames a second and never divides by nothing', () => {
    expect(format.timecode(119, 120)).toBe('00:00:00:119');
    expect(format.timecode(3, 0.4)).toBe('00:00:03:00');
  });
});

describe('lengths and sizes', () => {
  it('writes a clock', () => {
    expect([0, 9.9, 61, 3661].map(format.clock)).toEqual(['0:00', '0:09', '1:01', '1:01:01']);
  });

  it('writes durations in words', () => {
    expect([0.5, 5, 12.44, 60, 185, 7260].map(format.duration)).toEqual([
      '0.5 s',
      '5 s',
      '12.4 s',
      '1 min',
      '3 min 5 s',
      '2 h 1 min',
    ]);
  });

  it('writes bytes', () => {
    expect([0, 999, 1000, 4_200_000, 123_000_000, 999_999].map(format.bytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '4.2 MB',
      '123 MB',
      '1.0 MB',
    ]);
  });

  it('parts thousands', () => {
    expect([7, 1000, 1_234_567].map(format.count)).toEqual(['7', '1\u202f000', '1\u202f234\u202f567']);
  });

  it('writes rates without needless decimals', () => {
    expect(format.rate([60_000, 1001])).toBe('59.94');
    expect(format.rate([100, 1])).toBe('100');
    expect(format.rate([25, 2])).toBe('12.5');
  });
});

describe('ago', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  it('is coarse', () => {
    const at = (seconds: number): string => format.ago(new Date(now.getTime() - seconds * 1000), now);
    expect([5, 300, 7300, 100_000].map(at)).toEqual(['just now', '5 min ago', '2 h ago', 'yesterday']);
  });
});
