/** Pixels with straight alpha as they are seen over black. */

const OPAQUE = 0xff;
const OPAQUE_BLACK = 0xff00_0000;

/** Blends in place. @param pixels four bytes each with alpha last, from an offset that is a multiple of four */
export function blendOverBlack(pixels: Uint8Array): void {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength >> 2);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as number;
    const alpha = word >>> 24;
    if (alpha === OPAQUE) continue;
    if (alpha === 0) {
      words[index] = OPAQUE_BLACK;
      continue;
    }
    const first = times(word & 0xff, alpha);
    const second = times((word >>> 8) & 0xff, alpha);
    const third = times((word >>> 16) & 0xff, alpha);
    words[index] = (OPAQUE_BLACK | (third << 16) | (second << 8) | first) >>> 0;
  }
}

/** `colour * alpha / 255`, rounded to the nearest: exact for all bytes. */
function times(colour: number, alpha: number): number {
  const product = colour * alpha + 128;
  return (product + (product >> 8)) >> 8;
}
