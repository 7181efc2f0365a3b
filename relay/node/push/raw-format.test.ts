import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { RAW_FORMAT_NAMES, rawLayout } from './raw-format.ts';

/** Bytes GStreamer gives a frame: what videotestsrc writes of one. */
function gstreamerBytes(format: string, width: number, height: number): number {
  const caps = `video/x-raw,format=${format},width=${width},height=${height}`;
  const argv = ['-q', '--', 'videotestsrc', 'num-buffers=1', '!', caps, '!', 'fdsink', 'fd=1'];
  return execFileSync('gst-launch-1.0', argv).byteLength;
}

it.each(RAW_FORMAT_NAMES)('knows the bytes of a %s frame as GStreamer does, at odd sizes', (format) => {
  const [width, height] = [35, 7];
  expect(rawLayout(format, width, height).paddedBytes).toBe(gstreamerBytes(format, width, height));
});

it('puts the rows of a tight frame where GStreamer looks for them', () => {
  const layout = rawLayout('RGB', 3, 2);
  expect([layout.tightBytes, layout.paddedBytes]).toEqual([18, 24]);
  const tight = Uint8Array.from({ length: 18 }, (_, index) => index + 1);
  expect([...(layout.arrange(tight) ?? [])]).toEqual([
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0],
    ...[10, 11, 12, 13, 14, 15, 16, 17, 18, 0, 0, 0],
  ]);
  const planar = rawLayout('I420', 3, 3);
  expect([planar.tightBytes, planar.paddedBytes]).toEqual([9 + 4 + 4, 16 + 8 + 8]);
  const frame = Uint8Array.from({ length: 17 }, (_, index) => index + 1);
  expect([...(planar.arrange(frame) ?? [])].filter((byte) => byte > 0)).toEqual([...frame]);
});

it('leaves alone what is in place already, and refuses what is no frame', () => {
  const layout = rawLayout('RGB', 4, 2);
  const frame = new Uint8Array(24);
  expect(layout.arrange(frame)).toBe(frame);
  const padded = new Uint8Array(24);
  expect(rawLayout('RGB', 3, 2).arrange(padded)).toBe(padded);
  expect(layout.arrange(new Uint8Array(25))).toBeUndefined();
});
