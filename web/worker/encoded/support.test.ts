import { expect, it } from 'vitest';
import type { StartMessage } from '../../../shared/wire/messages.ts';
import { type AskEncoder, encoderConfigs } from './support.ts';

const START: StartMessage = {
  type: 'start',
  mode: 'realtime',
  fps: [30, 1],
  presets: ['mp4'],
  name: 'n',
  width: 1279,
  height: 720,
  quality: 'standard',
  agent: '',
};

/** A browser with encoders whose strings begin so. */
const browser =
  (hardware: readonly string[], software: readonly string[]): AskEncoder =>
  ({ codec, hardwareAcceleration }) => {
    const known = hardwareAcceleration === 'prefer-hardware' ? hardware : [...hardware, ...software];
    return Promise.resolve({ supported: known.some((beginning) => codec.startsWith(beginning)) });
  };

const order = async (ask: AskEncoder): Promise<string[]> => [...(await encoderConfigs(START, ask)).keys()];

it('what hardware encodes comes first, and nothing twice', async () => {
  expect(await order(browser([], ['avc1', 'vp8', 'vp09', 'av01']))).toEqual(['h264', 'vp9', 'vp8', 'av1']);
  expect(await order(browser(['av01', 'hvc1'], ['avc1', 'vp8', 'vp09']))).toEqual([
    'h265',
    'av1',
    'h264',
    'vp9',
    'vp8',
  ]);
  const configs = await encoderConfigs(START, browser(['av01'], ['avc1']));
  expect(configs.get('av1')).toMatchObject({ hardwareAcceleration: 'prefer-hardware' });
  expect(configs.get('h264')).toMatchObject({ hardwareAcceleration: 'no-preference' });
});

it('the best profile there is, in even sides, as the mode needs it', async () => {
  const realtime = (await encoderConfigs(START, browser([], ['avc1.42e0']))).get('h264');
  expect(realtime).toMatchObject({
    ...{ codec: 'avc1.42e01f', width: 1280, height: 720, framerate: 30, avc: { format: 'avc' } },
    ...{ latencyMode: 'realtime', bitrateMode: 'constant' },
  });
  const offline = await encoderConfigs({ ...START, mode: 'offline', bitrate: 5000 }, browser([], ['vp8']));
  expect(offline.get('vp8')).toMatchObject({ latencyMode: 'quality', bitrateMode: 'variable', bitrate: 5000 });
});

it('a browser that refuses to answer, or has nothing, is told of', async () => {
  const fails: AskEncoder = () => Promise.reject(new TypeError('no such codec'));
  await expect(encoderConfigs(START, fails)).rejects.toMatchObject({ code: 'ENCODED_UNAVAILABLE' });
  await expect(encoderConfigs(START, undefined)).rejects.toMatchObject({ code: 'ENCODED_UNAVAILABLE' });
});
