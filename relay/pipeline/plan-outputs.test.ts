import { expect, it } from 'vitest';
import { planOutputs } from './plan-outputs.ts';
import { inspectGStreamer } from './preflight.ts';
import { BUILT_IN_PRESETS } from './presets.ts';
import { request } from './testing/record.ts';

async function plan(presets: readonly string[], fields: Partial<ReturnType<typeof request>> = {}) {
  const { preset: _preset, ...rest } = request({ preset: '', ...fields });
  return planOutputs({ ...rest, presets }, BUILT_IN_PRESETS, await inspectGStreamer());
}

it('frames come as I420 where all outputs agree on its matrix and none is padded', async () => {
  expect(await plan(['mp4'])).toMatchObject({ yuv: 'bt709', alpha: 'discard' });
  expect(await plan(['mp4', 'webm'])).toMatchObject({ yuv: 'bt709', alpha: 'discard' });
  for (const presets of [
    ['mp4', 'webm-vp8'],
    ['mp4', 'mkv-lossless'],
    ['mkv-lossless', 'mp4'],
  ]) {
    expect((await plan(presets)).yuv).toBeUndefined();
  }
  // Only MP4 needs even sides.
  expect((await plan(['webm', 'mp4'], { width: 321 })).yuv).toBeUndefined();
});

it('frames keep their alpha where any output does; the others discard it', async () => {
  const { alpha, plans } = await plan(['mp4', 'mov-alpha']);
  expect(alpha).toBe('keep');
  expect(plans.map((each) => each.alpha)).toEqual(['discard', 'keep']);
  expect((await plan(['mp4', 'mov-alpha'], { alpha: 'discard' })).alpha).toBe('discard');
  expect((await plan(['mp4', 'mov-alpha'], { alpha: 'keep' })).plans.map((each) => each.alpha)).toEqual([
    'discard',
    'keep',
  ]);
});

it('what is asked for is refused where none can do it, and so is a preset there is not', async () => {
  await expect(plan(['mp4', 'webm'], { alpha: 'keep' })).rejects.toMatchObject({ code: 'PRESET_UNSUPPORTED' });
  await expect(plan(['mkv-lossless', 'mov-alpha'], { bitrate: 1_000_000 })).rejects.toMatchObject({
    code: 'PRESET_UNSUPPORTED',
  });
  await expect(plan(['mp4', 'mkv-lossless'], { quality: 'lossless' })).rejects.toMatchObject({
    code: 'PRESET_UNSUPPORTED',
  });
  await expect(plan(['mp4', 'av2'])).rejects.toMatchObject({ code: 'PRESET_UNKNOWN' });
  const { plans } = await plan(['mp4', 'mkv-lossless'], { bitrate: 1_000_000 });
  expect(plans[0]?.arguments('take.mp4')).toContain('bitrate=1000');
});
