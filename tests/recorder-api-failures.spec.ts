/** What goes wrong in the page is told by a code, a sentence and a remedy; what came before is kept. */
import { counting, expect, filesOf, test } from './support/exact.ts';
import { decode, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

/** One red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
);

for (const mode of ['offline', 'realtime'] as const) {
  test(`${mode}: a canvas with pixels of another origin is refused with SOURCE_TAINTED`, async ({
    recorderPage,
    relay,
  }) => {
    await recorderPage.route('http://elsewhere.test/pixel.png', (route) =>
      route.fulfill({ contentType: 'image/png', body: PIXEL }),
    );
    const { error, state } = await recorderPage.evaluate(async (how) => {
      const { addCanvas, context2d, drawNumber, frameCount, nextFrame, rejection } = window.pictures;
      const canvas = addCanvas(320, 240);
      const context = context2d(canvas);
      const count = frameCount();
      const recorder = new window.reelay.Recorder({
        mode: how,
        fps: 30,
        name: 'tainted',
        onProgress: count.onProgress,
      });
      await recorder.start(canvas);
      for (let index = 0; index < 4; index++) {
        drawNumber(context, index, 320, 240);
        await (how === 'offline' ? recorder.capture() : nextFrame());
      }
      await count.reached(1);
      const image = new Image();
      image.src = 'http://elsewhere.test/pixel.png';
      await image.decode();
      context.drawImage(image, 0, 0);
      const failed = await rejection(how === 'offline' ? recorder.capture() : recorder.ended);
      const { state } = recorder;
      await recorder.stop().catch(() => undefined);
      return { error: failed, state };
    }, mode);
    expect(error).toMatchObject({ code: 'SOURCE_TAINTED', remedy: expect.stringContaining('crossorigin="anonymous"') });
    // Offline the page may draw something else and go on; in realtime there is nobody to tell.
    expect(state).toBe(mode === 'offline' ? 'recording' : 'failed');
    const { frames } = await decode(relay.file('tainted.mp4'));
    const numbers = frames.map((frame) => readNumber(frame, 320, 240));
    if (mode === 'offline') expect(numbers).toEqual(counting(4));
    else expect(error.recording?.frames).toBe(numbers.length);
  });
}

test('a canvas that was given to a worker is refused, and the way round is told', async ({ recorderPage, relay }) => {
  const error = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    canvas.transferControlToOffscreen();
    return window.pictures.rejection(new window.reelay.Recorder().start(canvas));
  });
  expect(error).toMatchObject({
    code: 'SOURCE_UNSUPPORTED',
    message: expect.stringContaining('transferControlToOffscreen'),
    remedy: expect.stringContaining('`preview`'),
  });
  expect(await filesOf(relay)).toEqual([]);
});

test('what is no source is refused, as is a size of nothing', async ({ recorderPage, relay }) => {
  const told = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, rejection } = window.pictures;
    const { Recorder } = window.reelay;
    const empty = addCanvas(0, 0);
    context2d(empty);
    const shrinking = addCanvas(64, 64);
    context2d(shrinking);
    const recorder = new Recorder();
    await recorder.start(shrinking);
    await recorder.capture();
    shrinking.width = 0;
    const shrunk = await rejection(recorder.capture());
    shrinking.width = 64;
    await recorder.capture();
    const { frames } = await recorder.stop();
    return {
      errors: [
        await rejection(new Recorder().start(document.body as unknown as HTMLCanvasElement)),
        await rejection(new Recorder().start('/scene.js' as unknown as URL)),
        await rejection(new Recorder().start()),
        await rejection(new Recorder().start(empty)),
        shrunk,
      ].map(({ code, message }) => `${code}: ${message}`),
      frames,
    };
  });
  expect(told.errors).toEqual([
    expect.stringMatching(/^SOURCE_UNSUPPORTED: .*no canvas/),
    expect.stringMatching(/^SOURCE_UNSUPPORTED: .*no canvas/),
    expect.stringMatching(/^OPTION_INVALID: .*`size`/),
    expect.stringMatching(/^OPTION_INVALID: .*`size\.width`/),
    expect.stringMatching(/^SOURCE_UNSUPPORTED: .*0 pixels wide/),
  ]);
  expect(told.frames).toBe(2);
  expect(await filesOf(relay)).toHaveLength(2);
});

test('draw that throws ends record() with that error, and what was drawn is kept', async ({ recorderPage, relay }) => {
  const message = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const draw = ({ index }: { index: number }): void => {
      if (index === 7) throw new Error('out of ink');
      drawNumber(context, index, 320, 240);
    };
    return window.reelay.record(canvas, { fps: 30, frames: 20, name: 'broken', draw }).then(
      () => 'no error',
      (error: unknown) => String(error),
    );
  });
  expect(message).toBe('Error: out of ink');
  const { frames } = await decode(relay.file('broken.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(7));
});

const BAD_SCENES = {
  'setup throws': { text: `export default { setup() { throw new Error('no paper'); } };`, cause: 'no paper' },
  'setup rejects': { text: `export default { async setup() { throw new Error('no paper'); } };`, cause: 'no paper' },
  'setup returns nothing': { text: 'export default { setup() {} };', cause: 'setup() returned no function that draws' },
  'the module exports no scene': { text: 'export default 5;', cause: 'its default export is no scene' },
  'the module throws': { text: `throw new Error('no module');`, cause: 'no module' },
  'the module has a fault': { text: 'export default {', cause: 'Unexpected end of input' },
} as const;
for (const [title, { text, cause }] of Object.entries(BAD_SCENES)) {
  test(`a scene fails before its first frame: ${title}`, async ({ recorderPage, relay, pages }) => {
    const url = pages.add('/scene.js', text);
    const error = await recorderPage.evaluate(
      (scene) =>
        window.pictures.rejection(window.reelay.record(new URL(scene), { frames: 5, size: { width: 64, height: 64 } })),
      url,
    );
    expect(error).toMatchObject({
      name: 'RecordingError',
      code: 'SCENE_FAILED',
      message: expect.stringContaining(url),
      remedy: expect.stringContaining('defineScene'),
    });
    expect(error.message).toContain(cause);
    expect(error.recording).toBeUndefined();
    expect(await filesOf(relay)).toEqual([]);
  });
}

test('a scene whose error is a whole log is told with it, and what came before is kept', async ({
  recorderPage,
  relay,
  pages,
}) => {
  const log = 'ERROR: 0:1: syntax error. '.repeat(200);
  const url = pages.add(
    '/scene.js',
    `export default { setup(canvas) {
      const context = canvas.getContext('2d');
      return ({ index }) => {
        context.fillRect(index, 0, 9, 9);
        if (index === 3) throw new Error('${log}');
      };
    } };`,
  );
  const error = await recorderPage.evaluate(
    (scene) =>
      window.pictures.rejection(
        window.reelay.record(new URL(scene), { frames: 9, name: 'log', size: { width: 64, height: 64 } }),
      ),
    url,
  );
  expect(error).toMatchObject({ code: 'SCENE_FAILED', message: expect.stringContaining(log) });
  expect(error.recording?.frames).toBe(3);
  const [warning] = (await relay.sidecar('log.mp4')).warnings;
  expect(warning).toMatch(/^It ended early: The scene .+ failed: ERROR/);
});

for (const mode of ['offline', 'realtime'] as const) {
  test(`${mode}: a worker that gets no more memory ends the recording as that, and what came before is kept`, async ({
    recorderPage,
    relay,
    pages,
  }) => {
    // Frames of another size need buffers of another size.
    const url = pages.add(
      '/scene.js',
      `export default { setup(canvas) {
        const context = canvas.getContext('2d');
        return ({ index }) => {
          if (index >= 3 && canvas.width === 64) {
            canvas.width = 128;
            globalThis.ArrayBuffer = class { constructor() { throw new RangeError('Array buffer allocation failed'); } };
          }
          context.fillRect(index, 0, 9, 9);
        };
      } };`,
    );
    const error = await recorderPage.evaluate(
      ([scene, how]) =>
        window.pictures.rejection(
          window.reelay.record(new URL(scene), {
            mode: how,
            fps: 30,
            frames: 20,
            name: 'poor',
            size: { width: 64, height: 64 },
          }),
        ),
      [url, mode] as const,
    );
    expect(error).toMatchObject({
      code: 'WORKER_FAILED',
      message: expect.stringContaining('Array buffer allocation failed'),
    });
    expect(error.recording?.frames).toBeGreaterThan(0);
    expect(error.recording?.frames).toBeLessThan(4);
    expect(await filesOf(relay)).toEqual(['poor.mp4', 'poor.mp4.json']);
  });
}

test('a source that brings its frames by itself takes none of the page', async ({ recorderPage, relay, pages }) => {
  const url = pages.add(
    '/scene.js',
    `export default { setup(canvas) { const context = canvas.getContext('2d'); return () => context.fillRect(0, 0, 9, 9); } };`,
  );
  const { error, frames } = await recorderPage.evaluate(async (scene) => {
    const recorder = new window.reelay.Recorder({ name: 'mixed', size: { width: 64, height: 64 } });
    await recorder.start(new URL(scene), { frames: 5 });
    const frame = new VideoFrame(window.pictures.addCanvas(64, 64), { timestamp: 0 });
    const failed = await window.pictures.rejection(recorder.capture(frame));
    frame.close();
    await recorder.ended;
    return { error: failed, frames: (await recorder.stop()).frames };
  }, url);
  expect(error).toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('recording a scene') });
  expect(frames).toBe(5);
  expect(await filesOf(relay)).toEqual(['mixed.mp4', 'mixed.mp4.json']);
});

test('a scene that is not there is told with its address', async ({ recorderPage, relay, pages }) => {
  const url = `${pages.origin}/missing.js`;
  const error = await recorderPage.evaluate(
    (scene) => window.pictures.rejection(window.reelay.record(new URL(scene), { frames: 5 })),
    url,
  );
  expect(error).toMatchObject({ code: 'SCENE_FAILED', message: expect.stringContaining(url) });
  expect(await filesOf(relay)).toEqual([]);
});

for (const mode of ['offline', 'realtime'] as const) {
  for (const [title, fault] of [
    ['throws', `throw new Error('out of ink')`],
    ['leaves its canvas without a size', 'canvas.width = 0'],
  ] as const) {
    test(`${mode}: a scene that ${title} in the middle; what came before is kept and is in the error`, async ({
      recorderPage,
      relay,
      pages,
    }) => {
      const url = pages.add(
        '/scene.js',
        `import { drawNumber } from '/pictures.js';
         export default { setup(canvas, { width, height }) {
           const context = canvas.getContext('2d');
           return ({ index }) => { drawNumber(context, index, width, height); if (index >= 9) { ${fault}; } };
         } };`,
      );
      const { error, state, again } = await recorderPage.evaluate(
        async ({ scene, how }) => {
          const { rejection } = window.pictures;
          const recorder = new window.reelay.Recorder({
            mode: how,
            fps: 30,
            size: { width: 320, height: 240 },
            name: 'broken',
          });
          await recorder.start(new URL(scene));
          const first = await rejection(recorder.ended);
          return { error: first, state: recorder.state, again: await rejection(recorder.stop()) };
        },
        { scene: url, how: mode },
      );
      expect(state).toBe('failed');
      expect(again).toEqual(error);
      expect(error).toMatchObject({
        name: 'RecordingError',
        recording: { name: 'broken', url: expect.stringContaining('/recordings/broken.mp4?token=') },
      });
      expect(error.code).toBe(title === 'throws' ? 'SCENE_FAILED' : 'SOURCE_UNSUPPORTED');
      expect(error.message).toContain(title === 'throws' ? 'out of ink' : '0 pixels wide');
      const { frames } = await decode(relay.file('broken.mp4'));
      expect(frames).toHaveLength(error.recording?.frames ?? -1);
      const numbers = frames.map((frame) => readNumber(frame, 320, 240));
      if (mode === 'offline') expect(numbers).toEqual(counting(9));
      else expect(numbers.every((number) => number < 9)).toBe(true);
      const { error: told, warnings } = await relay.sidecar('broken.mp4');
      expect([told?.message ?? '', ...warnings].join('\n')).toContain(error.message);
    });
  }
}

test('a preview that is in use already is refused, and nothing is left of the recording', async ({
  recorderPage,
  relay,
  pages,
}) => {
  const url = pages.add(
    '/scene.js',
    `export default { setup(canvas) { const context = canvas.getContext('2d'); return () => context.fillRect(0, 0, 9, 9); } };`,
  );
  const { errors, frames } = await recorderPage.evaluate(async (scene) => {
    const { addCanvas, context2d, rejection } = window.pictures;
    const drawn = addCanvas(64, 64);
    context2d(drawn);
    const given = addCanvas(64, 64);
    given.transferControlToOffscreen();
    const errors = [];
    for (const preview of [drawn, given]) {
      const recorder = new window.reelay.Recorder({ preview, size: { width: 64, height: 64 } });
      errors.push(await rejection(recorder.start(new URL(scene))), await rejection(recorder.stop()));
    }
    // A preview that was refused for another reason can be used again.
    const preview = addCanvas(64, 64);
    errors.push(await rejection(new window.reelay.Recorder({ preview, preset: 'none' }).start(new URL(scene))));
    const { frames } = await window.reelay.record(new URL(scene), {
      preview,
      frames: 3,
      size: { width: 64, height: 64 },
    });
    return { errors, frames };
  }, url);
  for (const error of errors.slice(0, 4))
    expect(error).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('`preview`') });
  expect(errors[4]?.code).toBe('PRESET_UNKNOWN');
  expect(frames).toBe(3);
  expect(await filesOf(relay)).toEqual(['recording.mp4', 'recording.mp4.json']);
});

test('a worker that cannot be loaded says so', async ({ page, pages, relay }) => {
  // A policy that allows the module but no workers from blobs.
  pages.add(
    '/strict.html',
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="worker-src 'none'"><canvas></canvas>`,
  );
  await page.goto(`${pages.origin}/strict.html`);
  const error = await page.evaluate(async (url) => {
    const { Recorder } = (await import(url)) as typeof window.reelay;
    const canvas = document.querySelector('canvas');
    return new Recorder().start(canvas ?? undefined).then(
      () => undefined,
      (reason: unknown) => {
        const { code, remedy } = reason as { code: string; remedy: string };
        return { code, remedy };
      },
    );
  }, relay.moduleUrl);
  expect(error).toMatchObject({ code: 'WORKER_FAILED', remedy: expect.stringContaining('worker-src') });
});

test('a relay that is ended while recording ends the recording with what it kept', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'ended' });
    await recorder.start(canvas);
    for (let index = 0; index < 10; index++) {
      drawNumber(context, index, 320, 240);
      await recorder.capture();
    }
    Object.assign(window, { recorder });
  });
  await relay.end();
  const { error, capture } = await recorderPage.evaluate(async () => {
    const { recorder } = window as unknown as { recorder: InstanceType<typeof window.reelay.Recorder> };
    const { rejection } = window.pictures;
    return { error: await rejection(recorder.ended), capture: await rejection(recorder.capture()) };
  });
  expect(error).toMatchObject({ name: 'RecordingError', code: 'RELAY_STOPPING' });
  expect(capture).toEqual(error);
  expect((await probe(relay.file('ended.mp4'))).pts).toHaveLength(error.recording?.frames ?? -1);
});
