/**
 * The machine-readable frame number of the test pattern: 32 cells in one row along the bottom edge, white for 1 and
 * black for 0, the highest bit first: 4 bits of sync (1010), 24 bits of frame number, 4 bits of check (the number of
 * ones among the 24, modulo 16). Large cells survive lossy encoding and scaling.
 */
const SYNC: readonly number[] = [1, 0, 1, 0];
const NUMBER_BITS = 24;
const CHECK_BITS = 4;

/** Cells in the strip. */
export const STRIP_CELLS = SYNC.length + NUMBER_BITS + CHECK_BITS;
/** Largest frame number the strip can hold. */
export const STRIP_MAX = 2 ** NUMBER_BITS - 1;

/** Where the strip lies in a picture, pixels; it spans the whole width. */
export function stripRows(height: number): { readonly top: number; readonly height: number } {
  const rows = Math.max(8, Math.round(height / 18));
  return { top: height - rows, height: rows };
}

/** The cells for a frame number, each 0 or 1. The number wraps after STRIP_MAX. */
export function stripCells(index: number): number[] {
  const number = bits(index % (STRIP_MAX + 1), NUMBER_BITS);
  const ones = number.reduce((sum, bit) => sum + bit, 0);
  return [...SYNC, ...number, ...bits(ones % 2 ** CHECK_BITS, CHECK_BITS)];
}

/**
 * Reads the frame number from a picture.
 * @param luma brightness of the pixel at (x, y), 0 to 255
 * @returns undefined where there is no intact strip
 */
export function readStrip(luma: (x: number, y: number) => number, width: number, height: number): number | undefined {
  const rows = stripRows(height);
  const y = Math.floor(rows.top + rows.height / 2);
  const cells = Array.from({ length: STRIP_CELLS }, (_, cell) => {
    const x = Math.floor(((cell + 0.5) * width) / STRIP_CELLS);
    return (luma(x - 1, y) + luma(x, y) + luma(x + 1, y)) / 3 > 127 ? 1 : 0;
  });
  const digits = cells.slice(SYNC.length, SYNC.length + NUMBER_BITS);
  const index = digits.reduce<number>((sum, bit) => sum * 2 + bit, 0);
  return stripCells(index).every((bit, cell) => bit === cells[cell]) ? index : undefined;
}

function bits(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, position) => Math.floor(value / 2 ** (count - 1 - position)) % 2);
}
