/** MP4 and QuickTime as all presets that share them make them. */
import type { PresetSettings } from './preset.ts';
import { exactTimescale } from './timescale.ts';

/**
 * The muxer with what must stand before it: a fragment a second, so that what is on disk can be played after a crash;
 * made an ordinary file when it ends well.
 * @param media the encoded stream's media type
 */
export function fragmentedMp4(settings: PresetSettings, media: string, muxer: 'mp4mux' | 'qtmux' = 'mp4mux'): string[] {
  return [
    ...exactTimescale(settings, media),
    muxer,
    'fragment-duration=1000',
    'fragment-mode=first-moov-then-finalise',
  ];
}
