import { expect, test } from 'vitest';
import { encodedCapsString, encodedSize } from './codecs.ts';
import { I420_COLOUR } from './i420.ts';

test('caps name the form of the stream, its rate, its colour, and what stands beside it', () => {
  const look = { width: 64, height: 48, colour: I420_COLOUR.bt709, rate: [30, 1] } as const;
  expect(encodedCapsString({ codec: 'h264', ...look, description: '0142c0' })).toBe(
    'video/x-h264, stream-format=(string)avc, alignment=(string)au, width=(int)64, height=(int)48, ' +
      'framerate=(fraction)30/1, pixel-aspect-ratio=(fraction)1/1, colorimetry=(string)2:3:5:1, codec_data=(buffer)0142c0',
  );
  expect(encodedCapsString({ codec: 'vp8', ...look })).toBe(
    'video/x-vp8, width=(int)64, height=(int)48, framerate=(fraction)30/1, pixel-aspect-ratio=(fraction)1/1, ' +
      'colorimetry=(string)2:3:5:1',
  );
});

test.each([
  [321, 179, 322, 180],
  [1920, 1080, 1920, 1080],
  [1, 15, 16, 16],
])('a picture of %i x %i is encoded in %i x %i', (width, height, evenWidth, evenHeight) => {
  expect(encodedSize({ width, height })).toEqual({ width: evenWidth, height: evenHeight });
});
