/**
 * A pipeline that is slower than the drawing. Realtime: the drawing keeps its pace, what the pipeline cannot take is left
 * out and counted to the frame, and nothing in between grows. Offline: the drawing waits, and nothing is left out.
 */
import type { Recording } from '../web/recorder/index.ts';
import { decode, probe } from './support/media.ts';
import { growth, type Memory, measureMemory } from './support/memory.ts';
import { DRAW_NUMBER, readNumber } from './support/numbers.ts';
import { isRunning } from './support/processes.ts';
import { expect, test } from './support/test.ts';

/** 921,600 bytes a frame: a process that kept what it should have let go would soon show it. */
const SIZE = { width: 640, height: 360 } as const;
const MEGABYTE = 1024 * 1024;
/** Most that any of the processes may grow by after it has warmed up: some 70 frames, of the thousand that are drawn. */
const MAX_GROWTH_BYTES = 64 * MEGABYTE;

/** Takes a frame, then nothing for a while; keeps each frame's time to the microsecond. */
const sleeping = (milliseconds: number): string =>
  `identity sleep-time=${milliseconds * 1000} ! x264enc speed-preset=ultrafast tune=zerolatency pass=qual quantizer=20 vbv-buf-capacity=0 ! ` +
  'mp4mux presentation-time=true trak-timescale=1000000 movie-timescale=1000000 fragment-duration=1000 fragment-mode=first-moov-then-finalise';

/** What the page did, by its own count. */
interface Log {
  /** Time of each rendering in which it drew, ms; the index is the number in the picture. */
  readonly drawnAtMs: readonly number[];
  readonly recording: Recording;
}

declare global {
  interface Window {
    /** Frames the page has drawn. */
    drawn: number;
    /** Ends the drawing and the recording. */
    finish(): void;
    log: Promise<Log>;
    /** How `recorder.ended` settled. */
    ended: Promise<unknown>;
  }
}

