/** Between which bounds encoded frames may be, bits per second. */
import { framesPerSecond, type Rate } from '../../../shared/media/time.ts';
import type { Quality } from '../../../shared/wire/messages.ts';

export interface RateBounds {
  /** What a recording keeps to where nothing is in the way. */
  readonly most: number;
  /** What it falls back to at the worst; below that frames are left out. */
  readonly least: number;
}

/** Bits for each pixel of each frame: of 1080p at 30 a second 3, 6, 12 and 25 Mbit/s. */
const BITS_PER_PIXEL: Readonly<Record<Quality, number>> = { draft: 0.05, standard: 0.1, high: 0.2, lossless: 0.4 };
const LEAST_SHARE = 1 / 20;
const LEAST = 100_000;

/** @param bitrate what the page asked for, where it did */
export function rateBounds(
  { width, height }: { readonly width: number; readonly height: number },
  rate: Rate,
  quality: Quality,
  bitrate: number | undefined,
): RateBounds {
  const usual = Math.max(LEAST, Math.round(BITS_PER_PIXEL[quality] * width * height * framesPerSecond(rate)));
  const most = bitrate ?? usual;
  return { most, least: Math.min(most, Math.max(LEAST, Math.round(most * LEAST_SHARE))) };
}
