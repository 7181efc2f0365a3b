/** record(), progress, and how recordings end early. */
import { counting, expect, test } from './support/exact.ts';
import { decode, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

test('durationSeconds makes as many frames as fit', async ({ recorderPage }) => {
  const made = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    const context = window.pictures.context2d(canvas);
    const times: number[] = [];
    const draw = ({ index, timeSeconds, timeNs }: { index: number; timeSeconds: number; timeNs: number }): void => {
      times.push(index, timeSeconds, timeNs);
      context.fillRect(0, 0, 64, 64);
    };
    const { frames, durationSeconds } = await window.reelay.record(canvas, { fps: 29.97, durationSeconds: 0.5, draw });
    return { frames, durationSeconds, times: times.slice(0, 9) };
  });
  expect(made.frames).toBe(15);
  expect(made.durationSeconds).toBeCloseTo((15 * 1001) / 30_000, 8);
  expect(made.times).toEqual([0, 0, 0, 1, 0.033366666, 33_366_666, 2, 0.066733333, 66_733_333]);
});

test('draw may be asynchronous: the frame is taken when it is done', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber, nextFrame } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const draw = async ({ index }: { index: number }): Promise<void> => {
      drawNumber(context, 4000, 320, 240);
      await nextFrame();
      drawNumber(context, index, 320, 240);
    };
    await window.reelay.record(canvas, { fps: 30, frames: 8, name: 'asynchronous', draw });
  });
  const { frames } = await decode(relay.file('asynchronous.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(8));
});

for (const mode of ['offline', 'realtime'] as const) {
  test(`${mode}: an aborted signal ends the recording, and it is kept`, async ({ recorderPage, relay }) => {
    const { recording, drawn } = await recorderPage.evaluate(async (how) => {
      const { addCanvas, context2d, drawNumber } = window.pictures;
      const canvas = addCanvas(320, 240);
      const context = context2d(canvas);
      const controller = new AbortController();
      let drawn = 0;
      const draw = (): void => {
        drawNumber(context, drawn++, 320, 240);
        if (drawn === 12) controller.abort();
      };
      const recording = await window.reelay.record(canvas, {
        mode: how,
        fps: 30,
        signal: controller.signal,
        name: 'aborted',
        draw,
      });
      return { recording, drawn };
    }, mode);
    const { frames } = await decode(relay.file('aborted.mp4'));
    const numbers = frames.map((frame) => readNumber(frame, 320, 240));
    expect(numbers).toHaveLength(recording.frames);
    if (mode === 'offline') expect(numbers).toEqual(counting(12));
    else expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(drawn).toBeGreaterThanOrEqual(12);
  });
}

test('a drawing that never ends is given up when the signal aborts', async ({ recorderPage, relay }) => {
  const recording = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    window.pictures.context2d(canvas);
    const controller = new AbortController();
    const draw = async ({ index }: { index: number }): Promise<void> => {
      if (index < 3) return;
      setTimeout(() => controller.abort());
      await new Promise(() => undefined);
    };
    return window.reelay.record(canvas, { fps: 30, frames: 10, signal: controller.signal, name: 'given-up', draw });
  });
  expect(recording.frames).toBe(3);
  expect((await probe(relay.file('given-up.mp4'))).pts).toHaveLength(3);
});

test('a signal that was aborted before records nothing', async ({ recorderPage }) => {
  const error = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    window.pictures.context2d(canvas);
    return window.pictures.rejection(
      window.reelay.record(canvas, { signal: AbortSignal.abort(), frames: 5, draw: () => undefined }),
    );
  });
  expect(error.code).toBe('NOTHING_RECORDED');
});

test('control is given the recorder, which pauses and resumes the loop', async ({ recorderPage, relay }) => {
  const outcome = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber, nextFrame } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    let state = '';
    let control: InstanceType<typeof window.reelay.Recorder> | undefined;
    let drawnWhilePaused = 0;
    const draw = async ({ index }: { index: number }): Promise<void> => {
      drawNumber(context, index, 320, 240);
      if (control?.state === 'paused') drawnWhilePaused++;
      if (index !== 6 || state === 'paused') return;
      await control?.pause();
      state = 'paused';
      void (async () => {
        for (let frame = 0; frame < 5; frame++) await nextFrame();
        await control?.resume();
      })();
    };
    const given: string[] = [];
    const recording = await window.reelay.record(canvas, {
      fps: 30,
      frames: 15,
      name: 'controlled',
      draw,
      control: (recorder) => {
        control = recorder;
        given.push(recorder.state);
      },
    });
    return { recording, given, drawnWhilePaused };
  });
  expect(outcome.given).toEqual(['idle']);
  expect(outcome.drawnWhilePaused).toBe(0);
  expect(outcome.recording.frames).toBe(15);
  const { frames } = await decode(relay.file('controlled.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(15));
  const { pauses } = await relay.sidecar('controlled.mp4');
  expect(pauses).toEqual([{ atNs: 200_000_000, from: expect.any(String), to: expect.any(String) }]);
});