test.describe('realtime', () => {
  test.use({ relayOptions: { args: ['--pipeline', sleeping(400)] } });

  test('drawing keeps its pace, every frame is in the file or in a gap, kept ones have their own time, and memory stays flat', async ({
    recorderPage,
    relay,
    browser,
  }) => {
    // How fast this page draws here with nothing to record it.
    const paceAlone = await recorderPage.evaluate(
      async ({ source, size }) => {
        const drawNumber = new Function(`${source}; return drawNumber;`)() as (...args: unknown[]) => void;
        const canvas = Object.assign(document.createElement('canvas'), size);
        document.body.append(canvas);
        const context = canvas.getContext('2d');
        const times: number[] = [];
        while (times.length < 120) {
          times.push(await new Promise<number>(requestAnimationFrame));
          drawNumber(context, times.length, size.width, size.height);
        }
        canvas.remove();
        return (times.length - 1) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
      },
      { source: DRAW_NUMBER, size: SIZE },
    );

    await recorderPage.evaluate(
      async ({ source, size }) => {
        const drawNumber = new Function(`${source}; return drawNumber;`)() as (...args: unknown[]) => void;
        const canvas = Object.assign(document.createElement('canvas'), size);
        document.body.append(canvas);
        const context = canvas.getContext('2d');
        // More than any display shows, so that every rendering is wanted.
        const recorder = new window.reelay.Recorder({ mode: 'realtime', fps: 500, preset: 'custom', name: 'slow' });
        await recorder.start(canvas);
        const drawnAtMs: number[] = [];
        let isOver = false;
        window.drawn = 0;
        window.finish = () => {
          isOver = true;
        };
        window.log = new Promise((resolve, reject) => {
          const draw = (nowMs: number): void => {
            // Before this rendering is taken: the last one that was is the one before it.
            if (isOver) {
              recorder.stop().then((recording) => resolve({ drawnAtMs, recording }), reject);
              return;
            }
            drawNumber(context, window.drawn++, size.width, size.height);
            drawnAtMs.push(nowMs);
            requestAnimationFrame(draw);
          };
          requestAnimationFrame(draw);
        });
      },
      { source: DRAW_NUMBER, size: SIZE },
    );

    await recorderPage.waitForFunction(() => window.drawn >= 60);
    const { writers } = await relay.sidecar('slow.mp4');
    const processes = { relay: relay.child.pid ?? 0, pipeline: writers?.pipeline ?? 0 };
    const measured: Memory[] = [];
    // The first five seconds are for warming up.
    for (let frames = 300; frames <= 1300; frames += 100) {
      await recorderPage.waitForFunction((count) => window.drawn >= count, frames);
      measured.push(await measureMemory(browser, processes));
    }
    await recorderPage.evaluate(() => window.finish());
    const { drawnAtMs, recording } = await recorderPage.evaluate(() => window.log);
    const sidecar = await relay.sidecar('slow.mp4');
    const file = relay.file('slow.mp4');
    const { width, height, frames } = await decode(file);
    const all = frames.map((frame) => readNumber(frame, width, height));
    // At this rate many frames long has nothing been drawn when it is stopped: the last picture is there once more.
    const numbers = all.slice(0, -1);
    expect(all.at(-1)).toBe(numbers.at(-1));
    const { pts, timeBase } = await probe(file);

    // The pace: half of it may go to the recorder and to whatever else this machine does.
    const pace = (drawnAtMs.length - 1) / ((drawnAtMs.at(-1) ?? 0) - (drawnAtMs[0] ?? 0));
    expect(pace / paceAlone).toBeGreaterThan(0.5);

    // The count: from the first frame on, each rendering is in the file or in a gap.
    const [first = -1] = numbers;
    expect(recording.frames).toBe(all.length);
    expect(recording.dropped).toBeGreaterThan(recording.frames);
    expect(numbers.length + recording.dropped).toBe(drawnAtMs.length - first);
    expect(sidecar).toMatchObject({ frames: recording.frames, dropped: recording.dropped });
    for (const gaps of [recording.gaps, sidecar.gaps]) {
      expect(gaps.reduce((sum, { count }) => sum + count, 0)).toBe(recording.dropped);
      // Between two frames of the file lie as many numbers as its gap counts there.
      const missing = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0) - 1);
      const counted = missing.map((_, index) =>
        gaps.filter(({ beforeFrame }) => beforeFrame === index + 1).reduce((sum, { count }) => sum + count, 0),
      );
      expect(counted).toEqual(missing);
    }

    // The time: that of the rendering in which the page drew it, on an axis that begins with the first frame.
    const startMs = drawnAtMs[first] ?? 0;
    const seconds = pts.slice(0, numbers.length).map((ticks) => (ticks * timeBase[0]) / timeBase[1]);
    const errorsUs = seconds.map((time, index) =>
      Math.abs(time * 1e6 - ((drawnAtMs[numbers[index] ?? -1] ?? 0) - startMs) * 1e3),
    );
    expect(Math.max(...errorsUs)).toBeLessThan(2);

    // The memory.
    const grown = growth(measured);
    test.info().annotations.push({
      type: 'growth, MB',
      description: JSON.stringify(
        Object.fromEntries(Object.entries(grown).map(([name, bytes]) => [name, Math.round(bytes / MEGABYTE)])),
      ),
    });
    for (const [name, bytes] of Object.entries(grown))
      expect(`${name} ${bytes < MAX_GROWTH_BYTES ? 'is flat' : `grew by ${bytes}`}`).toBe(`${name} is flat`);
    await expect.poll(() => isRunning(processes.pipeline)).toBe(false);
  });

  test('a scene drawn in the worker fills every slot of its time with a frame or a gap', async ({
    recorderPage,
    relay,
    pages,
  }) => {
    const scene = pages.add(
      '/scene.js',
      `${DRAW_NUMBER}
       export default { setup(canvas, { width, height }) {
         const context = canvas.getContext('2d');
         return ({ index }) => drawNumber(context, index, width, height);
       } };`,
    );
    const recording = await recorderPage.evaluate(
      ({ url, size }) =>
        window.reelay.record(new URL(url), {
          mode: 'realtime',
          fps: 30,
          frames: 90,
          size,
          preset: 'custom',
          name: 'scene',
        }),
      { url: scene, size: SIZE },
    );
    const { width, height, frames } = await decode(relay.file('scene.mp4'));
    const numbers = frames.map((frame) => readNumber(frame, width, height));
    expect(recording.frames).toBe(numbers.length);
    expect(recording.dropped).toBeGreaterThan(0);
    expect(recording.frames + recording.dropped).toBe(90);
    expect(recording.gaps.reduce((sum, { count }) => sum + count, 0)).toBe(recording.dropped);
    // Each frame stands in the slot whose number it carries.
    const { pts, timeBase } = await probe(relay.file('scene.mp4'));
    const slots = pts.map((ticks) => Math.round(((ticks * timeBase[0]) / timeBase[1]) * 30));
    expect(slots).toEqual(numbers.map((number) => number - (numbers[0] ?? 0)));
  });
});

