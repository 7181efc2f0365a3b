/** Realtime, a canvas that is drawn no more: its last picture stands until the recording is stopped. */
import { expect, fileOf, test } from './support/exact.ts';
import { decode, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';
import { PICTURES_MODULE } from './support/pictures.ts';

const RATE = 30;
const FRAME_NS = 33_333_333;
/** A hundredth of a frame: containers round. */
const ROUNDING_SECONDS = 0.01;
const WIDTH = 320;
const HEIGHT = 240;

test.beforeEach(({ pages }) => {
  pages.add('/pictures.js', PICTURES_MODULE);
});

for (const preset of ['mp4', 'webm', 'mkv-lossless', 'ogg']) {
  test(`${preset}: the last picture stands until stop(), to the nanosecond of the recording's clock`, async ({
    recorderPage,
    relay,
  }) => {
    const { beforeNs, afterNs, recording } = await recorderPage.evaluate(
      async ({ width, height, fps, name }) => {
        const { addCanvas, drawNumberGl, frameCount, nextFrame } = window.pictures;
        const canvas = addCanvas(width, height);
        const gl = canvas.getContext('webgl2');
        if (!gl) throw new Error('there is no WebGL');
        const count = frameCount();
        const { onProgress } = count;
        const recorder = new window.reelay.Recorder({ mode: 'realtime', fps, preset: name, name: 'still', onProgress });
        await recorder.start(canvas);
        let index = 0;
        await count.until(5, () => drawNumberGl(gl, index++));
        // Drawn no more for half a second of the recording.
        const drawnNs = recorder.timeNs;
        while (recorder.timeNs < drawnNs + 500_000_000) await nextFrame();
        const before = recorder.timeNs;
        const stopped = recorder.stop();
        await new Promise((resolve) => setTimeout(resolve));
        const after = recorder.timeAtNs(performance.now());
        return { beforeNs: before, afterNs: after, recording: await stopped };
      },
      { width: WIDTH, height: HEIGHT, fps: RATE, name: preset },
    );
    const durationNs = Math.round(recording.durationSeconds * 1e9);
    expect(durationNs).toBeGreaterThanOrEqual(beforeNs);
    expect(durationNs).toBeLessThanOrEqual(afterNs);

    const file = fileOf(relay, recording);
    const { pts, timeBase, durationSeconds } = await probe(file);
    if (preset === 'ogg') {
      // Constant rate: as many frames as the time has room for.
      expect(Math.abs(durationSeconds - recording.durationSeconds)).toBeLessThan(0.6 / RATE);
      return;
    }
    const { frames } = await decode(file);
    const numbers = frames.map((frame) => readNumber(frame, WIDTH, HEIGHT));
    expect(numbers.at(-1)).toBe(numbers.at(-2));
    expect(frames).toHaveLength(recording.frames);
    const lastSeconds = ((pts.at(-1) ?? 0) * timeBase[0]) / timeBase[1];
    expect(Math.abs(lastSeconds - (durationNs - FRAME_NS) / 1e9)).toBeLessThan(ROUNDING_SECONDS);
    expect(Math.abs(durationSeconds - recording.durationSeconds)).toBeLessThan(ROUNDING_SECONDS);
    // The same picture once more, and no other twice.
    expect(new Set(numbers).size).toBe(numbers.length - 1);
  });
}

test('paused time does not count, nor what comes after the length that was given', async ({ recorderPage, relay }) => {
  const takes = await recorderPage.evaluate(
    async ({ width, height, fps }) => {
      const { addCanvas, drawNumberGl, frameCount, nextFrame } = window.pictures;
      const canvas = addCanvas(width, height);
      const gl = canvas.getContext('webgl2');
      if (!gl) throw new Error('there is no WebGL');

      const first = frameCount();
      const paused = new window.reelay.Recorder({
        mode: 'realtime',
        fps,
        name: 'paused',
        onProgress: first.onProgress,
      });
      await paused.start(canvas);
      await first.until(3, () => drawNumberGl(gl, 1));
      const drawnNs = paused.timeNs;
      while (paused.timeNs < drawnNs + 300_000_000) await nextFrame();
      await paused.pause();
      const pausedNs = paused.timeNs;
      for (let frame = 0; frame < 10; frame++) await nextFrame();

      const limited = new window.reelay.Recorder({ mode: 'realtime', fps, name: 'limited' });
      const stopped = await paused.stop();
      drawNumberGl(gl, 2);
      await limited.start(canvas, { frames: fps });
      let isOver = false;
      void limited.ended.then(() => {
        isOver = true;
      });
      for (let frame = 0; frame < 5; frame++) {
        drawNumberGl(gl, 3);
        await nextFrame();
      }
      while (!isOver) await nextFrame();
      for (let frame = 0; frame < 10; frame++) await nextFrame();
      return { pausedNs, stopped, limited: await limited.stop() };
    },
    { width: WIDTH, height: HEIGHT, fps: RATE },
  );
  expect(Math.round(takes.stopped.durationSeconds * 1e9)).toBe(takes.pausedNs);
  expect(takes.limited.durationSeconds).toBe(1);
  for (const take of [takes.stopped, takes.limited]) {
    const { durationSeconds } = await probe(fileOf(relay, take));
    expect(Math.abs(durationSeconds - take.durationSeconds)).toBeLessThan(ROUNDING_SECONDS);
  }
});

test('a canvas that is drawn until stop() has no frame twice', async ({ recorderPage, relay }) => {
  const recording = await recorderPage.evaluate(
    async ({ width, height }) => {
      const { addCanvas, context2d, drawNumber, frameCount } = window.pictures;
      const context = context2d(addCanvas(width, height));
      const count = frameCount();
      // Frames as long as a busy machine's are: none of them is missing at the end.
      const options = { mode: 'realtime', fps: 2, name: 'drawn', onProgress: count.onProgress } as const;
      const recorder = new window.reelay.Recorder(options);
      await recorder.start(context.canvas);
      let index = 0;
      await count.until(4, () => drawNumber(context, index++, width, height));
      return recorder.stop();
    },
    { width: WIDTH, height: HEIGHT },
  );
  const { frames } = await decode(fileOf(relay, recording));
  const numbers = frames.map((frame) => readNumber(frame, WIDTH, HEIGHT));
  expect(numbers).toHaveLength(recording.frames);
  expect(new Set(numbers).size).toBe(numbers.length);
});
