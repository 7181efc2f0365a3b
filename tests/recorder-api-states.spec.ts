/** What a recorder answers, in each of its states. */
import { counting, expect, filesOf, test } from './support/exact.ts';
import { decode } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

test('start() and stop() give the same promise however often they are called, and states follow each other', async ({
  recorderPage,
}) => {
  const { same, states, seen } = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    window.pictures.context2d(canvas).fillRect(0, 0, 64, 64);
    const seen: string[] = [];
    const recorder = new window.reelay.Recorder({ onState: (state) => seen.push(state) });
    const states: string[] = [recorder.state];
    const starts = [recorder.start(canvas), recorder.start(canvas)];
    states.push(recorder.state);
    await Promise.all(starts);
    states.push(recorder.state);
    await recorder.capture();
    await recorder.pause();
    states.push(recorder.state);
    await recorder.resume();
    states.push(recorder.state);
    const stops = [recorder.stop(), recorder.stop()];
    await Promise.resolve();
    await Promise.resolve();
    states.push(recorder.state);
    const [first, second] = await Promise.all(stops);
    states.push(recorder.state);
    const late = [recorder.start(canvas), recorder.stop()];
    await Promise.all(late);
    return {
      same: [
        starts[0] === starts[1],
        stops[0] === stops[1],
        first === second,
        late[0] === starts[0],
        late[1] === stops[0],
      ],
      states,
      seen,
    };
  });
  expect(same).toEqual([true, true, true, true, true]);
  expect(states).toEqual(['idle', 'connecting', 'recording', 'paused', 'recording', 'finishing', 'finished']);
  expect(seen).toEqual(states.slice(1));
});

test('a page whose onState throws hears of it, and its recording goes on', async ({ recorderPage, page, relay }) => {
  const thrown: string[] = [];
  page.on('pageerror', ({ message }) => thrown.push(message));
  const frames = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    window.pictures.context2d(canvas).fillRect(0, 0, 64, 64);
    const onState = (state: string): void => {
      throw new Error(`the page's own fault: ${state}`);
    };
    const recorder = new window.reelay.Recorder({ name: 'thrower', onState });
    await recorder.start(canvas);
    await recorder.capture();
    return (await recorder.stop()).frames;
  });
  expect(frames).toBe(1);
  const states = ['connecting', 'recording', 'finishing', 'finished'];
  expect(thrown).toEqual(states.map((state) => `the page's own fault: ${state}`));
  expect(await filesOf(relay)).toEqual(['thrower.mp4', 'thrower.mp4.json']);
});

test('calls that come too early or too late reject with WRONG_STATE and say what to do', async ({ recorderPage }) => {
  const errors = await recorderPage.evaluate(async () => {
    const { rejection } = window.pictures;
    const canvas = window.pictures.addCanvas(64, 64);
    window.pictures.context2d(canvas).fillRect(0, 0, 64, 64);
    const recorder = new window.reelay.Recorder();
    const tell = async (...calls: ('capture' | 'pause' | 'resume' | 'stop')[]): Promise<string[]> => {
      const told: string[] = [];
      for (const call of calls) {
        const { code, message, remedy } = await rejection(recorder[call]());
        told.push(`${code}: ${message} ${remedy}`);
      }
      return told;
    };
    const idle = await tell('capture', 'pause', 'resume', 'stop');
    const starting = recorder.start(canvas);
    const connecting = await tell('capture', 'pause', 'resume');
    await starting;
    await recorder.resume();
    await recorder.capture();
    await recorder.pause();
    await recorder.pause();
    const paused = await tell('capture');
    await recorder.stop();
    const finished = await tell('capture', 'pause', 'resume');
    await recorder.stop();
    return { idle, connecting, paused, finished };
  });
  const wrong = (call: string, state: string, remedy: string): string =>
    `WRONG_STATE: ${call} is not possible while the recorder is ${state}. ${remedy}`;
  const START = 'Await start() first.';
  const OVER = 'A recorder makes one recording: make a new one.';
  expect(errors).toEqual({
    idle: ['capture()', 'pause()', 'resume()', 'stop()'].map((call) => wrong(call, 'idle', START)),
    connecting: ['capture()', 'pause()', 'resume()'].map((call) => wrong(call, 'connecting', START)),
    paused: [wrong('capture()', 'paused', 'Await resume() first.')],
    finished: ['capture()', 'pause()', 'resume()'].map((call) => wrong(call, 'finished', OVER)),
  });
});

test('capture() that is not awaited is refused beyond two frames, and what was taken is in the file', async ({
  recorderPage,
  relay,
}) => {
  const outcome = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber, rejection } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'hasty' });
    await recorder.start(canvas);
    const calls = counting4().map((index) => {
      drawNumber(context, index, 320, 240);
      return recorder.capture();
    });
    function counting4(): number[] {
      return [0, 1, 2, 3];
    }
    const refused = await Promise.all([calls[2], calls[3]].map((call) => rejection(call ?? Promise.resolve())));
    await Promise.all([calls[0], calls[1]]);
    drawNumber(context, 2, 320, 240);
    await recorder.capture();
    return { refused, recording: await recorder.stop() };
  });
  for (const { code, remedy } of outcome.refused) {
    expect(code).toBe('WRONG_STATE');
    expect(remedy).toBe('Await each capture() before drawing the next frame.');
  }
  expect(outcome.recording.frames).toBe(3);
  const { frames } = await decode(relay.file('hasty.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(3));
});

