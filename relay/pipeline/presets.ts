/** The built-in presets, in the order menus show them. */
import type { Preset } from './preset.ts';
import { apng, gif, webp } from './preset-animations.ts';
import { mp4Av1 } from './preset-av1.ts';
import { mkvLossless } from './preset-ffv1.ts';
import { mp4Lossless } from './preset-h264-lossless.ts';
import { mp4H265 } from './preset-h265.ts';
import { mp4 } from './preset-mp4.ts';
import { hls } from './preset-hls.ts';
import { ogg } from './preset-ogg.ts';
import { png } from './preset-png.ts';
import { movAlpha } from './preset-prores.ts';
import { ts } from './preset-ts.ts';
import { webm, webmVp8 } from './preset-webm.ts';

export { customPreset, customPresets, parsePresetsFile } from './custom-presets.ts';
export { neededElements, planPipeline, presetProblem } from './plan.ts';
export type { Preset } from './preset.ts';

export const BUILT_IN_PRESETS: readonly Preset[] = [
  mp4,
  webm,
  webmVp8,
  ogg,
  mkvLossless,
  movAlpha,
  mp4Lossless,
  mp4H265,
  mp4Av1,
  ts,
  hls,
  png,
  apng,
  webp,
  gif,
];
