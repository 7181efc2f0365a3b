/** Options: every fault is named before anything starts, and what they ask for takes effect. */
import { PRESETS, expect, filesOf, test } from './support/exact.ts';
import { probe } from './support/media.ts';

test('each option that cannot be used is named in OPTION_INVALID, with its value and what would do', async ({
  recorderPage,
  relay,
}) => {
  const told = await recorderPage.evaluate(() => {
    const { Recorder } = window.reelay;
    const endless = Object.assign(document.createElement('div'), { owner: {} });
    endless.owner = endless;
    const wrong: [option: string, options: object][] = [
      ['relay', { relay: 'nowhere' }],
      ['relay', { relay: 'ftp://127.0.0.1:8787' }],
      ['token', { token: 5 }],
      ['mode', { mode: 'fast' }],
      ...[
        0,
        -1,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        1001,
        '60',
        {},
        true,
        [60],
        [0, 1],
        [60, 0],
        [59.94, 1],
        [60, -1],
        [10_000_000_001, 1_000_000_000],
        [1, 1_000_000_000],
        0.0001,
        5n,
        Symbol('60'),
      ].map((fps): [string, object] => ['fps', { fps }]),
      ['preset', { preset: 5 }],
      ['preset', { preset: 'x'.repeat(101) }],
      ['preset', { preset: [] }],
      ['preset', { preset: ['mp4', 'mp4'] }],
      ['preset', { preset: Array.from({ length: 9 }, (_, index) => `p${index}`) }],
      ['preset[1]', { preset: ['mp4', 5] }],
      ['name', { name: 5 }],
      ['name', { name: 'x'.repeat(201) }],
      ['size.width', { size: { width: 0, height: 10 } }],
      ['size.width', { size: { width: 10.5, height: 10 } }],
      ['size.height', { size: { width: 10, height: 16_385 } }],
      ['size.height', { size: { width: 10 } }],
      ['size.width', { size: 5 }],
      ['alpha', { alpha: 'maybe' }],
      ['quality', { quality: 'best' }],
      ['bytes', { bytes: 'few' }],
      ['bitrate', { bitrate: 999 }],
      ['bitrate', { bitrate: Number.NaN }],
      ['bitrate', { bitrate: 1e11 }],
      ['preview', { preview: document.createElement('div') }],
      // As some frameworks leave their elements.
      ['preview', { preview: endless }],
      ['name', { name: endless }],
      ['quality', { quality: Object.create(null) }],
      ['onProgress', { onProgress: 'log' }],
      ['onState', { onState: 5 }],
    ];
    return wrong.map(([option, options]) => {
      try {
        const recorder = new Recorder(options);
        return { option, code: `no error, ${recorder.state}`, message: '', remedy: '' };
      } catch (error) {
        const { code, message, remedy } = error as { code: string; message: string; remedy: string };
        return { option, code, message, remedy };
      }
    });
  });
  for (const { option, code, message, remedy } of told) {
    expect(code, `${option}: ${message}`).toBe('OPTION_INVALID');
    expect(message).toMatch(
      new RegExp(`^The option \`${option.replaceAll(/[.[\]]/g, '\\$&')}\` is .+, which cannot be used: .+`),
    );
    expect(remedy).toBe(`Correct the option \`${option}\`.`);
  }
  expect(told.find(({ message }) => message.includes('NaN'))).toMatchObject({ option: 'fps' });
  expect(await filesOf(relay)).toEqual([]);
});

