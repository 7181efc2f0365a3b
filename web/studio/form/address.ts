/** The settings in the page's address, so that a link sets the studio up. */
import type { Mode, Quality } from '../api.ts';
import { CUSTOM, MODES, QUALITIES, RATES, sizeKey, SIZES } from './choices.ts';
import { DEFAULT_FORM, type Form } from './form.ts';

/** The parameters that stand for settings. */
const NAMES = ['scene', 'size', 'fps', 'duration', 'mode', 'preset', 'quality', 'name'] as const;
/** Value of `duration` for a recording without a set length. */
const OPEN = 'open';

/** Settings as the address has them; what it leaves out is as in `DEFAULT_FORM`, and so is what makes no sense. */
export function formFromAddress(query: URLSearchParams): Form {
  const get = (name: (typeof NAMES)[number]): string | undefined => query.get(name)?.trim() || undefined;
  const length = get('duration');
  return {
    ...DEFAULT_FORM,
    ...sizeFields(get('size')),
    ...rateFields(get('fps')),
    scene: get('scene') ?? DEFAULT_FORM.scene,
    ...presetFields(get('preset')),
    mode: MODES.find(({ mode }) => mode === get('mode'))?.mode ?? (DEFAULT_FORM.mode satisfies Mode),
    quality:
      QUALITIES.find(({ quality }) => quality === get('quality'))?.quality ?? (DEFAULT_FORM.quality satisfies Quality),
    name: get('name') ?? '',
    ...(length === OPEN ? { length: 'until-stopped' } : length === undefined ? {} : { seconds: length }),
  };
}

/** `query` with the settings of `form` in it: only those that differ from the default. Other parameters stay, `autorecord` goes. */
export function addressFromForm(form: Form, query: URLSearchParams): URLSearchParams {
  const result = new URLSearchParams(query);
  const defaults = values(DEFAULT_FORM);
  for (const [name, value] of Object.entries(values(form))) {
    if (value === defaults[name as keyof typeof defaults]) result.delete(name);
    else result.set(name, value);
  }
  result.delete('autorecord');
  return result;
}

function values(form: Form): Record<(typeof NAMES)[number], string> {
  return {
    scene: form.scene,
    size: form.size === CUSTOM ? `${form.width}x${form.height}` : form.size,
    fps: form.fps === CUSTOM ? form.customFps : form.fps,
    duration: form.length === 'until-stopped' ? OPEN : form.seconds,
    mode: form.mode,
    preset: [form.preset, ...form.also].join(),
    quality: form.quality,
    name: form.name,
  };
}

function presetFields(text: string | undefined): Partial<Form> {
  const [preset, ...also] = new Set((text ?? '').split(',').filter((id) => id !== ''));
  return preset === undefined ? {} : { preset, also };
}

function sizeFields(size: string | undefined): Partial<Form> {
  const [, width, height] = /^(\d+)\s*[x×]\s*(\d+)$/i.exec(size ?? '') ?? [];
  if (width === undefined || height === undefined) return {};
  const key = `${Number(width)}x${Number(height)}`;
  return { width, height, size: SIZES.some((choice) => sizeKey(choice) === key) ? key : CUSTOM };
}

function rateFields(fps: string | undefined): Partial<Form> {
  if (fps === undefined) return {};
  const known = Object.entries(RATES).find(([label, [n, d]]) => label === fps || `${n}/${d}` === fps)?.[0];
  return { fps: known ?? CUSTOM, customFps: fps };
}
