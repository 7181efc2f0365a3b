/** Pages that are not of this machine, in a real browser: what they may not do, and what `--allow-origin` lets them. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type LaunchOptions, type Page } from '@playwright/test';
import { accepted, endOf, startEndless } from './support/endless.ts';
import type { PageServer } from './support/pages.ts';
import { TestRelay } from './support/relay.ts';
import { expect, openRecorder, test } from './support/test.ts';

/** A name that is no loopback name, which this browser is made to find on this machine. */
const FOREIGN = 'pages.example';

/** A browser for which `origin` is a secure page somewhere else. */
function launchFor(origin: string, { args = [], ...options }: LaunchOptions): Promise<Browser> {
  return chromium.launch({
    ...options,
    args: [
      ...args,
      `--host-resolver-rules=MAP ${FOREIGN} 127.0.0.1`,
      `--unsafely-treat-insecure-origin-as-secure=${origin}`,
    ],
  });
}

/** The page server's pages, under the foreign name. */
function foreignOrigin(pages: PageServer): string {
  return pages.origin.replace('127.0.0.1', FOREIGN);
}

/** What a page gets when it tries each way in. */
async function tryEverything(page: Page, relay: TestRelay): Promise<Record<string, string>> {
  return page.evaluate(
    async ({ origin, token, moduleUrl }) => {
      const told = (attempt: Promise<unknown>): Promise<string> =>
        attempt.then(
          () => 'got it',
          () => 'refused',
        );
      const socket = (): Promise<string> =>
        new Promise((resolve, reject) => {
          const webSocket = new WebSocket(`${origin.replace('http', 'ws')}/session?token=${token}`, 'reelay.v1');
          webSocket.onopen = () => resolve('a session');
          webSocket.onerror = () => reject(new Error('refused'));
        });
      const authorized = { headers: { Authorization: `Bearer ${token}` } };
      return {
        module: await told(import(moduleUrl)),
        list: await told(fetch(`${origin}/api/recordings?token=${token}`)),
        header: await told(fetch(`${origin}/api/recordings`, authorized)),
        deletion: await told(fetch(`${origin}/api/recordings/0123456789abcdef`, { method: 'DELETE', ...authorized })),
        session: await told(socket()),
      };
    },
    { origin: relay.origin, token: relay.token, moduleUrl: relay.moduleUrl },
  );
}

const ALL_REFUSED = { module: 'refused', list: 'refused', header: 'refused', deletion: 'refused', session: 'refused' };

test('a page of another site gets nothing, even with the token', async ({ relay, pages, launchOptions }) => {
  await using browser = await launchFor(foreignOrigin(pages), launchOptions);
  const page = await browser.newPage();
  await page.goto(`${foreignOrigin(pages)}/`);
  expect(await tryEverything(page, relay)).toEqual(ALL_REFUSED);
  expect(await readdir(relay.recordings)).toEqual(['.thumbnails']);
});

test('a page without an origin of its own, such as a sandboxed frame, gets nothing', async ({ relay, pages, page }) => {
  const inner = pages.add('/inner.html', '<!doctype html><title>inner</title>');
  const outer = pages.add('/outer.html', `<!doctype html><iframe sandbox="allow-scripts" src="${inner}"></iframe>`);
  await page.goto(outer);
  const frame = page.frames().find((candidate) => candidate.url() === inner);
  if (!frame) throw new Error('no frame');
  expect(await frame.evaluate(() => self.origin)).toBe('null');
  expect(await tryEverything(frame as unknown as Page, relay)).toEqual(ALL_REFUSED);
  expect(await readdir(relay.recordings)).toEqual(['.thumbnails']);
});

test('a name whose DNS was turned to this machine gets nothing from the relay behind it (rebinding)', async ({
  relay,
  pages,
  launchOptions,
}) => {
  await using browser = await launchFor(foreignOrigin(pages), launchOptions);
  const page = await browser.newPage();
  // To the browser this is a page of pages.example, so that what it asks of its own host is same-origin.
  const rebound = `http://${FOREIGN}:${relay.port}`;
  const response = await page.goto(`${rebound}/?token=${relay.token}`);
  expect(response?.status()).toBe(403);
  await expect(page.locator('code')).toHaveText('HOST_FORBIDDEN');
  const statuses = await page
    .evaluate(
      (token) =>
        Promise.all(
          ['/api/recordings', '/recordings/take.mp4', '/reelay.js'].map(
            async (path) => (await fetch(`${path}?token=${token}`)).status,
          ),
        ),
      relay.token,
    )
    .catch(() => 'the page may not even ask');
  expect([[403, 403, 403], 'the page may not even ask']).toContainEqual(statuses);
});

