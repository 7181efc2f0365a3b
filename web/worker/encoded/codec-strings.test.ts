import { expect, it } from 'vitest';
import { codecStrings } from './codec-strings.ts';

it.each([
  ['h264', 1280, 720, 30, 'avc1.64001f'],
  ['h264', 1920, 1080, 30, 'avc1.640028'],
  ['h264', 1920, 1080, 60, 'avc1.64002a'],
  ['h264', 3840, 2160, 60, 'avc1.640034'],
  ['h265', 1920, 1080, 60, 'hvc1.1.6.L123.B0'],
  ['vp9', 1280, 720, 60, 'vp09.00.41.08'],
  ['av1', 640, 360, 30, 'av01.0.05M.08'],
  ['vp8', 640, 360, 30, 'vp8'],
] as const)('%s at %i x %i and %i frames a second is %s', (codec, width, height, fps, string) => {
  expect(codecStrings(codec, width, height, fps)[0]).toBe(string);
});

it('what no level holds is asked for at the highest', () => {
  expect(codecStrings('av1', 16_384, 16_384, 1000)).toEqual(['av01.0.18M.08']);
});
