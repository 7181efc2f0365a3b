/** How fine MP4 and QuickTime count time. */
import type { PresetSettings } from './preset.ts';

/** Frames per second that make qtmux count in 90000ths of a second: its timescale is a hundred times the caps' rate. */
const RATE_FOR_90_KHZ = 900;
/** Above this numerator a hundred times as much is no reasonable timescale. */
const MAX_NUMERATOR = 100_000;

/**
 * Elements to stand before mp4mux or qtmux, so that every PTS falls on a tick of its timescale. It picks one by itself for
 * whole and NTSC rates only, counts 10000ths where times vary, and its pad's `trak-timescale` cannot be set from a
 * description. It does go by the rate in the caps, however, and by nothing else of it: buffers bring their own times.
 * @param media the encoded stream's media type
 */
export function exactTimescale({ mode, rate: [numerator, denominator] }: PresetSettings, media: string): string[] {
  if (mode === 'offline' && (denominator === 1 || denominator === 1001)) return [];
  const rate = mode === 'offline' && numerator <= MAX_NUMERATOR ? numerator : RATE_FOR_90_KHZ;
  return ['capssetter', `caps=${media},framerate=${rate}/1`, '!'];
}