test('a page of another site that the operator allowed records', async ({ pages, launchOptions }) => {
  const origin = foreignOrigin(pages);
  await using relay = await TestRelay.start({ args: ['--allow-origin', origin] });
  await using browser = await launchFor(origin, launchOptions);
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  await page.evaluate(async (url) => {
    window.reelay = (await import(url)) as typeof window.reelay;
  }, relay.moduleUrl);
  expect(Object.values(await tryEverything(page, relay)).filter((result) => result === 'refused')).toEqual([]);
  await startEndless(page, { name: 'allowed' });
  await accepted(page, 10);
  const outcome = await endOf(page);
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  const { url, frames } = outcome.recording;
  expect(frames).toBeGreaterThanOrEqual(10);
  // It may read the file, in parts too, and delete it; a page of a third site still may not.
  const [part, contentRange] = await page.evaluate(async (address) => {
    const answer = await fetch(address, { headers: { Range: 'bytes=4-7' } });
    return [await answer.text(), answer.headers.get('Content-Range')];
  }, url);
  expect(part).toBe('ftyp');
  expect(contentRange).toMatch(/^bytes 4-7\/\d+$/);
  const deleted = await page.evaluate(
    async ({ address, token }) =>
      (await fetch(address, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } })).status,
    { address: `${relay.origin}/api/recordings/${outcome.recording.id}`, token: relay.token },
  );
  expect(deleted).toBe(204);
});

/** Whether `page` runs a script that stands in it. */
function runsScripts(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ranScript = true';
    document.documentElement.append(script);
    return 'ranScript' in window;
  });
}

test('a recording that is opened at its address plays, and runs nothing; what else lies in the folder is not shown at all', async ({
  recorderPage,
  relay,
  context,
}) => {
  await startEndless(recorderPage, { preset: ['mp4', 'webm', 'apng'], name: 'take' });
  await accepted(recorderPage, 20);
  const outcome = await endOf(recorderPage);
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  const page = await context.newPage();
  for (const file of ['take.mp4', 'take.webm']) {
    await page.goto(`${relay.origin}/recordings/${file}?token=${relay.token}`);
    const video = page.locator('video');
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0);
    expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBeGreaterThan(0);
    // A document of the relay's origin, in which no script runs.
    expect(await runsScripts(page)).toBe(false);
  }
  await page.goto(`${relay.origin}/recordings/take.apng?token=${relay.token}`);
  await expect
    .poll(() => page.locator('img').evaluate((element: HTMLImageElement) => element.naturalWidth))
    .toBeGreaterThan(0);
  await writeFile(join(relay.recordings, 'page.html'), '<title>shown</title><script>document.title = "ran"</script>');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.goto(`${relay.origin}/recordings/page.html?token=${relay.token}`).catch(() => undefined),
  ]);
  expect(download.suggestedFilename()).toBe('page.html');
  expect(page.url()).toContain('take.apng');
});

test('a wrong token is told as such, with where to find the right one', async ({ recorderPage, relay }) => {
  for (const token of ['wrong', '']) {
    const error = await recorderPage.evaluate(async (given) => {
      const recorder = new window.reelay.Recorder({ token: given });
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      return recorder.start(canvas).then(
        () => undefined,
        (reason: unknown) => {
          const { code, remedy } = reason as { code: string; remedy: string };
          return { code, remedy };
        },
      );
    }, token);
    expect(error).toMatchObject({ code: 'TOKEN_INVALID', remedy: expect.stringContaining('token') });
  }
  expect(await readdir(relay.recordings)).toEqual(['.thumbnails']);
});

test('a peer that floods the relay does not disturb a page that records', async ({
  recorderPage,
  relay,
  context,
  pages,
}) => {
  await startEndless(recorderPage, { name: 'steady' });
  await accepted(recorderPage, 10);
  const other = await context.newPage();
  await openRecorder(other, pages, relay);
  // Sessions opened and left, garbage, and a large message before any start.
  await other.evaluate(
    async ({ origin, token }) => {
      const open = (): Promise<WebSocket> =>
        new Promise((resolve, reject) => {
          const webSocket = new WebSocket(`${origin.replace('http', 'ws')}/session?token=${token}`, 'reelay.v1');
          webSocket.onopen = () => resolve(webSocket);
          webSocket.onerror = () => reject(new Error('refused'));
        });
      for (let turn = 0; turn < 20; turn++) {
        const webSocket = await open();
        const closed = new Promise((resolve) => {
          webSocket.onclose = resolve;
        });
        if (turn % 3 === 0) webSocket.send('{"type":');
        else if (turn % 3 === 1) webSocket.send(new Uint8Array(20_000_000));
        else webSocket.close();
        await closed;
      }
    },
    { origin: relay.origin, token: relay.token },
  );
  const outcome = await endOf(recorderPage);
  expect(outcome).toMatchObject({ kind: 'finished', recording: { dropped: 0 } });
});
