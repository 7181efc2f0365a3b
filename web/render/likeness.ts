/** Whether two pictures show the same, but for how edges are smoothed: those of turned and rounded layers differ. */

/** Sides of the tiles that are looked at, pixels. */
const TILE = 16;
/** Levels of 255 by which a pixel may lie beyond all those around it in the other picture. */
const MAX_LEVELS = 16;
/** Of a tile, pixels that may do more. */
const MAX_SHARE = 0.5;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The middle of the first tile, device pixels, in which they do not show the same; undefined where there is none. */
export function firstDifference(one: ImageData, other: ImageData): Place | undefined {
  const { width, height } = one;
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      const [right, bottom] = [Math.min(left + TILE, width), Math.min(top + TILE, height)];
      const unlike = countUnlike(one, other, { left, top, right, bottom });
      if (unlike > MAX_SHARE * (right - left) * (bottom - top))
        return { x: (left + right) >> 1, y: (top + bottom) >> 1 };
    }
  }
  return undefined;
}

interface Tile {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function countUnlike(one: ImageData, other: ImageData, { left, top, right, bottom }: Tile): number {
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if (isBeyond(one, other, x, y) || isBeyond(other, one, x, y)) count++;
    }
  }
  return count;
}

/** Whether a pixel of `one` is none of those about that place in `other`, nor between them. */
export function isBeyond(one: ImageData, other: ImageData, x: number, y: number, levels = MAX_LEVELS): boolean {
  const { width, height } = one;
  const at = (y * width + x) * 4;
  for (let channel = at; channel < at + 4; channel++) {
    const value = one.data[channel] ?? 0;
    // Most pixels are equal.
    if (Math.abs(value - (other.data[channel] ?? 0)) <= levels) continue;
    let [least, most] = [255, 0];
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const near = other.data[(row * width + column) * 4 + (channel - at)] ?? 0;
        least = Math.min(least, near);
        most = Math.max(most, near);
      }
    }
    if (value < least - levels || value > most + levels) return true;
  }
  return false;
}
