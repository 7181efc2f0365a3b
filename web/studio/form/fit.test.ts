import { expect, it } from 'vitest';
import type { Preset } from '../api.ts';
import { applyChange } from './fit.ts';
import { DEFAULT_FORM } from './form.ts';

const preset = (id: string, qualities: Preset['qualities']): Preset => ({
  id,
  qualities,
  label: id,
  description: '',
  extension: '',
  mime: '',
  alpha: false,
  lossless: false,
  available: true,
});
const presets = [preset('mp4', ['draft', 'standard', 'high']), preset('exact', ['lossless'])];

it('fills in the sides of a common size and keeps them for a custom one', () => {
  const wide = applyChange(DEFAULT_FORM, { size: '1920x1080' }, presets);
  expect(wide).toMatchObject({ width: '1920', height: '1080' });
  expect(applyChange(wide, { size: 'custom' }, presets)).toMatchObject({ width: '1920', height: '1080' });
});

it('takes a quality that the preset has', () => {
  const exact = applyChange(DEFAULT_FORM, { preset: 'exact' }, presets);
  expect(exact.quality).toBe('lossless');
  expect(applyChange(exact, { preset: 'mp4' }, presets).quality).toBe('standard');
});

it('takes a quality that all the presets have, and no preset twice', () => {
  const several = [...presets, preset('any', ['draft', 'standard', 'high', 'lossless'])];
  const exact = applyChange(DEFAULT_FORM, { preset: 'any', quality: 'lossless' }, several);
  expect(applyChange(exact, { also: ['exact'] }, several)).toMatchObject({ quality: 'lossless' });
  expect(applyChange(exact, { also: ['mp4'] }, several)).toMatchObject({ quality: 'standard', also: ['mp4'] });
  expect(applyChange({ ...exact, also: ['mp4'] }, { preset: 'mp4' }, several).also).toEqual([]);
});

it('leaves everything as it is while the presets are unknown', () => {
  expect(applyChange(DEFAULT_FORM, { preset: 'exact' }, []).quality).toBe('standard');
});
