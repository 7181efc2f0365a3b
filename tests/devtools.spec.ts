/**
 * Under DevTools that watch the network, as Playwright's do in every context: what goes through the sockets of a page and of
 * its dedicated workers is copied to them. A recording's frames go through a SharedWorker's, and where there can be none
 * through the recording's own worker's.
 */
import type { CDPSession, Page } from '@playwright/test';
import { BareBrowser } from './support/bare-browser.ts';
import { accepted, endOf, startEndless } from './support/endless.ts';
import { expect, fileOf, openPage, test } from './support/exact.ts';
import { decode, hashOf } from './support/media.ts';
import type { TestRelay } from './support/relay.ts';
import { openRecorder } from './support/test.ts';

const FRAMES = 20;

/** Pages in which no SharedWorker can carry a socket. */
const WITHOUT = [
  { name: 'has no SharedWorker', script: 'delete window.SharedWorker' },
  {
    name: 'may have no SharedWorker',
    script: `window.SharedWorker = class { constructor() { throw new DOMException('Access is denied', 'SecurityError'); } }`,
  },
  {
    name: 'has a SharedWorker that cannot be loaded',
    script: `window.SharedWorker = class extends SharedWorker { constructor() { super('/is-not-there.js'); } }`,
  },
  {
    name: 'has a SharedWorker that may not connect',
    script: `window.SharedWorker = class extends SharedWorker { constructor(url, options) {
      super(URL.createObjectURL(new Blob([
        'self.WebSocket = class { constructor() { throw new DOMException("no", "SecurityError"); } };' +
        'importScripts(' + JSON.stringify(url) + ');' ])), options);
    } }`,
  },
] as const;

/** What DevTools saw of the page's sockets, its workers' included. */
interface Seen {
  readonly sockets: string[];
  frames: number;
}

function watchSockets(page: Page): Seen {
  const seen: Seen = { sockets: [], frames: 0 };
  page.on('websocket', (socket) => {
    seen.sockets.push(socket.url());
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string') seen.frames++;
    });
  });
  return seen;
}

/** Records FRAMES pictures of noise and compares each pixel. */
async function recordExactly(page: Page, relay: TestRelay): Promise<void> {
  const { recording, drawn } = await page.evaluate(async (frames) => {
    const canvas = window.pictures.addCanvas(64, 48);
    const context = window.pictures.context2d(canvas);
    const noise = context.createImageData(64, 48);
    const drawn: Promise<ArrayBuffer>[] = [];
    const recording = await window.reelay.record(canvas, {
      frames,
      preset: 'mkv-lossless',
      transport: 'socket',
      draw: () => {
        for (let at = 0; at < noise.data.length; at++) noise.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
        context.putImageData(noise, 0, 0);
        drawn.push(crypto.subtle.digest('SHA-256', noise.data));
      },
    });
    const hex = (hash: ArrayBuffer): string =>
      Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return { recording, drawn: (await Promise.all(drawn)).map(hex) };
  }, FRAMES);
  expect(recording).toMatchObject({ frames: FRAMES, dropped: 0, warnings: [], transport: 'socket' });
  const { frames } = await decode(fileOf(relay, recording));
  expect(frames.map(hashOf)).toEqual(drawn);
}

/** Ids of the browser's SharedWorkers. */
async function sharedWorkers(session: CDPSession): Promise<string[]> {
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'shared_worker' }] });
  return targetInfos.map(({ targetId }) => targetId);
}

test('DevTools see nothing of the frames, and the SharedWorker that carries them ends with the recording', async ({
  recorderPage,
  relay,
  browser,
}) => {
  const seen = watchSockets(recorderPage);
  const session = await browser.newBrowserCDPSession();
  await startEndless(recorderPage, { preset: 'mkv-lossless', transport: 'socket' });
  await accepted(recorderPage, 5);
  expect(await sharedWorkers(session)).toHaveLength(1);
  await endOf(recorderPage);
  await expect.poll(() => sharedWorkers(session)).toEqual([]);
  await recordExactly(recorderPage, relay);
  expect(seen).toEqual({ sockets: [], frames: 0 });
});

