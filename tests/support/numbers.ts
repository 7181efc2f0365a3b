/** Frame numbers burnt into a picture as black and white blocks, so that decoded frames can be told apart. */
import type { Buffer } from 'node:buffer';

/** Blocks side by side at the top of the picture, the lowest bit first. */
export const NUMBER_BITS = 12;

/**
 * Source of `drawNumber(context, index, width, height)` for a page or a scene: fills the canvas with a colour that
 * moves with the frame, then writes the number as blocks into the top quarter.
 */
export const DRAW_NUMBER = `
  function drawNumber(context, index, width, height) {
    context.fillStyle = 'hsl(' + ((index * 7) % 360) + ' 70% 50%)';
    context.fillRect(0, 0, width, height);
    const block = width / ${NUMBER_BITS};
    for (let bit = 0; bit < ${NUMBER_BITS}; bit++) {
      context.fillStyle = (index >> bit) & 1 ? '#fff' : '#000';
      context.fillRect(Math.floor(bit * block), 0, Math.ceil(block), Math.ceil(height / 4));
    }
  }
`;

/** The number in a decoded RGBA frame. */
export function readNumber(frame: Buffer, width: number, height: number): number {
  let number = 0;
  const block = width / NUMBER_BITS;
  const y = Math.floor(height / 8);
  for (let bit = 0; bit < NUMBER_BITS; bit++) {
    const offset = (y * width + Math.floor((bit + 0.5) * block)) * 4;
    if ((frame[offset] ?? 0) > 127) number |= 1 << bit;
  }
  return number;
}

/** Those of a canvas in realtime without the last one's repeat: a picture that is followed by none stands until stop(). */
export function withoutHeld(numbers: readonly number[]): readonly number[] {
  return numbers.at(-1) === numbers.at(-2) ? numbers.slice(0, -1) : numbers;
}
