/** Straight alpha, four pixels at a time: each step as in web/worker/unpremultiply.ts, whose values these are to the bit. */

const VECTOR_PIXELS = 4;
const VECTOR_BYTES = 16;
const OPAQUE = i32x4.splat(0xff);
const PER_STEP = f32x4.splat(<f32>1 / <f32>0xff);
const STEPS = f32x4.splat(0xff);
const ONE = f32x4.splat(1);
/** Added to a number below it, it leaves the number's nearest whole one in the low bits, of a half the even one. */
const FRACTIONLESS = f32x4.splat(0x800000);
const ALPHA = i32x4.splat(0xff000000);

/**
 * Index of the first of `count` pixels at address `pixels` that is neither opaque nor fully transparent; `count` where
 * none is. Reads up to the next multiple of 16 bytes.
 */
export function firstTranslucent(pixels: usize, count: i32): i32 {
  for (let index = 0; index < count; index += VECTOR_PIXELS) {
    const found = i32x4.bitmask(isTranslucent(v128.load(pixels + index * 4)));
    if (found !== 0) return min(count, index + ctz(found));
  }
  return count;
}

/** Undoes the multiplication by alpha in place, from the vector on in which pixel `from` lies. Touches memory as above. */
export function unpremultiply(pixels: usize, from: i32, count: i32): void {
  const end = pixels + count * 4;
  for (let at = pixels + (from & ~(VECTOR_PIXELS - 1)) * 4; at < end; at += VECTOR_BYTES) {
    const multiplied = v128.load(at);
    const changes = isTranslucent(multiplied);
    if (v128.any_true(changes)) v128.store(at, v128.bitselect(straight(multiplied), multiplied, changes));
  }
}

function isTranslucent(pixels: v128): v128 {
  const alpha = i32x4.shr_u(pixels, 24);
  return v128.not(v128.or(i32x4.eq(alpha, OPAQUE), i32x4.eq(alpha, i32x4.splat(0))));
}

function straight(pixels: v128): v128 {
  const alpha = f32x4.convert_i32x4_s(i32x4.shr_u(pixels, 24));
  const scale = f32x4.div(ONE, f32x4.mul(alpha, PER_STEP));
  const first = straightColour(v128.and(pixels, OPAQUE), scale);
  const second = straightColour(v128.and(i32x4.shr_u(pixels, 8), OPAQUE), scale);
  const third = straightColour(v128.and(i32x4.shr_u(pixels, 16), OPAQUE), scale);
  const colours = v128.or(v128.or(first, i32x4.shl(second, 8)), i32x4.shl(third, 16));
  return v128.or(colours, v128.and(pixels, ALPHA));
}

function straightColour(colour: v128, scale: v128): v128 {
  // pmin is one instruction, min is several, for numbers that do not come here.
  const unit = f32x4.pmin(f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(colour), PER_STEP), scale), ONE);
  return v128.and(f32x4.add(f32x4.mul(unit, STEPS), FRACTIONLESS), OPAQUE);
}
