/**
 * RGB to I420, 16 pixels of two rows at a time: the sums of shared/media/i420.ts in another order, so the same values.
 * What an exact 16-bit product needs besides: luma's green factor is above 2^15 and comes less 2^16, which the green byte,
 * shifted into the upper half of its word, makes up for.
 */

const BLOCK = 16;
const PIXEL_BYTES = 4;
const LUMA_SHIFT = 16;
/** Four pixels are summed, so there are two more bits to shift out. */
const CHROMA_SHIFT = 18;
const LUMA_BASE = (16 << LUMA_SHIFT) + (1 << (LUMA_SHIFT - 1));
const CHROMA_BASE = (128 << CHROMA_SHIFT) + (1 << (CHROMA_SHIFT - 1));
/** First and third byte of each pixel, a word of two 16-bit numbers. */
const OUTER = i16x8.splat(0xff);

/** Factors as pairs for `i32x4.dot_i16x8_s`: of a pixel's first and third byte, and of its second byte and none. */
let lumaOuter: v128 = i32x4.splat(0);
let lumaMiddle: v128 = i32x4.splat(0);
let cbOuter: v128 = i32x4.splat(0);
let cbMiddle: v128 = i32x4.splat(0);
let crOuter: v128 = i32x4.splat(0);
let crMiddle: v128 = i32x4.splat(0);

/** Factors of a pixel's three bytes, as they lie in memory, in luma, Cb and Cr, 2^16ths. Luma's middle one is 2^15 or more. */
export function setFactors(y0: i32, y1: i32, y2: i32, b0: i32, b1: i32, b2: i32, r0: i32, r1: i32, r2: i32): void {
  lumaOuter = pair(y0, y2);
  lumaMiddle = pair(y1 - (1 << LUMA_SHIFT), 0);
  cbOuter = pair(b0, b2);
  cbMiddle = pair(b1, 0);
  crOuter = pair(r0, r2);
  crMiddle = pair(r1, 0);
}

/**
 * Converts `width` x `height` pixels of four bytes, rows without gaps, at address `pixels`. Both sides are even, `width` is
 * at least 16. Planes begin at `luma`, `cb` and `cr`; strides are in bytes.
 */
export function convertToI420(
  pixels: usize,
  width: i32,
  height: i32,
  luma: usize,
  lumaStride: i32,
  cb: usize,
  cr: usize,
  chromaStride: i32,
): void {
  const rowBytes = width * PIXEL_BYTES;
  const lastBlock = width - BLOCK;
  for (let row = 0; row < height; row += 2) {
    for (let x = 0; x < lastBlock; x += BLOCK) convertBlock(pixels, rowBytes, luma, lumaStride, cb, cr, x);
    // The last block may begin within the one before: the same pixels give the same values.
    convertBlock(pixels, rowBytes, luma, lumaStride, cb, cr, lastBlock);
    pixels += 2 * rowBytes;
    luma += 2 * lumaStride;
    cb += chromaStride;
    cr += chromaStride;
  }
}

/** Two rows of 16 pixels, `x` pixels from the addresses. */
function convertBlock(pixels: usize, rowBytes: i32, luma: usize, lumaStride: i32, cb: usize, cr: usize, x: i32): void {
  const from = pixels + x * PIXEL_BYTES;
  const a0 = v128.load(from, 0);
  const a1 = v128.load(from, 16);
  const a2 = v128.load(from, 32);
  const a3 = v128.load(from, 48);
  const below = from + rowBytes;
  const b0 = v128.load(below, 0);
  const b1 = v128.load(below, 16);
  const b2 = v128.load(below, 32);
  const b3 = v128.load(below, 48);
  v128.store(luma + x, lumaOf16(a0, a1, a2, a3));
  v128.store(luma + lumaStride + x, lumaOf16(b0, b1, b2, b3));
  const outer0 = pairsOf(outerOf2(a0, b0), outerOf2(a1, b1));
  const outer1 = pairsOf(outerOf2(a2, b2), outerOf2(a3, b3));
  const middle0 = pairsOf(middleOf2(a0, b0), middleOf2(a1, b1));
  const middle1 = pairsOf(middleOf2(a2, b2), middleOf2(a3, b3));
  const cbs = chromaOf8(outer0, middle0, outer1, middle1, cbOuter, cbMiddle);
  const crs = chromaOf8(outer0, middle0, outer1, middle1, crOuter, crMiddle);
  const both = i8x16.narrow_i16x8_u(cbs, crs);
  v128.store64_lane(cb + (x >> 1), both, 0);
  v128.store64_lane(cr + (x >> 1), both, 1);
}

function pair(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

function lumaOf16(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(lumaOf4(a), lumaOf4(b)),
    i16x8.narrow_i32x4_s(lumaOf4(c), lumaOf4(d)),
  );
}

function lumaOf4(pixels: v128): v128 {
  const middle = i16x8.shr_u(pixels, 8);
  const products = i32x4.add(
    i32x4.dot_i16x8_s(v128.and(pixels, OUTER), lumaOuter),
    i32x4.dot_i16x8_s(middle, lumaMiddle),
  );
  const sum = i32x4.add(i32x4.add(products, i32x4.shl(middle, LUMA_SHIFT)), i32x4.splat(LUMA_BASE));
  return i32x4.shr_u(sum, LUMA_SHIFT);
}

/** First and third bytes of pixels above each other, summed. */
function outerOf2(upper: v128, lower: v128): v128 {
  return i16x8.add(v128.and(upper, OUTER), v128.and(lower, OUTER));
}

/** The same of second (and fourth) bytes. */
function middleOf2(upper: v128, lower: v128): v128 {
  return i16x8.add(i16x8.shr_u(upper, 8), i16x8.shr_u(lower, 8));
}

/** Sums of neighbours: of eight pixels' words, four. */
function pairsOf(left: v128, right: v128): v128 {
  return i16x8.add(v128.shuffle<i32>(left, right, 0, 2, 4, 6), v128.shuffle<i32>(left, right, 1, 3, 5, 7));
}

function chromaOf8(outer0: v128, middle0: v128, outer1: v128, middle1: v128, outer: v128, middle: v128): v128 {
  return i16x8.narrow_i32x4_s(chromaOf4(outer0, middle0, outer, middle), chromaOf4(outer1, middle1, outer, middle));
}

function chromaOf4(outerSums: v128, middleSums: v128, outer: v128, middle: v128): v128 {
  const products = i32x4.add(i32x4.dot_i16x8_s(outerSums, outer), i32x4.dot_i16x8_s(middleSums, middle));
  return i32x4.shr_u(i32x4.add(products, i32x4.splat(CHROMA_BASE)), CHROMA_SHIFT);
}
