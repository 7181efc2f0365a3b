/** Recordings at the same time do not touch each other. */
import { counting, expect, fileOf, openPage, test } from './support/exact.ts';
import { decode, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

test('two recorders of one page, with different sizes, rates and presets, at once', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const takes = [
      { name: 'left', width: 320, height: 240, fps: 30, preset: 'mp4', from: 0 },
      { name: 'right', width: 240, height: 160, fps: 25, preset: 'mkv-lossless', from: 100 },
    ];
    await Promise.all(
      takes.map(({ name, width, height, fps, preset, from }) => {
        const canvas = addCanvas(width, height);
        const context = context2d(canvas);
        return window.reelay.record(canvas, {
          name,
          fps,
          preset,
          frames: 40,
          draw: ({ index }) => drawNumber(context, from + index, width, height),
        });
      }),
    );
  });
  for (const { file, from, size } of [
    { file: 'left.mp4', from: 0, size: [320, 240] },
    { file: 'right.mkv', from: 100, size: [240, 160] },
  ]) {
    const { width, height, frames } = await decode(relay.file(file));
    expect([width, height]).toEqual(size);
    expect(frames.map((frame) => readNumber(frame, width, height))).toEqual(counting(40, from));
  }
});

test('two recorders of one canvas each get every frame', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const recorders = ['mp4', 'webm'].map((preset) => new window.reelay.Recorder({ fps: 30, preset, name: 'both' }));
    await Promise.all(recorders.map((recorder) => recorder.start(canvas)));
    for (let index = 0; index < 20; index++) {
      drawNumber(context, index, 320, 240);
      await Promise.all(recorders.map((recorder) => recorder.capture()));
    }
    await Promise.all(recorders.map((recorder) => recorder.stop()));
  });
  for (const file of ['both.mp4', 'both.webm']) {
    const { frames } = await decode(relay.file(file));
    expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(20));
  }
});

test('ten recordings at once, from two pages, are all right', async ({ recorderPage, relay, pages, context }) => {
  const second = await context.newPage();
  await openPage(second, pages, relay);
  const recordings = await Promise.all(
    [recorderPage, second].map((page, part) =>
      page.evaluate(async (offset) => {
        const { addCanvas, context2d, drawNumber } = window.pictures;
        const numbers = [0, 1, 2, 3, 4].map((number) => number + offset);
        return Promise.all(
          numbers.map((number) => {
            const canvas = addCanvas(96, 64);
            const context = context2d(canvas);
            return window.reelay.record(canvas, {
              name: 'one of ten',
              fps: 30,
              frames: 20,
              draw: ({ index }) => drawNumber(context, number * 100 + index, 96, 64),
            });
          }),
        );
      }, part * 5),
    ),
  );
  const all = recordings.flat();
  expect(new Set(all.map(({ url }) => url)).size).toBe(10);
  for (const [number, { url, frames, dropped }] of all.entries()) {
    expect({ frames, dropped }).toEqual({ frames: 20, dropped: 0 });
    const file = fileOf(relay, { url });
    expect((await probe(file)).pts).toHaveLength(20);
    const decoded = await decode(file);
    expect(decoded.frames.map((frame) => readNumber(frame, 96, 64))).toEqual(counting(20, number * 100));
  }
});
