/**
 * RGB to I420 (4:2:0, 8 bit, limited range), each value rounded to the nearest. GStreamer's own converter multiplies by
 * 8-bit coefficients and cuts off, which shifts flat colours by up to 4/255; and I420 is 2.7 times fewer bytes to send.
 */
import type { ColourSpace } from './colour.ts';
import type { FrameLayout } from './formats.ts';
import type { YuvMatrix } from '../wire/messages.ts';

/** Weights of red and blue in luma (ITU-R BT.709-6 and BT.601-7, both part 3 "signal format"). */
const LUMA_WEIGHTS: Readonly<Record<YuvMatrix, { readonly red: number; readonly blue: number }>> = {
  bt709: { red: 0.2126, blue: 0.0722 },
  bt601: { red: 0.299, blue: 0.114 },
};

/** What a converted frame is, for its geometry message: as GStreamer's `bt709` and `bt601`. */
export const I420_COLOUR: Readonly<Record<YuvMatrix, ColourSpace>> = {
  bt709: { matrix: 'bt709', transfer: 'bt709', primaries: 'bt709', fullRange: false },
  bt601: { matrix: 'smpte170m', transfer: 'smpte170m', primaries: 'smpte170m', fullRange: false },
};

const FRACTION_BITS = 16;
const ONE = 1 << FRACTION_BITS;
const LUMA_STEPS = 219 / 255;
const CHROMA_STEPS = 224 / 255;
const LUMA_ZERO = 16;
const CHROMA_ZERO = 128;

/** Factors of the three bytes of a pixel, in the order in which they lie in memory; 2^16ths. */
export type Factors = readonly [first: number, second: number, third: number];

/** What each byte of a pixel counts in the three planes. */
export interface Conversion {
  readonly luma: Factors;
  readonly cb: Factors;
  readonly cr: Factors;
}

const conversions = new Map<string, Conversion>();

/** The factors for pixels whose blue or red byte comes first. */
export function i420Conversion(matrix: YuvMatrix, blueFirst: boolean): Conversion {
  const key = `${matrix}${blueFirst}`;
  let found = conversions.get(key);
  if (!found) {
    const { red, blue } = LUMA_WEIGHTS[matrix];
    const green = 1 - red - blue;
    const factors = (r: number, g: number, b: number): Factors => {
      const [first, second, third] = [r, g, b].map((factor) => Math.round(factor * ONE)) as [number, number, number];
      return blueFirst ? [third, second, first] : [first, second, third];
    };
    const cbScale = CHROMA_STEPS / (2 * (1 - blue));
    const crScale = CHROMA_STEPS / (2 * (1 - red));
    found = {
      luma: factors(red * LUMA_STEPS, green * LUMA_STEPS, blue * LUMA_STEPS),
      cb: factors(-red * cbScale, -green * cbScale, (1 - blue) * cbScale),
      cr: factors((1 - red) * crScale, -green * crScale, -blue * crScale),
    };
    conversions.set(key, found);
  }
  return found;
}

export interface RgbPicture {
  /** Four bytes a pixel, rows without gaps, at an offset that is a multiple of four. */
  readonly pixels: Uint8Array;
  /** Even. */
  readonly width: number;
  /** Even. */
  readonly height: number;
  /** True for BGRA and BGRX, false for RGBA and RGBX. */
  readonly blueFirst: boolean;
}

/** Converts `picture` into `target`, laid out as `layout` (GStreamer's I420). Chroma is the mean of each 2 x 2 block. */
export function convertToI420(picture: RgbPicture, matrix: YuvMatrix, target: Uint8Array, layout: FrameLayout): void {
  const { pixels, width, height, blueFirst } = picture;
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  const [luma, cb, cr] = layout.planes;
  if (!luma || !cb || !cr) throw new Error('I420 has three planes');
  const factors = i420Conversion(matrix, blueFirst);
  const [y0, y1, y2] = factors.luma;
  const [b0, b1, b2] = factors.cb;
  const [r0, r1, r2] = factors.cr;
  const lumaBase = (LUMA_ZERO << FRACTION_BITS) + (ONE >> 1);
  // Four pixels are summed, so there are two more bits to shift out.
  const chromaBase = (CHROMA_ZERO << (FRACTION_BITS + 2)) + (ONE << 1);
  for (let row = 0; row < height; row += 2) {
    let upper = row * width;
    let lower = upper + width;
    let upperLuma = luma.offset + row * luma.stride;
    let lowerLuma = upperLuma + luma.stride;
    let cbAt = cb.offset + (row >> 1) * cb.stride;
    let crAt = cr.offset + (row >> 1) * cr.stride;
    for (const end = upper + width; upper < end; upper += 2, lower += 2) {
      const a = words[upper] as number;
      const b = words[upper + 1] as number;
      const c = words[lower] as number;
      const d = words[lower + 1] as number;
      target[upperLuma++] =
        (y0 * (a & 255) + y1 * ((a >>> 8) & 255) + y2 * ((a >>> 16) & 255) + lumaBase) >> FRACTION_BITS;
      target[upperLuma++] =
        (y0 * (b & 255) + y1 * ((b >>> 8) & 255) + y2 * ((b >>> 16) & 255) + lumaBase) >> FRACTION_BITS;
      target[lowerLuma++] =
        (y0 * (c & 255) + y1 * ((c >>> 8) & 255) + y2 * ((c >>> 16) & 255) + lumaBase) >> FRACTION_BITS;
      target[lowerLuma++] =
        (y0 * (d & 255) + y1 * ((d >>> 8) & 255) + y2 * ((d >>> 16) & 255) + lumaBase) >> FRACTION_BITS;
      // First and third bytes are summed side by side in one word: four of them stay below 2^16.
      const outer = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff);
      const s0 = outer & 0xffff;
      const s1 = ((a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00)) >>> 8;
      const s2 = outer >>> 16;
      target[cbAt++] = (b0 * s0 + b1 * s1 + b2 * s2 + chromaBase) >> (FRACTION_BITS + 2);
      target[crAt++] = (r0 * s0 + r1 * s1 + r2 * s2 + chromaBase) >> (FRACTION_BITS + 2);
    }
  }
}