test('stop() right after start() rejects with NOTHING_RECORDED and leaves no file', async ({ recorderPage, relay }) => {
  const { error, state, again } = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, rejection } = window.pictures;
    const canvas = addCanvas(64, 64);
    context2d(canvas);
    const recorder = new window.reelay.Recorder();
    await recorder.start(canvas);
    const first = await rejection(recorder.stop());
    // While it still connects, too.
    const hasty = new window.reelay.Recorder();
    void hasty.start(canvas);
    return {
      error: first,
      state: recorder.state,
      again: [
        await rejection(recorder.stop()),
        await rejection(recorder.capture()),
        await rejection(recorder.ended),
        await rejection(hasty.stop()),
      ],
    };
  });
  expect(error).toEqual({
    name: 'RecordingError',
    code: 'NOTHING_RECORDED',
    message: expect.any(String),
    remedy: expect.stringContaining('capture()'),
  });
  expect(state).toBe('failed');
  expect(again.map(({ code }) => code)).toEqual(Array(4).fill('NOTHING_RECORDED'));
  expect(await filesOf(relay)).toEqual([]);
});

test('stop() before start() does not spoil the recorder', async ({ recorderPage }) => {
  const frames = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    window.pictures.context2d(canvas);
    const recorder = new window.reelay.Recorder();
    await window.pictures.rejection(recorder.stop());
    await recorder.start(canvas);
    await recorder.capture();
    return (await recorder.stop()).frames;
  });
  expect(frames).toBe(1);
});

test('await using stops what is recorded, also where the block throws', async ({ recorderPage, relay }) => {
  // As text: the tests' compiler would write `await using` out, with helpers that the page does not have.
  const outcome: unknown = await recorderPage.evaluate(`(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    let kept;
    try {
      await using recorder = new window.reelay.Recorder({ fps: 30, name: 'using' });
      kept = recorder;
      await recorder.start(canvas);
      for (let index = 0; index < 5; index++) {
        drawNumber(context, index, 320, 240);
        await recorder.capture();
      }
      throw new Error('the page failed');
    } catch (error) {
      {
        await using never = new window.reelay.Recorder();
        await using stopped = kept;
      }
      return [error.message, kept.state, (await kept.stop()).frames];
    }
  })()`);
  expect(outcome).toEqual(['the page failed', 'finished', 5]);
  const { frames } = await decode(relay.file('using.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(5));
});

test('a recorder that failed says so at every call, and ended rejects', async ({ recorderPage }) => {
  const told = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, rejection } = window.pictures;
    const canvas = addCanvas(64, 64);
    context2d(canvas);
    const recorder = new window.reelay.Recorder({ preset: 'no such preset' });
    const start = await rejection(recorder.start(canvas));
    const calls = [
      recorder.start(canvas),
      recorder.capture(),
      recorder.pause(),
      recorder.resume(),
      recorder.running(),
      recorder.stop(),
      recorder.ended,
    ];
    return { start, state: recorder.state, calls: await Promise.all(calls.map(rejection)) };
  });
  expect(told.state).toBe('failed');
  expect(told.start.code).toBe('PRESET_UNKNOWN');
  for (const call of told.calls) expect(call).toEqual(told.start);
});

test('timeNs tells the next frame offline, and the wall clock in realtime, which stands still while paused', async ({
  recorderPage,
}) => {
  const times = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, frameCount, nextFrame } = window.pictures;
    const canvas = addCanvas(64, 64);
    const context = context2d(canvas);
    const offline = new window.reelay.Recorder({ fps: [60_000, 1001] });
    const before = offline.timeNs;
    await offline.start(canvas);
    const seen = [before, offline.timeNs];
    for (let index = 0; index < 3; index++) {
      await offline.capture();
      seen.push(offline.timeNs);
    }
    await offline.stop();
    const count = frameCount();
    const realtime = new window.reelay.Recorder({ mode: 'realtime', onProgress: count.onProgress });
    await realtime.start(canvas);
    const draw = (): void => {
      context.fillRect(0, 0, 64, 64);
      requestAnimationFrame(draw);
    };
    draw();
    await count.reached(3);
    const running = realtime.timeNs;
    await realtime.pause();
    const paused = realtime.timeNs;
    for (let frame = 0; frame < 5; frame++) await nextFrame();
    const still = realtime.timeNs;
    await realtime.resume();
    await nextFrame();
    await nextFrame();
    const on = realtime.timeNs;
    await realtime.stop();
    return { seen, running, paused, still, on };
  });
  expect(times.seen).toEqual([0, 0, 16_683_333, 33_366_666, 50_050_000]);
  expect(times.running).toBeGreaterThan(0);
  expect(times.paused).toBeGreaterThanOrEqual(times.running);
  expect(times.still).toBe(times.paused);
  expect(times.on).toBeGreaterThan(times.still);
});
