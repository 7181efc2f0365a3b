/** Straight alpha from premultiplied pixels: GStreamer cannot undo the multiplication. */

const ALPHA_STEPS = 256;
const OPAQUE = 0xff;
const FRACTIONLESS = 2 ** 23;

/** `table[alpha << 8 | colour]`: what the browser's own getImageData gives for it. */
let table: Uint8Array | undefined;

function unpremultiplyTable(): Uint8Array {
  if (table) return table;
  table = new Uint8Array(ALPHA_STEPS * ALPHA_STEPS);
  for (let alpha = 1; alpha < ALPHA_STEPS; alpha++) {
    for (let colour = 0; colour < ALPHA_STEPS; colour++) table[(alpha << 8) | colour] = straight(colour, alpha);
  }
  return table;
}

/**
 * As Skia's raster pipeline computes it, step by step in single precision (SkRasterPipeline_opts.h: load_8888,
 * unpremul, store_8888). Exact division rounds 2 % of the colours the other way.
 */
function straight(colour: number, alpha: number): number {
  const { fround } = Math;
  const perStep = fround(1 / OPAQUE);
  const scale = fround(1 / fround(alpha * perStep));
  const unit = Math.min(1, fround(fround(colour * perStep) * scale));
  // Adding 2^23 leaves no bits for a fraction: the float is rounded to a whole number, a half to the even one.
  return fround(fround(unit * OPAQUE) + FRACTIONLESS) - FRACTIONLESS;
}

/** Index of the first pixel that is neither opaque nor fully transparent. `pixels` as for `unpremultiply`. */
export function firstTranslucent(pixels: Uint8Array): number | undefined {
  const words = wordsOf(pixels);
  for (let index = 0; index < words.length; index++) {
    const alpha = (words[index] as number) >>> 24;
    if (alpha !== OPAQUE && alpha !== 0) return index;
  }
  return undefined;
}

/**
 * Undoes the multiplication in place, from pixel `from` on. `pixels` are four-byte pixels with alpha last (RGBA or
 * BGRA), from an offset that is a multiple of four. Opaque and fully transparent pixels cost one comparison each.
 */
export function unpremultiply(pixels: Uint8Array, from = 0): void {
  const lookup = unpremultiplyTable();
  const words = wordsOf(pixels);
  for (let index = from; index < words.length; index++) {
    const word = words[index] as number;
    const alpha = word >>> 24;
    if (alpha === OPAQUE || alpha === 0) continue;
    const row = alpha << 8;
    words[index] =
      ((alpha << 24) |
        ((lookup[row | ((word >>> 16) & 0xff)] as number) << 16) |
        ((lookup[row | ((word >>> 8) & 0xff)] as number) << 8) |
        (lookup[row | (word & 0xff)] as number)) >>>
      0;
  }
}

function wordsOf(pixels: Uint8Array): Uint32Array {
  return new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength >> 2);
}
