/** What is to be expected of the settings as they stand, right or wrong. */
import type { Rate } from './api.ts';
import { CUSTOM, RATES } from './form/choices.ts';
import type { Form } from './form/form.ts';
import { parseRate } from './form/validate.ts';
import type { StudioModel } from './model.ts';

/** Shape and rate to preview. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly fps: Rate;
}

/** What is counted while nothing runs. */
export interface Planned {
  /** Frames; undefined: until stopped. */
  readonly frames: number | undefined;
  readonly framesPerSecond: number;
}

const FALLBACK: Picture = { width: 1280, height: 720, fps: [60, 1] };
const SIDE_LEAST = 16;
const SIDE_MOST = 16_384;

/** What is chosen, or something close where that is wrong. */
export function pictureOf(form: Form): Picture {
  return {
    width: side(form.width, FALLBACK.width),
    height: side(form.height, FALLBACK.height),
    fps: (form.fps === CUSTOM ? parseRate(form.customFps) : RATES[form.fps]) ?? FALLBACK.fps,
  };
}

/** The length that is chosen. */
export function plannedOf({ form, validation }: Pick<StudioModel, 'form' | 'validation'>): Planned {
  const [numerator, denominator] = pictureOf(form).fps;
  return { frames: validation.ok ? validation.settings.frames : undefined, framesPerSecond: numerator / denominator };
}

/** Why recording is not possible now, in a few words; undefined where it is. */
export function obstacleOf({
  unsupported,
  presets,
  validation,
}: Pick<StudioModel, 'unsupported' | 'presets' | 'validation'>): string | undefined {
  if (unsupported) return 'Browser not supported';
  if (presets.state === 'loading') return 'Asking the relay\u2026';
  if (presets.state === 'failed') return 'Relay not available';
  return validation.ok ? undefined : 'A setting needs correcting';
}

function side(text: string, fallback: number): number {
  return Math.min(Math.max(SIDE_LEAST, Number.parseInt(text, 10) || fallback), SIDE_MOST);
}
