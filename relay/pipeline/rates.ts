/** What follows from a frame rate. */
import { framesPerSecond, type Rate } from '../../shared/media/time.ts';

const KEYFRAME_SECONDS = 2;

/** Frames from one keyframe to the next: two seconds' worth, for quick seeking and short fragments. */
export function keyframeDistance(rate: Rate): number {
  return Math.max(1, Math.round(framesPerSecond(rate) * KEYFRAME_SECONDS));
}

/** `bitsPerSecond` in the unit most encoders take; at least 1. */
export function kilobits(bitsPerSecond: number): number {
  return Math.max(1, Math.round(bitsPerSecond / 1000));
}
