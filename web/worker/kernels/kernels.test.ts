import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameLayout } from '../../../shared/media/formats.ts';
import { convertToI420 } from '../../../shared/media/i420.ts';
import { firstTranslucent, unpremultiply } from '../unpremultiply.ts';
import { Kernels } from './kernels.ts';

/** Every seed gives its own noise, of all values and with runs of the extremes. */
function noise(bytes: number, seed: number): Uint8Array {
  let state = seed | 1;
  return Uint8Array.from({ length: bytes }, () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    const value = state >>> 24;
    return value < 24 ? 0 : value > 231 ? 255 : value;
  });
}

test('RGB to I420 is bit for bit what the scalar code gives, whatever the size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('bt709', 'bt601'),
      fc.boolean(),
      fc.integer(),
      (halfWidth, halfHeight, matrix, blueFirst, seed) => {
        const [width, height] = [halfWidth * 2, halfHeight * 2];
        const layout = frameLayout('I420', width, height);
        const kernels = Kernels.withRoomFor([width * height * 4, layout.bytes + 2]);
        expect(kernels).toBeDefined();
        const pixels = kernels!.allocate(width * height * 4);
        pixels.set(noise(pixels.length, seed));
        // One byte on either side shows what is written beyond the picture.
        const around = kernels!.allocate(layout.bytes + 2).fill(0xaa);
        kernels!.convertToI420({ pixels, width, height, blueFirst }, matrix, around.subarray(1, -1), layout);
        const expected = new Uint8Array(layout.bytes + 2).fill(0xaa);
        convertToI420({ pixels, width, height, blueFirst }, matrix, expected.subarray(1, -1), layout);
        expect(Buffer.compare(around, expected)).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test.each(['bt709', 'bt601'] as const)('every colour is what the scalar code gives: %s', (matrix) => {
  // Red and green run through all values in the picture, blue from one to the next.
  const [width, height] = [512, 512];
  const layout = frameLayout('I420', width, height);
  const kernels = Kernels.withRoomFor([width * height * 4, layout.bytes])!;
  const pixels = kernels.allocate(width * height * 4);
  const target = kernels.allocate(layout.bytes);
  const expected = new Uint8Array(layout.bytes);
  for (const blue of [0, 1, 2, 63, 64, 127, 128, 129, 191, 253, 254, 255]) {
    for (let at = 0; at < pixels.length; at += 4) {
      const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
      pixels.set([x >> 1, y >> 1, blue, 255], at);
    }
    kernels.convertToI420({ pixels, width, height, blueFirst: false }, matrix, target, layout);
    convertToI420({ pixels, width, height, blueFirst: false }, matrix, expected, layout);
    expect(Buffer.compare(target, expected)).toBe(0);
  }
});

test('every colour of every alpha is made straight as by the scalar code', () => {
  const bytes = 256 * 256 * 4;
  const kernels = Kernels.withRoomFor([bytes])!;
  const pixels = kernels.allocate(bytes);
  // Colours above their alpha come, too: a page may make such pixels.
  for (let at = 0; at < bytes; at += 4) {
    const [colour, alpha] = [(at >> 2) & 0xff, at >> 10];
    pixels.set([colour, 255 - colour, (colour * 7) & 0xff, alpha], at);
  }
  const expected = pixels.slice();
  unpremultiply(expected);
  kernels.unpremultiply(pixels, 0);
  expect(Buffer.compare(pixels, expected)).toBe(0);
});

test('the first translucent pixel is found, and what stands before it is left as it is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 0, max: 75 }),
      fc.integer(),
      (count, first, seed) => {
        const kernels = Kernels.withRoomFor([count * 4, count * 4])!;
        const pixels = kernels.allocate(count * 4);
        const behind = kernels.allocate(count * 4).fill(9);
        pixels.set(noise(pixels.length, seed));
        for (let index = 0; index < Math.min(first, count); index++) pixels[index * 4 + 3] = index % 3 === 0 ? 0 : 255;
        const found = kernels.firstTranslucent(pixels);
        expect(found).toBe(firstTranslucent(pixels));
        const expected = pixels.slice();
        unpremultiply(expected, found ?? count);
        kernels.unpremultiply(pixels, found ?? count);
        expect(Buffer.compare(pixels, expected)).toBe(0);
        expect(behind.every((byte) => byte === 9)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
