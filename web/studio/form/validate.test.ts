import { describe, expect, it } from 'vitest';
import type { Preset } from '../api.ts';
import { DEFAULT_FORM, type Form } from './form.ts';
import { framesIn, parseRate, qualityProblem, validate } from './validate.ts';

const mp4: Preset = {
  id: 'mp4',
  label: 'MP4',
  description: '',
  extension: 'mp4',
  mime: 'video/mp4',
  alpha: false,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  available: true,
};
const ffv1: Preset = { ...mp4, id: 'mkv-lossless', label: 'FFV1', lossless: true, qualities: ['lossless'] };
const gone: Preset = {
  ...mp4,
  id: 'gone',
  available: false,
  problem: { code: 'ELEMENT_MISSING', message: 'No x264enc.', remedy: 'Install it.' },
};
const offer = {
  scenes: [
    {
      id: 'test-pattern',
      title: 'Test pattern',
      description: '',
      alpha: false,
      url: new URL('http://relay/scenes/test-pattern.js'),
    },
  ],
  presets: [mp4, ffv1, gone],
};
const problems = (change: Partial<Form>) => {
  const validation = validate({ ...DEFAULT_FORM, ...change }, offer);
  return validation.ok ? {} : validation.problems;
};

describe('settings', () => {
  it('are right as a newcomer finds them, with the title for a name', () => {
    const validation = validate(DEFAULT_FORM, offer);
    expect(validation).toMatchObject({
      ok: true,
      settings: { width: 1280, height: 720, fps: [60, 1], frames: 300, name: 'Test pattern' },
    });
  });

  it('have no number of frames until stopped, and do not mind the seconds then', () => {
    const validation = validate({ ...DEFAULT_FORM, length: 'until-stopped', seconds: 'x' }, offer);
    expect(validation.ok && validation.settings.frames).toBeUndefined();
    expect(validation.ok).toBe(true);
  });

  it('name each field that is wrong', () => {
    expect(problems({ scene: 'none' })).toHaveProperty('scene');
    expect(problems({ width: '12.5' })).toHaveProperty('width');
    expect(problems({ height: '0' })).toHaveProperty('height');
    expect(problems({ width: '16384', height: '16384' })).toHaveProperty('height');
    expect(problems({ seconds: '' })).toHaveProperty('seconds');
    expect(problems({ seconds: '-1' })).toHaveProperty('seconds');
    expect(problems({ fps: 'custom', customFps: '0' })).toHaveProperty('fps');
    expect(problems({ name: 'x'.repeat(201) })).toHaveProperty('name');
    expect(problems({ preset: 'none' })).toHaveProperty('preset');
  });

  it('give the remedy of a preset that is not available', () => {
    expect(problems({ preset: 'gone' })).toEqual({ preset: 'No x264enc. Install it.' });
  });

  it('may name several formats, each of which must be there', () => {
    const validation = validate({ ...DEFAULT_FORM, also: ['mkv-lossless'], quality: 'lossless' }, offer);
    expect(validation).toMatchObject({ ok: false, problems: { quality: expect.stringContaining('MP4') } });
    expect(problems({ also: ['gone'] })).toEqual({ also: 'One of these cannot be had. No x264enc. Install it.' });
    expect(problems({ also: Array.from({ length: 8 }, () => 'mp4') })).toHaveProperty('also');
    const both = { ...offer, presets: [mp4, { ...mp4, id: 'ts' }] };
    expect(validate({ ...DEFAULT_FORM, also: ['ts'] }, both)).toMatchObject({
      ok: true,
      settings: { presets: [{ id: 'mp4' }, { id: 'ts' }] },
    });
  });

  it('refuse a quality the preset does not have', () => {
    expect(problems({ quality: 'lossless' }).quality).toBe(qualityProblem([mp4], 'lossless'));
    expect(problems({ preset: 'mkv-lossless', quality: 'draft' }).quality).toContain('no difference');
  });
});

describe('rates', () => {
  it('are read from numbers and fractions', () => {
    expect(parseRate('60')).toEqual([60, 1]);
    expect(parseRate(' 60000 / 1001 ')).toEqual([60_000, 1001]);
    expect(parseRate('59.94')).toEqual([60_000, 1001]);
    expect(parseRate('12.5')).toEqual([12_500, 1000]);
  });

  it('are refused where they are none', () => {
    for (const text of ['', 'fast', '0', '-5', '1/0', '1001', '5/']) expect(parseRate(text)).toBeUndefined();
  });

  it('make at least one frame', () => {
    expect(framesIn(0.001, [24, 1])).toBe(1);
    expect(framesIn(10, [60_000, 1001])).toBe(599);
  });
});
