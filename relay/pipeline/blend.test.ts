import { expect, it } from 'vitest';
import { blendOverBlack } from './blend.ts';

it('every colour with every alpha becomes what is seen over black, rounded to the nearest', () => {
  const pixels = new Uint8Array(256 * 256 * 4);
  for (let alpha = 0; alpha < 256; alpha++) {
    for (let colour = 0; colour < 256; colour++)
      pixels.set([colour, 255 - colour, colour ^ 0x55, alpha], (alpha * 256 + colour) * 4);
  }
  const expected = pixels.map((value, index) => {
    const alpha = pixels[index | 3] ?? 0;
    return (index & 3) === 3 ? 255 : Math.round((value * alpha) / 255);
  });
  blendOverBlack(pixels);
  expect(Buffer.from(pixels).equals(Buffer.from(expected))).toBe(true);
});