test('record() names what is wrong with the length and with draw', async ({ recorderPage }) => {
  const told = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, rejection } = window.pictures;
    const canvas = addCanvas(64, 64);
    context2d(canvas);
    const draw = (): void => undefined;
    const wrong: object[] = [
      { draw },
      { draw, frames: 0 },
      { draw, frames: 1.5 },
      { draw, frames: -1 },
      { draw, frames: 5, durationSeconds: 1 },
      { draw, durationSeconds: 0 },
      { draw, durationSeconds: Number.NaN },
      { frames: 5 },
    ];
    const errors = await Promise.all(wrong.map((options) => rejection(window.reelay.record(canvas, options))));
    const start = await rejection(new window.reelay.Recorder().start(canvas, { frames: 0 }));
    return [...errors, start].map(({ code, message }) => [code, /`([\w.]+)` is/.exec(message)?.[1]]);
  });
  const names = [
    'frames',
    'frames',
    'frames',
    'frames',
    'durationSeconds',
    'durationSeconds',
    'durationSeconds',
    'draw',
    'frames',
  ];
  expect(told).toEqual(names.map((name) => ['OPTION_INVALID', name]));
});

test('what a preset cannot do is refused, with one that can', async ({ recorderPage, relay }) => {
  const told = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, rejection } = window.pictures;
    const canvas = addCanvas(64, 64);
    context2d(canvas);
    const { Recorder } = window.reelay;
    return {
      unknown: await rejection(new Recorder({ preset: 'gif89' }).start(canvas)),
      lossless: await rejection(new Recorder({ preset: 'mp4', quality: 'lossless' }).start(canvas)),
      alpha: await rejection(new Recorder({ preset: 'mp4', alpha: 'keep' }).start(canvas)),
      bitrate: await rejection(new Recorder({ preset: 'mkv-lossless', bitrate: 1_000_000 }).start(canvas)),
    };
  });
  expect(told.unknown).toMatchObject({ code: 'PRESET_UNKNOWN', message: 'There is no preset "gif89".' });
  for (const preset of PRESETS) expect(told.unknown.remedy).toContain(preset);
  expect(told.lossless).toMatchObject({
    code: 'PRESET_UNSUPPORTED',
    message: 'The preset "mp4" cannot do quality "lossless".',
  });
  expect(told.lossless.remedy).toContain('mkv-lossless');
  expect(told.alpha).toMatchObject({ code: 'PRESET_UNSUPPORTED', message: 'The preset "mp4" cannot do alpha "keep".' });
  expect(told.alpha.remedy).toContain('mov-alpha');
  expect(told.bitrate).toMatchObject({
    code: 'PRESET_UNSUPPORTED',
    message: 'The preset "mkv-lossless" cannot do a bitrate.',
  });
  expect(told.bitrate.remedy).toContain('mp4');
  expect(await filesOf(relay)).toEqual([]);
});

test('a relay that is not there, and a wrong token, say where they were looked for', async ({
  recorderPage,
  relay,
}) => {
  const told = await recorderPage.evaluate(async (origin) => {
    const { addCanvas, context2d, rejection } = window.pictures;
    const canvas = addCanvas(64, 64);
    context2d(canvas);
    const { Recorder } = window.reelay;
    // The discard port: nothing listens there.
    return [
      await rejection(new Recorder({ relay: 'http://127.0.0.1:9' }).start(canvas)),
      await rejection(new Recorder({ relay: origin, token: 'wrong' }).start(canvas)),
    ];
  }, relay.origin);
  expect(told[0]).toMatchObject({ code: 'RELAY_UNREACHABLE', message: expect.stringContaining('http://127.0.0.1:9') });
  expect(told[1]?.code).toMatch(/^(?:RELAY_UNREACHABLE|TOKEN_INVALID)$/);
  expect(told[1]?.remedy).toContain('token');
});

