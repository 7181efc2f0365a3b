/** Pausing takes time out of a recording, and nothing else. */
import { counting, expect, test } from './support/exact.ts';
import { decode, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

/** Drawn while the recording is paused: must not be in the file. */
const PAUSED_NUMBER = 4000;

test('offline, a pause leaves no gap and nothing that was drawn in it', async ({ recorderPage, relay }) => {
  const refused = await recorderPage.evaluate(async (pausedNumber) => {
    const { addCanvas, context2d, drawNumber, rejection } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'paused' });
    await recorder.start(canvas);
    for (let index = 0; index < 20; index++) {
      if (index === 5 || index === 12) {
        await recorder.pause();
        await recorder.pause();
        drawNumber(context, pausedNumber, 320, 240);
        for (let frame = 0; frame < 5; frame++) await window.pictures.nextFrame();
        await recorder.resume();
        await recorder.resume();
      }
      drawNumber(context, index, 320, 240);
      await recorder.capture();
    }
    await recorder.pause();
    const error = await rejection(recorder.capture());
    await recorder.stop();
    return error;
  }, PAUSED_NUMBER);
  expect(refused).toMatchObject({ code: 'WRONG_STATE', remedy: 'Await resume() first.' });
  const file = relay.file('paused.mp4');
  const { pts, timeBase } = await probe(file);
  expect(pts).toEqual(counting(20).map((index) => (index * timeBase[1]) / (timeBase[0] * 30)));
  const { frames } = await decode(file);
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(20));
  const { pauses } = await relay.sidecar('paused.mp4');
  const at = (index: number): number => Math.floor((index * 1e9) / 30);
  expect(pauses).toEqual([
    { atNs: at(5), from: expect.any(String), to: expect.any(String) },
    { atNs: at(12), from: expect.any(String), to: expect.any(String) },
    { atNs: at(20), from: expect.any(String), to: null },
  ]);
});

for (const kind of ['canvas', 'scene']) {
  test(`realtime, a pause is not in the time of a ${kind}'s recording`, async ({ recorderPage, relay, pages }) => {
    const scene = pages.add(
      '/scene.js',
      `import { drawNumber } from '/pictures.js';
       export default { setup(canvas, { width, height }) {
         const context = canvas.getContext('2d');
         return ({ index }) => drawNumber(context, index % 1000, width, height);
       } };`,
    );
    const { recordedMs, recording } = await recorderPage.evaluate(
      async ({ pausedNumber, sceneUrl }) => {
        const { addCanvas, context2d, drawNumber, frameCount, nextFrame } = window.pictures;
        const count = frameCount();
        const { onProgress } = count;
        const recorder = new window.reelay.Recorder({
          mode: 'realtime',
          fps: 30,
          name: 'paused',
          size: { width: 320, height: 240 },
          onProgress,
        });
        const canvas = addCanvas(320, 240);
        const context = context2d(canvas);
        let number = 0;
        let isPaused = false;
        const draw = (): void => {
          drawNumber(context, isPaused ? pausedNumber : number++ % 1000, 320, 240);
          requestAnimationFrame(draw);
        };
        draw();
        const started = performance.now();
        await recorder.start(sceneUrl ? new URL(sceneUrl) : canvas);
        await count.more(5);
        await recorder.pause();
        isPaused = true;
        const paused = performance.now();
        for (let frame = 0; frame < 60; frame++) await nextFrame();
        isPaused = false;
        await nextFrame();
        await nextFrame();
        const pausedMs = performance.now() - paused;
        await recorder.resume();
        await count.more(5);
        const recording = await recorder.stop();
        return { recordedMs: performance.now() - started - pausedMs, recording };
      },
      { pausedNumber: PAUSED_NUMBER, sceneUrl: kind === 'scene' ? scene : '' },
    );
    const file = relay.file('paused.mp4');
    const { frames } = await decode(file);
    const numbers = frames.map((frame) => readNumber(frame, 320, 240));
    expect(frames).toHaveLength(recording.frames);
    expect(numbers.filter((number) => number >= 1000)).toEqual([]);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    // The last frame may be shown for its whole length after the end.
    expect(recording.durationSeconds * 1000).toBeLessThanOrEqual(recordedMs + 1000 / 30);
    const { pauses } = await relay.sidecar('paused.mp4');
    expect(pauses).toEqual([{ atNs: expect.any(Number), from: expect.any(String), to: expect.any(String) }]);
  });
}
