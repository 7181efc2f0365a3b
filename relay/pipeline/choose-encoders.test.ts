import { expect, it } from 'vitest';
import { ENCODERS } from './encoders.ts';
import { chooseEncoders, withEncoders } from './choose-encoders.ts';
import { planPipeline } from './plan.ts';
import { inspectGStreamer } from './preflight.ts';
import { BUILT_IN_PRESETS, type Preset } from './presets.ts';
import { decodeWithFfmpeg, probe } from './testing/decode.ts';
import { numberedFrame, numberOf, patchFrameI420, worstPatch } from './testing/pictures.ts';
import { frames, record, repeated, request } from './testing/record.ts';
import { I420_COLOUR } from '../../shared/media/i420.ts';

const ALL = new Set(ENCODERS.map(({ element }) => element));
const works = async (): Promise<undefined> => undefined;
const broken = async (): Promise<string> => 'No device';
const names = ({ encoders }: Awaited<ReturnType<typeof chooseEncoders>>): string[] =>
  encoders.map(({ element }) => element);

it('takes hardware where it works, one encoder for each codec, and nothing where none does', async () => {
  expect(names(await chooseEncoders('auto', ALL, works))).toEqual(['nvh264enc', 'nvh265enc']);
  const va = async ({ family }: { family: string }): Promise<string | undefined> =>
    family === 'va' ? undefined : 'No';
  expect(names(await chooseEncoders('auto', ALL, va))).toEqual(['vah264enc', 'vah265enc']);
  expect(await chooseEncoders('auto', new Set(['v4l2h264enc']), broken)).toEqual({
    encoders: [],
    unusable: [{ element: 'v4l2h264enc', reason: 'No device' }],
  });
  expect(names(await chooseEncoders('auto', new Set(['openh264enc']), works))).toEqual([]);
});

it('takes the one that is named, or says why it cannot', async () => {
  expect(names(await chooseEncoders('v4l2', ALL, works))).toEqual(['v4l2h264enc', 'v4l2h265enc']);
  expect(names(await chooseEncoders('x264', ALL, works))).toEqual([]);
  await expect(chooseEncoders('va', new Set(), works)).rejects.toMatchObject({
    code: 'ENCODER_UNUSABLE',
    message: expect.stringContaining('none of vah264enc, vaapih264enc') as string,
    remedy: expect.stringContaining('gstreamer1.0-plugins-bad') as string,
  });
  await expect(chooseEncoders('nvenc', ALL, broken)).rejects.toMatchObject({
    code: 'ENCODER_UNUSABLE',
    message: expect.stringContaining('nvh264enc: No device') as string,
  });
});

it('hardware stands in the presets of its codec, for sizes that it takes', async () => {
  const presets = withEncoders(BUILT_IN_PRESETS, await chooseEncoders('va', ALL, works));
  const changed = presets.filter((preset, index) => preset !== BUILT_IN_PRESETS[index]).map(({ id }) => id);
  expect(changed).toEqual(['mp4', 'mp4-h265', 'ts', 'hls']);
  const { version, elements } = await inspectGStreamer();
  const installed = { version, elements: new Set([...elements, ...ALL]) };
  const plan = (fields: Parameters<typeof request>[0]): string =>
    planPipeline(request(fields), presets, installed).arguments('take').join(' ');
  const hardware = plan({ preset: 'mp4', width: 1920, height: 1080, bitrate: 8_000_000 });
  expect(hardware).toContain('video/x-raw,format=NV12,colorimetry=bt709,width=1920,height=1080');
  expect(hardware).toContain('! vah264enc key-int-max=120 b-frames=0 rate-control=cbr bitrate=8000 !');
  expect(plan({ preset: 'mp4-h265', width: 1920, height: 1080 })).toContain('vah265enc');
  expect(plan({ preset: 'mp4', width: 64, height: 1080 })).toContain('x264enc');
  expect(plan({ preset: 'mp4', width: 4098, height: 1080 })).toContain('x264enc');
});

it('what is registered is tried for real: an encoder that takes no frame is not used', async () => {
  const { elements } = await inspectGStreamer();
  // Registered or not, none of these has its device here, or it works: then it is chosen.
  const { encoders, unusable } = await chooseEncoders('auto', new Set([...elements, ...ALL]));
  expect(encoders.length + unusable.length).toBeGreaterThanOrEqual(2);
  for (const { element, reason } of unusable) expect([element, reason === '']).toEqual([element, false]);
});

it.each([
  ['standard', undefined],
  ['draft', 2_000_000],
] as const)('OpenH264 makes the H.264 presets where it is named: %s, %s', async (quality, bitrate) => {
  const { elements } = await inspectGStreamer();
  const presets: Preset[] = withEncoders(BUILT_IN_PRESETS, await chooseEncoders('openh264', elements));
  const [width, height] = [320, 240];
  for (const preset of ['mp4', 'ts']) {
    const fields = { preset, quality, bitrate };
    const { path, outcome } = await record(fields, frames(130, width, height, numberedFrame), presets);
    expect(outcome).toEqual({ kind: 'ended' });
    const grey = decodeWithFfmpeg(path, 'gray');
    const numbers = Array.from({ length: 130 }, (_, index) =>
      numberOf(grey.subarray(index * width * height), width, height),
    );
    expect(numbers).toEqual([...Array(130).keys()]);
    expect(probe(path).packets.length).toBe(130);
  }
});

it('OpenH264 shows the colours that were drawn', async () => {
  const { elements } = await inspectGStreamer();
  const presets = withEncoders(BUILT_IN_PRESETS, await chooseEncoders('openh264', elements));
  const [width, height] = [320, 240];
  const frame = {
    pixels: patchFrameI420(width, height, 'bt709'),
    width,
    height,
    format: 'I420',
    colour: I420_COLOUR.bt709,
  } as const;
  const { path } = await record({ preset: 'mp4' }, repeated(4, frame), presets);
  expect(worstPatch(decodeWithFfmpeg(path, 'rgb24'), width, height)).toBeLessThanOrEqual(3);
});