test('quality and bitrate take effect', async ({ recorderPage, relay }) => {
  const bytes = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d } = window.pictures;
    const sizeOf = async (options: {
      preset: string;
      quality?: 'draft' | 'standard' | 'high';
      bitrate?: number;
    }): Promise<number> => {
      const canvas = addCanvas(320, 240);
      const context = context2d(canvas);
      // Shapes and grain, the same in every recording.
      let seed = 1;
      const random = (): number => {
        seed = (seed * 16_807) % 2_147_483_647;
        return seed / 2_147_483_647;
      };
      const draw = ({ index }: { index: number }): void => {
        context.fillStyle = `hsl(${index * 9} 60% 50%)`;
        context.fillRect(0, 0, 320, 240);
        for (let spot = 0; spot < 400; spot++) {
          context.fillStyle = `hsl(${random() * 360} 50% ${random() * 100}%)`;
          context.fillRect(random() * 320, random() * 240, 3 + random() * 12, 3 + random() * 12);
        }
      };
      return (await window.reelay.record(canvas, { ...options, fps: 30, frames: 10, draw })).bytes;
    };
    const sizes: { preset: string; qualities: number[]; bitrates: number[] }[] = [];
    for (const preset of ['mp4', 'webm', 'webm-vp8', 'ogg', 'mov-alpha']) {
      const qualities = await Promise.all(
        (['draft', 'standard', 'high'] as const).map((quality) => sizeOf({ preset, quality })),
      );
      const rates = preset === 'mov-alpha' ? [] : [200_000, 4_000_000];
      sizes.push({
        preset,
        qualities,
        bitrates: await Promise.all(rates.map((bitrate) => sizeOf({ preset, bitrate }))),
      });
    }
    return sizes;
  });
  for (const { preset, qualities, bitrates } of bytes) {
    expect(qualities, preset).toEqual(qualities.toSorted((a, b) => a - b));
    expect(bitrates, preset).toEqual(bitrates.toSorted((a, b) => a - b));
    expect(new Set([...qualities, ...bitrates]).size, preset).toBe(qualities.length + bitrates.length);
  }
  expect(await filesOf(relay)).toHaveLength(
    2 * bytes.flatMap(({ qualities, bitrates }) => [...qualities, ...bitrates]).length,
  );
});

test('the default is mp4 at 60 frames per second, named "recording"; its address can be fetched', async ({
  recorderPage,
  relay,
}) => {
  const { recording, type, length } = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    window.pictures.context2d(canvas);
    const recorder = new window.reelay.Recorder();
    await recorder.start(canvas);
    await recorder.capture();
    const made = await recorder.stop();
    const response = await fetch(made.url);
    return {
      recording: made,
      type: response.headers.get('content-type'),
      length: (await response.arrayBuffer()).byteLength,
    };
  });
  expect(recording).toMatchObject({
    name: 'recording',
    preset: 'mp4',
    mime: 'video/mp4',
    fps: [60, 1],
    frames: 1,
    gaps: [],
    warnings: [],
  });
  expect(type).toBe('video/mp4');
  expect(length).toBe(recording.bytes);
  expect((await probe(relay.file('recording.mp4'))).codec).toBe('h264');
});

test('Recorder.support() tells what this browser can do', async ({ recorderPage, page }) => {
  const support = await recorderPage.evaluate(() => window.reelay.Recorder.support());
  expect(support).toEqual({
    supported: true,
    features: {
      videoFrame: true,
      workerCanvas: true,
      webgl: true,
      webgpu: expect.any(Boolean),
      mediaStreamTrack: true,
      moduleWorkers: true,
      secureContext: true,
    },
    missing: support.features.webgpu ? [] : [expect.stringContaining('WebGPU')],
  });
  // Without VideoFrame nothing starts, and it is said why.
  const without = await page.evaluate(async () => {
    Reflect.deleteProperty(window, 'VideoFrame');
    const canvas = window.pictures.addCanvas(64, 64);
    return {
      support: window.reelay.Recorder.support(),
      error: await window.pictures.rejection(new window.reelay.Recorder().start(canvas)),
    };
  });
  expect(without.support).toMatchObject({
    supported: false,
    features: { videoFrame: false },
    missing: [expect.stringContaining('VideoFrame is missing')],
  });
  expect(without.error).toMatchObject({
    code: 'BROWSER_UNSUPPORTED',
    remedy: expect.stringContaining('VideoFrame is missing'),
  });
});
