/**
 * Straight alpha from premultiplied pixels. `VideoFrame.copyTo` of a canvas frame gives premultiplied pixels, and
 * GStreamer cannot undo that; every alpha format in a file is straight.
 */

const ALPHA_STEPS = 256;
const OPAQUE = 0xff;

/** `table[alpha << 8 | colour]`: what the browser's own getImageData gives for it. */
let table: Uint8Array | undefined;

function unpremultiplyTable(): Uint8Array {
  if (table) return table;
  table = new Uint8Array(ALPHA_STEPS * ALPHA_STEPS);
  for (let alpha = 1; alpha < ALPHA_STEPS; alpha++) {
    for (let colour = 0; colour < ALPHA_STEPS; colour++) {
      table[(alpha << 8) | colour] = Math.min(OPAQUE, Math.round((colour * OPAQUE) / alpha));
    }
  }
  return table;
}

/**
 * Undoes the multiplication in place. `pixels` are four-byte pixels with alpha last (RGBA or BGRA), from an offset
 * that is a multiple of four. Opaque and fully transparent pixels cost one comparison each.
 */
export function unpremultiply(pixels: Uint8Array): void {
  const lookup = unpremultiplyTable();
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength >> 2);
  for (let index = 0; index < words.length; index++) {
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