test('realtime with draw: the time that is drawn is the time in the file, to the given length', async ({
  recorderPage,
  relay,
}) => {
  const { recording, times } = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const times: { index: number; timeNs: number }[] = [];
    const draw = ({ index, timeNs }: { index: number; timeNs: number }): void => {
      drawNumber(context, times.push({ index, timeNs }) - 1, 320, 240);
    };
    const options = { mode: 'realtime', preset: 'mkv-lossless', fps: 30, durationSeconds: 0.6, name: 'loop' } as const;
    return { recording: await window.reelay.record(canvas, { ...options, draw }), times };
  });
  expect(recording.durationSeconds).toBeLessThanOrEqual(0.6);
  const { pts, timeBase } = await probe(relay.file('loop.mkv'));
  expect(pts).toHaveLength(recording.frames);
  const { frames } = await decode(relay.file('loop.mkv'));
  const drawn = frames.map((frame) => times[readNumber(frame, 320, 240)]);
  const tickNs = (timeBase[0] * 1e9) / timeBase[1];
  pts.forEach((tick, frame) => {
    const { index = -1, timeNs = -1 } = drawn[frame] ?? {};
    expect(Math.abs(tick * tickNs - timeNs), `frame ${frame}`).toBeLessThanOrEqual(tickNs);
    expect(index).toBe(Math.floor((timeNs * 30) / 1e9));
  });
});

test('realtime without draw: the page draws by itself', async ({ recorderPage }) => {
  const recording = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const canvas = addCanvas(64, 64);
    const context = context2d(canvas);
    let index = 0;
    const draw = (): void => {
      drawNumber(context, index++, 64, 64);
      requestAnimationFrame(draw);
    };
    draw();
    return window.reelay.record(canvas, { mode: 'realtime', fps: 30, durationSeconds: 0.4 });
  });
  expect(recording.frames).toBeGreaterThan(1);
});

test('onProgress tells how far the recording is, and no count goes back', async ({ recorderPage }) => {
  const { told, recording } = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber, nextFrame } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const told: Parameters<
      NonNullable<ConstructorParameters<typeof window.reelay.Recorder>[0]>['onProgress'] & object
    >[0][] = [];
    const draw = async ({ index }: { index: number }): Promise<void> => {
      drawNumber(context, index, 320, 240);
      await nextFrame();
    };
    const recording = await window.reelay.record(canvas, {
      fps: 30,
      frames: 60,
      draw,
      onProgress: (progress) => told.push(progress),
    });
    return { told, recording };
  });
  expect(told.length).toBeGreaterThan(2);
  for (const progress of told) {
    const { remainingSeconds, ...always } = progress;
    expect(Object.keys(always).toSorted()).toEqual(
      [
        'capturedFrames',
        'acceptedFrames',
        'encodedFrames',
        'droppedFrames',
        'credit',
        'bytes',
        'recordedSeconds',
        'elapsedSeconds',
        'speed',
        'suspended',
        'warnings',
      ].toSorted(),
    );
    expect(
      Object.values(always)
        .filter((value) => typeof value === 'number')
        .every((value) => Number.isFinite(value) && value >= 0),
    ).toBe(true);
    expect(progress.suspended).toBe(false);
    expect(progress.droppedFrames).toBe(0);
    expect(progress.acceptedFrames).toBeLessThanOrEqual(progress.capturedFrames);
    expect(progress.encodedFrames).toBeLessThanOrEqual(progress.acceptedFrames);
    expect(progress.recordedSeconds).toBeCloseTo(progress.capturedFrames / 30, 6);
    if (progress.capturedFrames > 0) expect(remainingSeconds).toBeGreaterThanOrEqual(0);
  }
  for (const count of [
    'capturedFrames',
    'acceptedFrames',
    'encodedFrames',
    'bytes',
    'recordedSeconds',
    'elapsedSeconds',
  ] as const) {
    const values = told.map((progress) => progress[count]);
    expect(values, count).toEqual(values.toSorted((a, b) => a - b));
  }
  expect(told.at(-1)).toMatchObject({
    capturedFrames: 60,
    acceptedFrames: 60,
    encodedFrames: 60,
    bytes: recording.bytes,
    recordedSeconds: 2,
  });
});
