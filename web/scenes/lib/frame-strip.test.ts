import { describe, expect, it } from 'vitest';
import { readStrip, STRIP_CELLS, STRIP_MAX, stripCells, stripRows } from './frame-strip.ts';

/** Brightness of a picture that holds the strip for `index` and noise of up to `noise` levels. */
function picture(index: number, width: number, noise = 0): (x: number, y: number) => number {
  const cells = stripCells(index);
  return (x, y) => {
    const cell = cells[Math.floor((x * STRIP_CELLS) / width)] ?? 0;
    return cell * 255 + (cell === 0 ? 1 : -1) * ((x * 7 + y * 13) % (noise + 1));
  };
}

describe('frame strip', () => {
  it('reads back what it wrote, at any size', () => {
    for (const [width, height] of [
      [1280, 720],
      [1920, 1080],
      [1080, 1920],
      [321, 243],
    ] as const) {
      for (const index of [0, 1, 59, 1000, 65_535, STRIP_MAX]) {
        expect(readStrip(picture(index, width), width, height)).toBe(index);
      }
    }
  });

  it('survives noise', () => {
    expect(readStrip(picture(4242, 640, 90), 640, 360)).toBe(4242);
  });

  it('refuses a picture without a strip', () => {
    expect(readStrip(() => 0, 640, 360)).toBeUndefined();
    expect(readStrip(() => 255, 640, 360)).toBeUndefined();
  });

  it('refuses a strip with one bit turned', () => {
    const cells = stripCells(1234);
    cells[9] = 1 - (cells[9] ?? 0);
    expect(readStrip((x) => (cells[Math.floor((x * STRIP_CELLS) / 640)] ?? 0) * 255, 640, 360)).toBeUndefined();
  });

  it('lies on the bottom edge', () => {
    const rows = stripRows(720);
    expect(rows.top + rows.height).toBe(720);
  });
});
