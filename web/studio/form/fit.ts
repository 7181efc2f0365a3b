/** Keeps the settings consistent while they are changed. */
import type { Preset, Quality } from '../api.ts';
import { CUSTOM, sizeKey, SIZES } from './choices.ts';
import type { Form } from './form.ts';

/** `form` with `change` and what follows from it: a common size fills in its sides, a preset takes a quality it has. */
export function applyChange(form: Form, change: Partial<Form>, presets: readonly Preset[]): Form {
  const next = { ...form, ...change };
  const size = next.size === CUSTOM ? undefined : SIZES.find((choice) => sizeKey(choice) === next.size);
  const preset = presets.find(({ id }) => id === next.preset);
  return {
    ...next,
    ...(size ? { width: String(size.width), height: String(size.height) } : {}),
    ...(preset ? { quality: fitQuality(preset, next.quality) } : {}),
  };
}

/** `quality` where the preset has it, else standard, else the best it has. */
function fitQuality({ qualities }: Preset, quality: Quality): Quality {
  if (qualities.includes(quality)) return quality;
  return qualities.includes('standard') ? 'standard' : (qualities.at(-1) ?? quality);
}
