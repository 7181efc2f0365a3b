/** `record()` when its loop does not go as planned, and the reasons a relay cannot be reached. */
import { expect, openRecorder, test } from './support/test.ts';

interface Told {
  readonly code: string;
  readonly remedy: string;
}

test('a draw that throws ends the recording; its own error comes out and the file is kept', async ({
  recorderPage,
  relay,
}) => {
  const message = await recorderPage.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    canvas.getContext('2d')?.fillRect(0, 0, 64, 64);
    return window.reelay
      .record(canvas, {
        frames: 30,
        name: 'thrown',
        draw: ({ index }) => {
          if (index === 10) throw new Error('no paint left');
        },
      })
      .catch((error: unknown) => (error as Error).message);
  });
  expect(message).toBe('no paint left');
  expect(await relay.sidecar('thrown.mp4')).toMatchObject({ state: 'finished', frames: 10 });
});

test('pausing while a frame is drawn loses none and doubles none', async ({ recorderPage }) => {
  const recording = await recorderPage.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    const context = canvas.getContext('2d');
    let recorder: InstanceType<typeof window.reelay.Recorder> | undefined;
    let hasPaused = false;
    return window.reelay.record(canvas, {
      frames: 20,
      control: (given) => {
        recorder = given;
      },
      draw: async ({ index }) => {
        context?.fillRect(index, 0, 1, 64);
        if (index !== 7 || hasPaused) return;
        hasPaused = true;
        await recorder?.pause();
        setTimeout(() => void recorder?.resume());
      },
    });
  });
  expect(recording).toMatchObject({ frames: 20, dropped: 0 });
});

test('aborting while paused ends the recording', async ({ recorderPage }) => {
  const recording = await recorderPage.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    const context = canvas.getContext('2d');
    const stop = new AbortController();
    let recorder: InstanceType<typeof window.reelay.Recorder> | undefined;
    return window.reelay.record(canvas, {
      signal: stop.signal,
      control: (given) => {
        recorder = given;
      },
      draw: async ({ index }) => {
        context?.fillRect(index, 0, 1, 64);
        if (index !== 5) return;
        await recorder?.pause();
        setTimeout(() => stop.abort());
      },
    });
  });
  expect(recording).toMatchObject({ frames: 5, dropped: 0 });
});

test('in realtime a page may draw by itself', async ({ recorderPage }) => {
  const recording = await recorderPage.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    document.body.append(canvas);
    const context = canvas.getContext('2d');
    const draw = (nowMs: number): void => {
      context?.fillRect(nowMs % 64, 0, 1, 64);
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
    return window.reelay.record(canvas, { mode: 'realtime', fps: 30, durationSeconds: 0.5 });
  });
  expect(recording.frames).toBeGreaterThan(0);
});

/** Starts a recorder that cannot start; returns how it says so. */
const startFails = (
  page: import('@playwright/test').Page,
  options: { relay?: string; token?: string },
): Promise<Told> =>
  page.evaluate(async (given) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
    try {
      await new window.reelay.Recorder(given).start(canvas);
      return { code: 'none', remedy: '' };
    } catch (error) {
      const { code, remedy } = error as Told;
      return { code, remedy };
    }
  }, options);

test('a wrong token is told as that', async ({ recorderPage }) => {
  expect(await startFails(recorderPage, { token: 'not-the-token' })).toMatchObject({ code: 'TOKEN_INVALID' });
});

test('an address at which no relay answers is told as that', async ({ recorderPage }) => {
  const answer = await startFails(recorderPage, { relay: 'http://127.0.0.1:9' });
  expect(answer).toMatchObject({ code: 'RELAY_UNREACHABLE', remedy: expect.stringContaining('npm start') });
});

test('a page whose policy forbids the connection is told at once', async ({ page, pages, relay }) => {
  pages.add(
    '/strict.html',
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="connect-src 'self'">`,
  );
  await openRecorder(page, pages, relay, '/strict.html');
  expect(await startFails(page, {})).toMatchObject({ code: 'RELAY_UNREACHABLE' });
});
