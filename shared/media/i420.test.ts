import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameLayout } from './formats.ts';
import { convertToI420 } from './i420.ts';

type Rgb = readonly [number, number, number];

const WEIGHTS = { bt709: [0.2126, 0.0722], bt601: [0.299, 0.114] } as const;

/** The definition, in floating point. */
function ideal([r, g, b]: Rgb, matrix: keyof typeof WEIGHTS): [number, number, number] {
  const [kr, kb] = WEIGHTS[matrix];
  const luma = kr * r + (1 - kr - kb) * g + kb * b;
  return [
    16 + (219 * luma) / 255,
    128 + (224 * (b - luma)) / (2 * (1 - kb) * 255),
    128 + (224 * (r - luma)) / (2 * (1 - kr) * 255),
  ];
}

function convert(pixels: readonly Rgb[], width: number, matrix: keyof typeof WEIGHTS, blueFirst: boolean): Uint8Array {
  const height = pixels.length / width;
  const bytes = pixels.flatMap(([r, g, b]) => (blueFirst ? [b, g, r, 7] : [r, g, b, 7]));
  const layout = frameLayout('I420', width, height);
  const target = new Uint8Array(layout.bytes);
  convertToI420({ pixels: Uint8Array.from(bytes), width, height, blueFirst }, matrix, target, layout);
  return target;
}

const channel = fc.integer({ min: 0, max: 255 });
const colour = fc.tuple(channel, channel, channel);

describe('RGB to I420', () => {
  test.each(['bt709', 'bt601'] as const)('a flat colour is the nearest value there is: %s', (matrix) => {
    fc.assert(
      fc.property(colour, fc.boolean(), (rgb, blueFirst) => {
        const converted = convert([rgb, rgb, rgb, rgb], 2, matrix, blueFirst);
        const [y, cb, cr] = ideal(rgb, matrix);
        expect(Math.abs((converted[0] ?? 0) - y)).toBeLessThan(0.51);
        expect(Math.abs((converted[8] ?? 0) - cb)).toBeLessThan(0.51);
        expect(Math.abs((converted[12] ?? 0) - cr)).toBeLessThan(0.51);
      }),
      { numRuns: 2000 },
    );
  });

  test('black, white and the primaries are what BT.709 says', () => {
    const of = (rgb: Rgb): number[] =>
      [0, 8, 12].map((at) => convert([rgb, rgb, rgb, rgb], 2, 'bt709', true)[at] ?? -1);
    expect(of([0, 0, 0])).toEqual([16, 128, 128]);
    expect(of([255, 255, 255])).toEqual([235, 128, 128]);
    expect(of([255, 0, 0])).toEqual([63, 102, 240]);
    expect(of([0, 255, 0])).toEqual([173, 42, 26]);
    expect(of([0, 0, 255])).toEqual([32, 240, 118]);
  });

  test('each pixel has its own luma, each block the mean of its colours', () => {
    fc.assert(
      fc.property(fc.array(colour, { minLength: 8, maxLength: 8 }), (pixels) => {
        const converted = convert(pixels, 4, 'bt709', true);
        pixels.forEach((rgb, index) =>
          expect(Math.abs((converted[index] ?? 0) - ideal(rgb, 'bt709')[0])).toBeLessThan(0.51),
        );
        for (const block of [0, 1]) {
          const members = [0, 1, 4, 5].map((at) => pixels[at + block * 2] ?? ([0, 0, 0] as Rgb));
          const mean = [0, 1, 2].map((c) => members.reduce((sum, rgb) => sum + (rgb[c] ?? 0), 0) / 4) as unknown as Rgb;
          expect(Math.abs((converted[8 + block] ?? 0) - ideal(mean, 'bt709')[1])).toBeLessThan(0.51);
          expect(Math.abs((converted[12 + block] ?? 0) - ideal(mean, 'bt709')[2])).toBeLessThan(0.51);
        }
      }),
    );
  });
});
