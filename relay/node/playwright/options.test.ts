import { expect, it } from 'vitest';
import { MAX_RATE, MAX_SIDE_PIXELS } from '../../../shared/wire/limits.ts';
import { checkPageOptions, type PageOptions } from './options.ts';

it('takes the page, as MP4 at 30 frames a second, where nothing is said', () => {
  expect(checkPageOptions({})).toMatchObject({ canvas: undefined, preset: 'mp4', rate: [30, 1], size: undefined });
});

it.each<[PageOptions, string]>([
  [{ fps: 0 }, '`fps`'],
  [{ fps: MAX_RATE + 1 }, '`fps`'],
  [{ size: { width: 0, height: 240 } }, '`size.width`'],
  [{ size: { width: 320, height: MAX_SIDE_PIXELS + 1 } }, '`size.height`'],
  [{ scale: 9 }, '`scale`'],
  [{ quality: 'best' as 'high' }, '`quality`'],
  [{ time: 'slow' as 'virtual' }, '`time`'],
  [{ capture: ' ' }, '`capture`'],
  [{ preset: 'hls' }, '`preset`'],
  [{ preset: 'png', capture: '#canvas' }, '`preset`'],
  [{ time: 'virtual', capture: '#canvas' }, '`time`'],
  [{ steps: true, capture: '#canvas' }, '`steps`'],
])('refuses %j', (options, name) => {
  expect(() => checkPageOptions(options)).toThrow(
    expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringContaining(name) as string }),
  );
});
