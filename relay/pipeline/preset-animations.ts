import type { Preset } from './preset.ts';
import { mkvLossless } from './preset-ffv1.ts';

/**
 * Pictures that move, for pages. They are recorded as FFV1 and converted by ffmpeg when the recording is over
 * (animation.ts): GStreamer has no encoder for any of them that writes exact times or chooses a palette.
 */
const common = {
  ...mkvLossless,
  bitrate: false,
  elements: [...mkvLossless.elements, 'ffmpeg'],
} as const satisfies Partial<Preset>;

/** Animated PNG. */
export const apng: Preset = {
  ...common,
  id: 'apng',
  label: 'Animated PNG',
  description: 'A picture that moves, bit for bit, alpha channel included. All browsers show it.',
  extension: 'apng',
  mime: 'image/apng',
};

/** Animated WebP. */
export const webp: Preset = {
  ...common,
  id: 'webp',
  label: 'Animated WebP',
  description: 'A picture that moves, small, with alpha channel; exact at quality lossless. All browsers show it.',
  extension: 'webp',
  mime: 'image/webp',
  lossless: false,
  size: { ...common.size, maximum: 16_383 },
};

/** GIF. */
export const gif: Preset = {
  ...common,
  id: 'gif',
  label: 'GIF',
  description: 'A picture that moves, in 255 colours, for what takes nothing else.',
  extension: 'gif',
  mime: 'image/gif',
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
};
