import { expect, it } from 'vitest';
import { planPipeline, presetProblem } from './plan.ts';
import { BUILT_IN_PRESETS, customPreset, type Preset, parsePresetsFile } from './presets.ts';
import { request } from './testing/record.ts';

const everything = {
  version: '1.22.0',
  elements: new Set(
    BUILT_IN_PRESETS.flatMap(({ elements }) => elements).concat(
      'fdsrc',
      'gdpdepay',
      'videoconvertscale',
      'videobox',
      'progressreport',
      'queue',
      'filesink',
    ),
  ),
};
const plan = (fields: Parameters<typeof request>[0]): ReturnType<typeof planPipeline> =>
  planPipeline(request(fields), BUILT_IN_PRESETS, everything);

it('refuses a preset nobody knows, and lists those there are', () => {
  expect(() => plan({ preset: 'betamax' })).toThrow(
    expect.objectContaining({
      code: 'PRESET_UNKNOWN',
      remedy: expect.stringContaining('mp4, webm, webm-vp8, ogg, mkv-lossless, mov-alpha') as string,
    }) as Error,
  );
});

it.each([
  [{ preset: 'mp4', quality: 'lossless' }, 'quality "lossless"', '"mkv-lossless"'],
  [{ preset: 'webm', alpha: 'keep' }, 'alpha "keep"', '"mov-alpha"'],
  [{ preset: 'mkv-lossless', bitrate: 1_000_000 }, 'a bitrate', '"mp4"'],
  [{ preset: 'webm', width: 16_384, height: 16 }, 'sides over 16383 pixels', '"mp4"'],
  [{ preset: 'mp4-av1', width: 8193, height: 16 }, 'sides over 8192 pixels', '"mp4"'],
] as const)('refuses what a preset cannot do and names what can: %j', (fields, feature, alternative) => {
  expect(() => plan(fields)).toThrow(
    expect.objectContaining({
      code: 'PRESET_UNSUPPORTED',
      message: expect.stringContaining(feature) as string,
      remedy: expect.stringContaining(alternative) as string,
    }) as Error,
  );
});

it('says which element is missing and how to get it', () => {
  const [mp4] = BUILT_IN_PRESETS;
  if (!mp4) throw new Error('no presets');
  const elements = new Set(everything.elements);
  elements.delete('x264enc');
  const problem = presetProblem(mp4, { version: '1.22.0', elements });
  expect(problem).toMatchObject({ code: 'ELEMENT_MISSING', message: expect.stringContaining('"x264enc"') as string });
  expect(problem?.remedy).toContain('ugly');
  expect(() => planPipeline(request({ preset: 'mp4' }), BUILT_IN_PRESETS, { version: '', elements })).toThrow(
    problem?.message,
  );
  expect(presetProblem(mp4, everything)).toBeUndefined();
});

it('keeps alpha by default where it can', () => {
  expect(BUILT_IN_PRESETS.map(({ id }) => [id, plan({ preset: id }).alpha])).toEqual([
    ['mp4', 'discard'],
    ['webm', 'discard'],
    ['webm-vp8', 'discard'],
    ['ogg', 'discard'],
    ['mkv-lossless', 'keep'],
    ['mov-alpha', 'keep'],
    ['mp4-lossless', 'discard'],
    ['mp4-h265', 'discard'],
    ['mp4-av1', 'discard'],
    ['ts', 'discard'],
    ['hls', 'discard'],
    ['png', 'keep'],
    ['apng', 'keep'],
    ['webp', 'keep'],
    ['gif', 'keep'],
  ]);
});

it('says how the picture is padded', () => {
  const { width, height, warnings } = plan({ preset: 'mp4', width: 33, height: 17 });
  expect([width, height]).toEqual([34, 18]);
  expect(warnings).toEqual(['The picture is padded from 33 x 17 to 34 x 18, because H.264 in 4:2:0 needs even sides.']);
  expect(plan({ preset: 'mp4', width: 8, height: 8 }).warnings).toEqual([
    'The picture is padded from 8 x 8 to 16 x 16, because H.264 needs at least 16 pixels a side.',
  ]);
  expect(plan({ preset: 'mkv-lossless', width: 1, height: 50 })).toMatchObject({ width: 2, height: 50 });
  expect(plan({ preset: 'mp4' }).warnings).toEqual([]);
});

it('reads a file of presets, or says what is wrong with it', () => {
  const read = (json: string): Preset[] => parsePresetsFile(json).map((options) => customPreset(options));
  const [own] = read('[{ "id": "own", "label": "Own", "pipeline": "x264enc ! matroskamux", "alpha": false }]');
  expect(own).toMatchObject({
    id: 'own',
    extension: 'mkv',
    mime: 'video/x-matroska',
    elements: ['x264enc', 'matroskamux'],
  });
  for (const [json, place] of [
    ['{', 'presets'],
    ['{}', 'presets'],
    ['[1]', 'presets[0]'],
    ['[{ "id": "a", "label": "A" }]', 'presets[0].pipeline'],
    ['[{ "id": "a", "label": "A", "pipeline": "a", "x": 1 }]', 'presets[0].x'],
    ['[{ "id": "A b", "label": "A", "pipeline": "a" }]', 'id'],
    ['[{ "id": "a", "label": "A", "pipeline": "a" }, { "id": "a", "label": "A", "pipeline": "a" }]', 'presets[1].id'],
  ] as const) {
    expect(() => read(json)).toThrow(
      expect.objectContaining({
        code: 'OPTION_INVALID',
        message: expect.stringContaining(`\`${place}\``) as string,
      }) as Error,
    );
  }
});

it.each([
  ['x264enc ! mp4mux', 'mp4'],
  ['x264enc ! qtmux', 'mov'],
  ['x264enc ! mpegtsmux', 'ts'],
  ['jpegenc ! avimux', 'avi'],
  ['vp8enc ! webmmux', 'webm'],
  ['theoraenc ! oggmux', 'ogg'],
  ['identity', 'bin'],
])('names the files of %s by its muxer: %s', (pipeline, extension) => {
  expect(customPreset({ id: 'custom', label: 'Custom', pipeline }).extension).toBe(extension);
});

it('names the element that encodes', () => {
  expect(['mp4', 'webm', 'ogg', 'mkv-lossless', 'png', 'gif'].map((preset) => plan({ preset }).encoder)).toEqual([
    'x264enc',
    'vp9enc',
    'theoraenc',
    'avenc_ffv1',
    'pngenc',
    'avenc_ffv1',
  ]);
});
