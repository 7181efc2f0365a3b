/** What follows from a frame rate. */
import { framesPerSecond, type Rate } from '../../shared/media/time.ts';
import type { PresetSettings } from './preset.ts';

const KEYFRAME_SECONDS = 2;

/** Frames from one keyframe to the next: two seconds' worth, for quick seeking and short fragments. */
export function keyframeDistance(rate: Rate): number {
  return Math.max(1, Math.round(framesPerSecond(rate) * KEYFRAME_SECONDS));
}

/** `bitsPerSecond` in the unit most encoders take; at least 1. */
export function kilobits(bitsPerSecond: number): number {
  return Math.max(1, Math.round(bitsPerSecond / 1000));
}

/**
 * Elements to stand before an encoder or parser that needs a rate where times vary: it is told the nominal one. Each frame
 * keeps its own time; only the last one may get the nominal length.
 */
export function nominalRate({ mode, rate }: PresetSettings, media = 'video/x-raw'): string[] {
  return mode === 'realtime' ? ['capssetter', `caps=${media},framerate=${rate.join('/')}`, '!'] : [];
}
