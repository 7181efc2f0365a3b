const TAU = Math.PI * 2;

/** `value` held between 0 and 1. */
export function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** 0 to 1, slow at both ends; `x` from 0 to 1. */
export function easeInOut(x: number): number {
  const t = clamp01(x);
  return t * t * (3 - 2 * t);
}

/** 0 to 1, fast at first, then settling; `x` from 0 to 1. */
export function easeOut(x: number): number {
  return 1 - (1 - clamp01(x)) ** 4;
}

/** How far `seconds` is into a cycle of `periodSeconds`: 0 to 1, never negative. */
export function phase(seconds: number, periodSeconds: number): number {
  const turns = seconds / periodSeconds;
  return turns - Math.floor(turns);
}

/** A cosine wave from 0 to 1 and back in `periodSeconds`. */
export function wave(seconds: number, periodSeconds: number, offsetTurns = 0): number {
  return 0.5 - 0.5 * Math.cos(TAU * (seconds / periodSeconds + offsetTurns));
}
