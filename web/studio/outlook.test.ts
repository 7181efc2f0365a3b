import { expect, it } from 'vitest';
import { DEFAULT_FORM } from './form/form.ts';
import { obstacleOf, pictureOf } from './outlook.ts';

it('previews what is chosen', () => {
  expect(pictureOf({ ...DEFAULT_FORM, fps: '59.94' })).toEqual({ width: 1280, height: 720, fps: [60_000, 1001] });
});

it('previews something close while a setting is wrong', () => {
  expect(pictureOf({ ...DEFAULT_FORM, width: '', height: '0', fps: 'custom', customFps: 'x' })).toEqual({
    width: 1280,
    height: 720,
    fps: [60, 1],
  });
  expect(pictureOf({ ...DEFAULT_FORM, width: '3' }).width).toBe(16);
});

it('names the first thing in the way', () => {
  const wrong = { ok: false, problems: {} } as const;
  expect(obstacleOf({ unsupported: undefined, presets: { state: 'loading' }, validation: wrong })).toContain('relay');
  expect(obstacleOf({ unsupported: undefined, presets: { state: 'ready', presets: [] }, validation: wrong })).toContain(
    'setting',
  );
});