test('realtime, a page that captures by itself besides takes no frame twice', async ({ recorderPage, relay }) => {
  const recording = await recorderPage.evaluate(async (size) => {
    const canvas = Object.assign(document.createElement('canvas'), size);
    document.body.append(canvas);
    const context = canvas.getContext('2d');
    const recorder = new window.reelay.Recorder({ mode: 'realtime', name: 'twice' });
    await recorder.start(canvas);
    for (let index = 0; index < 30; index++) {
      await new Promise(requestAnimationFrame);
      context?.fillRect(index, 0, 9, 9);
      // Every other frame is left to the recorder.
      if (index % 2 === 0) await recorder.capture();
    }
    return recorder.stop();
  }, SIZE);
  const { pts } = await probe(relay.file('twice.mp4'));
  expect(pts).toHaveLength(recording.frames);
  expect(recording.frames).toBeGreaterThan(0);
});

test('realtime, a pipeline that breaks is told at once, and the drawing goes on', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async (size) => {
    const canvas = Object.assign(document.createElement('canvas'), size);
    document.body.append(canvas);
    const context = canvas.getContext('2d');
    window.drawn = 0;
    const draw = (): void => {
      context?.fillRect(window.drawn++ % size.width, 0, 9, 9);
      requestAnimationFrame(draw);
    };
    draw();
    const recorder = new window.reelay.Recorder({ mode: 'realtime', name: 'broken', onProgress: () => undefined });
    await recorder.start(canvas);
    window.ended = recorder.ended.then(
      () => 'ended',
      (reason: unknown) => {
        const { code, recording } = reason as { code: string; recording?: Recording };
        return { code, frames: recording?.frames ?? 0, state: recorder.state, drawn: window.drawn };
      },
    );
  }, SIZE);
  await recorderPage.waitForFunction(() => window.drawn >= 90);
  const { writers } = await relay.sidecar('broken.mp4');
  process.kill(writers?.pipeline ?? 0, 'SIGKILL');
  const ended = await recorderPage.evaluate(() => window.ended);
  expect(ended).toMatchObject({ code: 'PIPELINE_KILLED', state: 'failed', frames: expect.any(Number) });
  const { drawn } = ended as { drawn: number };
  await recorderPage.waitForFunction((count) => window.drawn >= count + 30, drawn);
  expect((await probe(relay.file('broken.mp4'))).pts.length).toBeGreaterThan(0);
});

test.describe('offline', () => {
  test.use({ relayOptions: { args: ['--pipeline', sleeping(60)] } });

  test('the drawing waits for the pipeline: nothing is dropped, and memory stays flat', async ({
    recorderPage,
    relay,
    browser,
  }) => {
    const FRAMES = 240;
    await recorderPage.evaluate(
      async ({ source, size, total }) => {
        const drawNumber = new Function(`${source}; return drawNumber;`)() as (...args: unknown[]) => void;
        const canvas = Object.assign(document.createElement('canvas'), size);
        const context = canvas.getContext('2d');
        window.drawn = 0;
        const recorder = new window.reelay.Recorder({ fps: 30, preset: 'custom', name: 'patient' });
        await recorder.start(canvas);
        window.log = (async () => {
          while (window.drawn < total) {
            drawNumber(context, window.drawn, size.width, size.height);
            await recorder.capture();
            window.drawn++;
          }
          return { drawnAtMs: [], recording: await recorder.stop() };
        })();
      },
      { source: DRAW_NUMBER, size: SIZE, total: FRAMES },
    );
    await recorderPage.waitForFunction(() => window.drawn >= 10);
    const { writers } = await relay.sidecar('patient.mp4');
    const processes = { relay: relay.child.pid ?? 0, pipeline: writers?.pipeline ?? 0 };
    const measured: Memory[] = [];
    for (let frames = 60; frames <= 220; frames += 20) {
      await recorderPage.waitForFunction((count) => window.drawn >= count, frames);
      measured.push(await measureMemory(browser, processes));
    }
    const { recording } = await recorderPage.evaluate(() => window.log);
    expect(recording).toMatchObject({ frames: FRAMES, dropped: 0, gaps: [] });
    const { width, height, frames } = await decode(relay.file('patient.mp4'));
    expect(frames.map((frame) => readNumber(frame, width, height))).toEqual(
      Array.from({ length: FRAMES }, (_, index) => index),
    );
    const grown = growth(measured);
    for (const [name, bytes] of Object.entries(grown))
      expect(`${name} ${bytes < MAX_GROWTH_BYTES ? 'is flat' : `grew by ${bytes}`}`).toBe(`${name} is flat`);
  });
});