for (const { name, script } of WITHOUT) {
  test(`a page that ${name} loses nothing: its recording's own worker connects`, async ({
    page,
    relay,
    pages,
    browser,
  }) => {
    const session = await browser.newBrowserCDPSession();
    await page.addInitScript(script);
    await openPage(page, pages, relay);
    const seen = watchSockets(page);
    await recordExactly(page, relay);
    expect(seen).toEqual({ sockets: [expect.stringContaining('/session?')], frames: FRAMES });
    await expect.poll(() => sharedWorkers(session)).toEqual([]);
  });
}

test('each recording has a SharedWorker of its own; what ends one leaves the other', async ({
  recorderPage,
  relay,
  pages,
  context,
  browser,
}) => {
  const session = await browser.newBrowserCDPSession();
  const other = await context.newPage();
  await openRecorder(other, pages, relay);
  await startEndless(recorderPage, { name: 'one' });
  await startEndless(other, { name: 'other' });
  await Promise.all([accepted(recorderPage, 5), accepted(other, 5)]);
  const [first = '', second] = await sharedWorkers(session);
  expect(second).toBeDefined();
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: first });
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'self.close()' } });
  await session.send('Target.sendMessageToTarget', { sessionId, message });
  const ends = [recorderPage, other].map(async (page) => ({
    page,
    outcome: await page.evaluate(() => window.outcome),
  }));
  const { page: hit, outcome } = await Promise.race(ends);
  expect(outcome).toMatchObject({ kind: 'failed', code: 'CONNECTION_LOST' });
  const left = hit === other ? recorderPage : other;
  await accepted(left, 20);
  expect(await endOf(left)).toMatchObject({ kind: 'finished' });
  // What was taken in before is kept.
  const sidecar = (): ReturnType<TestRelay['sidecar']> => relay.sidecar(hit === other ? 'other.mp4' : 'one.mp4');
  await expect.poll(async () => (await sidecar()).state).toBe('finished');
  expect((await sidecar()).frames).toBeGreaterThanOrEqual(5);
});

test('a page that crashes ends its recording', async ({ recorderPage, relay, context }) => {
  await startEndless(recorderPage, { name: 'take' });
  await accepted(recorderPage, 10);
  const session = await context.newCDPSession(recorderPage);
  const crashed = recorderPage.waitForEvent('crash');
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  await expect.poll(async () => (await relay.sidecar('take.mp4')).state).toBe('finished');
  expect(await relay.sidecar('take.mp4')).toMatchObject({ error: { code: 'CONNECTION_LOST' } });
});

test('a page that is left ends its recording, whether or not the browser keeps it to show it again', async ({
  relay,
  pages,
}) => {
  await using browser = await BareBrowser.start();
  pages.add('/next.html', '<!doctype html><title>next</title>');
  const tab = await browser.open(`${pages.origin}/`);
  await tab.evaluate(`(async () => {
    const { Recorder } = await import('${relay.moduleUrl}');
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    canvas.getContext('2d').fillRect(0, 0, 9, 9);
    window.recorder = new Recorder({ name: 'take' });
    await recorder.start(canvas);
    for (let index = 0; index < 10; index++) await recorder.capture();
    addEventListener('pageshow', ({ persisted }) => (window.persisted = persisted));
  })()`);
  await tab.evaluate(`location.href = '/next.html'`);
  await expect.poll(async () => (await relay.sidecar('take.mp4')).state).toBe('finished');
  expect(await relay.sidecar('take.mp4')).toMatchObject({ frames: 10, error: { code: 'CONNECTION_LOST' } });
  await tab.evaluate('history.back()');
  // Shown again as it was, or loaded anew; while it changes there is nobody to ask.
  const shown = `document.readyState === 'complete' && location.pathname === '/' && (window.recorder?.state ?? 'new')`;
  await expect.poll(() => tab.evaluate(shown).catch(() => undefined)).toMatch(/^(failed|new)$/);
});
