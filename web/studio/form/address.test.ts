import { describe, expect, it } from 'vitest';
import { addressFromForm, formFromAddress } from './address.ts';
import { DEFAULT_FORM } from './form.ts';

const read = (query: string) => formFromAddress(new URLSearchParams(query));

describe('settings in the address', () => {
  it('are the default where the address says nothing, or nonsense', () => {
    expect(read('')).toEqual(DEFAULT_FORM);
    expect(read('size=big&mode=fast&quality=nice&fps=')).toEqual(DEFAULT_FORM);
  });

  it('set everything up', () => {
    const form = read(
      'scene=strata&preset=webm&size=1920x1080&fps=25&duration=12&mode=realtime&quality=high&name=My%20take',
    );
    expect(form).toMatchObject({
      scene: 'strata',
      preset: 'webm',
      size: '1920x1080',
      fps: '25',
      length: 'seconds',
      seconds: '12',
      mode: 'realtime',
      quality: 'high',
      name: 'My take',
    });
  });

  it('know a custom size, a fraction and an open end', () => {
    expect(read('size=641x333')).toMatchObject({ size: 'custom', width: '641', height: '333' });
    expect(read('fps=60000/1001')).toMatchObject({ fps: '59.94' });
    expect(read('fps=12.5')).toMatchObject({ fps: 'custom', customFps: '12.5' });
    expect(read('duration=open')).toMatchObject({ length: 'until-stopped' });
  });

  it('know several formats', () => {
    expect(read('preset=webm,gif,webm')).toMatchObject({ preset: 'webm', also: ['gif'] });
    expect(read('preset=,')).toEqual(DEFAULT_FORM);
  });

  it('come back as they were written', () => {
    for (const query of [
      '',
      'size=641x333&fps=12.5&duration=open',
      'scene=titles&mode=realtime&name=a%26b',
      'preset=mp4,webm,ogg',
      'fps=59.94&quality=draft&duration=0.5',
    ]) {
      const form = read(query);
      const written = addressFromForm(form, new URLSearchParams('token=secret&autorecord=1'));
      expect(formFromAddress(written)).toEqual(form);
      expect(written.get('token')).toBe('secret');
      expect(written.has('autorecord')).toBe(false);
    }
  });

  it('are left out where they are the default', () => {
    expect(addressFromForm(DEFAULT_FORM, new URLSearchParams('scene=strata&token=t')).toString()).toBe('token=t');
  });
});
