/** Keeps the settings consistent while they are changed. */
import type { Preset, Quality } from '../api.ts';
import { commonQualities, CUSTOM, sizeKey, SIZES } from './choices.ts';
import type { Form } from './form.ts';

/** `form` with `change` and what follows from it: a common size fills in its sides, presets take a quality they all have. */
export function applyChange(form: Form, change: Partial<Form>, presets: readonly Preset[]): Form {
  const next = { ...form, ...change };
  const size = next.size === CUSTOM ? undefined : SIZES.find((choice) => sizeKey(choice) === next.size);
  const also = next.also.filter((id) => id !== next.preset);
  const chosen = presets.filter(({ id }) => id === next.preset || also.includes(id));
  return {
    ...next,
    ...(size ? { width: String(size.width), height: String(size.height) } : {}),
    also,
    quality: fitQuality(commonQualities(chosen), next.quality),
  };
}

/** `quality` where it can be had, else standard, else the best there is. */
function fitQuality(qualities: readonly Quality[], quality: Quality): Quality {
  if (qualities.includes(quality)) return quality;
  return qualities.includes('standard') ? 'standard' : (qualities.at(-1) ?? quality);
}
