/** MP4 as all presets that share it make it. */
import type { PresetSettings } from './preset.ts';
import { exactTimescale } from './timescale.ts';

/**
 * The muxer with what must stand before it: a fragment a second, so that what is on disk can be played after a crash;
 * made an ordinary MP4 when it ends well.
 * @param media the encoded stream's media type
 */
export function fragmentedMp4(settings: PresetSettings, media: string): string[] {
  return [
    ...exactTimescale(settings, media),
    'mp4mux',
    'fragment-duration=1000',
    'fragment-mode=first-moov-then-finalise',
  ];
}
