/** What the settings offer. */
import type { Mode, Preset, Quality, Rate } from '../api.ts';

export interface SizeChoice {
  readonly label: string;
  readonly width: number;
  readonly height: number;
}

/** Common sizes; any other is `custom`. */
export const SIZES: readonly SizeChoice[] = [
  { label: '720p', width: 1280, height: 720 },
  { label: '1080p', width: 1920, height: 1080 },
  { label: '4K', width: 3840, height: 2160 },
  { label: 'Square', width: 1080, height: 1080 },
  { label: 'Portrait', width: 1080, height: 1920 },
];

/** Common rates by what they are called; any other is `custom`. */
export const RATES: Readonly<Record<string, Rate>> = {
  '24': [24, 1],
  '25': [25, 1],
  '30': [30, 1],
  '50': [50, 1],
  '59.94': [60_000, 1001],
  '60': [60, 1],
  '120': [120, 1],
};

/** Stands for a size or rate that is typed in. */
export const CUSTOM = 'custom';

export interface ModeChoice {
  readonly mode: Mode;
  readonly label: string;
  /** One sentence. */
  readonly explanation: string;
}

export const MODES: readonly ModeChoice[] = [
  {
    mode: 'offline',
    label: 'Offline',
    explanation: 'Every frame is drawn and kept exactly once, however long each takes.',
  },
  {
    mode: 'realtime',
    label: 'Realtime',
    explanation: 'The animation runs by the clock; frames that cannot be kept up with are dropped and counted.',
  },
];

export interface QualityChoice {
  readonly quality: Quality;
  readonly label: string;
}

export const QUALITIES: readonly QualityChoice[] = [
  { quality: 'draft', label: 'Draft' },
  { quality: 'standard', label: 'Standard' },
  { quality: 'high', label: 'High' },
  { quality: 'lossless', label: 'Lossless' },
];

/** Qualities that all of `presets` have. */
export function commonQualities(presets: readonly Preset[]): readonly Quality[] {
  return QUALITIES.map(({ quality }) => quality).filter((quality) =>
    presets.every(({ qualities }) => qualities.includes(quality)),
  );
}

/** The part of an option's value that names a common size: `1280x720`. */
export function sizeKey({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}x${height}`;
}
