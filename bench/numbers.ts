/** Frame numbers that are drawn into the pictures, so that a file itself tells which frames are in it. */

/** Numbers go up to 65535: eighteen minutes at 60 frames a second. */
export const NUMBER_BITS = 16;
/** The number, and below it the same with black for white: what is no number is not taken for one. */
export const NUMBER_ROWS = 2;
const CELLS_ACROSS = 64;

/** Side of a bit's square, px: the number takes a quarter of the picture's width, at its top left. */
export function numberCell(width: number): number {
  return Math.floor(width / CELLS_ACROSS);
}

/** Which squares are white, by row and bit. */
export function numberIsWhite(number: number, row: number, bit: number): boolean {
  return (Math.floor(number / 2 ** bit) % 2 === 1) !== (row === 1);
}
