/** From texts to settings that can be recorded with, or to what is wrong with them. */
import type { Preset, Rate } from '../api.ts';
import type { SceneEntry } from '../scene.ts';
import { CUSTOM, QUALITIES, RATES } from './choices.ts';
import type { Form } from './form.ts';

/** Limits of the controls. The relay has the last word and says so itself. */
const SIDE_PIXELS = { least: 16, most: 16_384 } as const;
const PICTURE_PIXELS_MOST = 8192 * 4320;
const RATE_MOST = 1000;
const SECONDS_MOST = 24 * 3600;
const NAME_MOST = 200;
const ALSO_MOST = 7;

/** Settings that can be recorded with. */
export interface Settings {
  readonly scene: SceneEntry;
  readonly width: number;
  readonly height: number;
  readonly fps: Rate;
  /** Length; undefined: until stopped. */
  readonly frames: number | undefined;
  readonly mode: Form['mode'];
  /** At least one; each makes a file of its own. */
  readonly presets: readonly Preset[];
  readonly quality: Form['quality'];
  readonly name: string;
}

/** Fields that can be wrong. */
export type Field = 'scene' | 'width' | 'height' | 'fps' | 'seconds' | 'preset' | 'also' | 'quality' | 'name';
export type Problems = Readonly<Partial<Record<Field, string>>>;

export type Validation =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: Problems };

/** What the settings are chosen from. */
export interface Offer {
  readonly scenes: readonly SceneEntry[];
  readonly presets: readonly Preset[];
}

export function validate(form: Form, { scenes, presets }: Offer): Validation {
  const scene = scenes.find(({ id }) => id === form.scene);
  const chosen = [form.preset, ...form.also].map((id) => presets.find((preset) => preset.id === id));
  const known = chosen.filter((preset) => preset !== undefined);
  const width = wholeNumber(form.width);
  const height = wholeNumber(form.height);
  const fps = form.fps === CUSTOM ? parseRate(form.customFps) : RATES[form.fps];
  const seconds = form.seconds.trim() === '' ? Number.NaN : Number(form.seconds);
  const problems: Problems = {
    ...(scene ? {} : { scene: 'Choose an animation.' }),
    ...wrong('width', side(width)),
    ...wrong(
      'height',
      side(height) ??
        (width * height > PICTURE_PIXELS_MOST ? 'Together with the width, more than 8192 × 4320 pixels.' : undefined),
    ),
    ...(fps ? {} : { fps: `Up to ${RATE_MOST}, as a number or a fraction such as 60000/1001.` }),
    ...wrong(
      'seconds',
      form.length === 'until-stopped' || (seconds > 0 && seconds <= SECONDS_MOST)
        ? undefined
        : 'More than 0 and at most 86400 seconds.',
    ),
    ...wrong('preset', presetProblem(chosen[0])),
    ...wrong('also', alsoProblem(chosen.slice(1))),
    ...wrong('quality', qualityProblem(known, form.quality)),
    ...wrong('name', form.name.length > NAME_MOST ? `At most ${NAME_MOST} characters.` : undefined),
  };
  if (!scene || !fps || Object.keys(problems).length > 0) return { ok: false, problems };
  const frames = form.length === 'until-stopped' ? undefined : framesIn(seconds, fps);
  const name = form.name.trim() || scene.title;
  return {
    ok: true,
    settings: { scene, presets: known, width, height, fps, frames, name, mode: form.mode, quality: form.quality },
  };
}

/** Frames in `seconds`; at least one. */
export function framesIn(seconds: number, [numerator, denominator]: Rate): number {
  return Math.max(1, Math.round((seconds * numerator) / denominator));
}

/** The fraction that a text means: `60`, `12.5`, `59.94`, `60000/1001`. */
export function parseRate(text: string): Rate | undefined {
  const [, top, bottom] = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(text) ?? [];
  if (top !== undefined && bottom !== undefined) return bounded(Number(top), Number(bottom));
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isInteger(value)) return bounded(value, 1);
  const ntsc = (Math.round(value) * 1000) / 1001;
  if (Math.abs(ntsc - value) < 0.005) return bounded(Math.round(value) * 1000, 1001);
  return bounded(Math.round(value * 1000), 1000);
}

/** Why one of the presets cannot do a quality; undefined where all can. */
export function qualityProblem(presets: readonly Preset[], quality: Form['quality']): string | undefined {
  const preset = presets.find(({ qualities }) => !qualities.includes(quality));
  if (!preset) return undefined;
  const label = QUALITIES.find((choice) => choice.quality === quality)?.label ?? quality;
  if (quality === 'lossless') return `${preset.label} cannot keep every pixel, so Lossless is not offered.`;
  if (preset.lossless) return `${preset.label} keeps every pixel, so ${label} would make no difference.`;
  return `${preset.label} has no ${label} setting.`;
}

function presetProblem(preset: Preset | undefined): string | undefined {
  if (!preset) return 'Choose a format.';
  return preset.available
    ? undefined
    : `${preset.problem?.message ?? 'Not available on this relay.'} ${preset.problem?.remedy ?? ''}`.trim();
}

function alsoProblem(presets: readonly (Preset | undefined)[]): string | undefined {
  if (presets.length > ALSO_MOST) return `At most ${ALSO_MOST} further formats.`;
  const problem = presets.map(presetProblem).find((text) => text !== undefined);
  return problem === undefined ? undefined : `One of these cannot be had. ${problem}`;
}

function side(pixels: number): string | undefined {
  return pixels >= SIDE_PIXELS.least && pixels <= SIDE_PIXELS.most
    ? undefined
    : `A whole number from ${SIDE_PIXELS.least} to ${SIDE_PIXELS.most}.`;
}

function wholeNumber(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}

function bounded(numerator: number, denominator: number): Rate | undefined {
  const value = numerator / denominator;
  return value > 0 && value <= RATE_MOST && Number.isSafeInteger(numerator) ? [numerator, denominator] : undefined;
}

function wrong(field: Field, problem: string | undefined): Problems {
  return problem === undefined ? {} : { [field]: problem };
}
