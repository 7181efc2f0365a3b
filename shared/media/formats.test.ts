import { describe, expect, test } from 'vitest';
import { frameLayout, type PixelFormat } from './formats.ts';

describe("frame layouts are GStreamer's defaults", () => {
  // Sizes and strides as gst_video_info_set_format gives them (GStreamer 1.22).
  test.each<[PixelFormat, number, number, number, readonly number[]]>([
    ['BGRA', 33, 17, 33 * 17 * 4, [132]],
    ['I420', 32, 16, 768, [32, 16, 16]],
    ['I420', 33, 17, 36 * 18 + 2 * 20 * 9, [36, 20, 20]],
    ['NV12', 33, 17, 36 * 18 + 36 * 9, [36, 36]],
    ['I420A', 2, 2, 4 * 2 + 2 * 4 + 4 * 2, [4, 4, 4, 4]],
    ['I422', 5, 3, 8 * 3 + 2 * 4 * 3, [8, 4, 4]],
    ['I444', 5, 3, 3 * 8 * 3, [8, 8, 8]],
    ['I420', 1, 1, 4 * 2 + 2 * 4, [4, 4, 4]],
  ])('%s %i x %i takes %i bytes', (format, width, height, bytes, strides) => {
    const layout = frameLayout(format, width, height);
    expect(layout.bytes).toBe(bytes);
    expect(layout.planes.map(({ stride }) => stride)).toEqual(strides);
  });
});
