/** What stands before a muxer where encoded frames are stored as they come, as gst-launch arguments each ended by `!`. */
import type { PresetSettings } from './preset.ts';
import { nominalRate } from './rates.ts';

/** Codecs that have a parser. */
type Parsed = 'h264' | 'h265' | 'vp9' | 'av1';

/**
 * The codec's parser. Where the stream names no rate and times vary, as in browsers' H.264, h264parse takes the last frame's
 * length away, and players then leave that frame out: it is told the nominal one.
 */
export const parsed =
  (codec: Parsed) =>
  (settings: PresetSettings): string[] => [...nominalRate(settings, `video/x-${codec}`), `${codec}parse`, '!'];

/** Nothing: the muxer takes it as it is, or has a parser of its own before it. */
export const unparsed = (): string[] => [];
