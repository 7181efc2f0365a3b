/** `reelay/vite`: the example's page on a real Vite dev server, recorded by its button; and what a build has of it. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer as createHttp, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { reelay } from 'reelay/vite';
import { build, createServer, type ViteDevServer } from 'vite';
import config from '../playwright.config.ts';
import { decode, pixelAt, probe } from './support/media.ts';
import { expect, test as base } from './support/test.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLE = `${ROOT}examples/dev-button`;

declare global {
  interface Window {
    /** The tab as it was captured. */
    tab?: MediaStream;
  }
}

interface Site {
  readonly vite: ViteDevServer;
  readonly origin: string;
  readonly recordings: string;
}

/** The example as its own configuration serves it, but for where its recordings go. */
const test = base.extend<{ site: Site }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  site: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'reelay-vite-'));
    const recordings = path.join(folder, 'recordings');
    const vite = await createServer({
      root: EXAMPLE,
      configFile: false,
      cacheDir: path.join(folder, 'cache'),
      logLevel: 'error',
      server: { host: '127.0.0.1', port: 0, cors: true },
      plugins: [reelay({ recordings, recording: { fps: 30, name: 'dial' } })],
    });
    await vite.listen();
    await use({ vite, origin: new URL(vite.resolvedUrls?.local[0] ?? '').origin, recordings });
    await vite.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  },
});

test('the button records the page; the relay ends with the dev server', async ({ page, site }) => {
  await page.goto(site.origin);
  expect(await readdir(path.dirname(site.recordings)), 'no relay runs before it is needed').not.toContain('recordings');
  await page.getByRole('button', { name: 'Record' }).click();
  const status = page.locator('reelay-button output');
  await expect(status).toHaveText(/ [1-9]\d* frames$/);
  // The keys do the same.
  await page.keyboard.press('Alt+Shift+R');
  await expect(status).toHaveText(/^dial.*, \d+ frames/);
  const link = new URL((await page.getByRole('link').getAttribute('href')) ?? '');

  const file = path.join(site.recordings, 'dial.mp4');
  const { frames, width, height } = await decode(file);
  expect((await probe(file)).codec).toBe('h264');
  expect({ width, height }).toEqual({ width: 640, height: 360 });
  expect(frames.length).toBeGreaterThan(1);
  const corner = pixelAt({ width }, frames[0]!, 2, 2).slice(0, 3);
  expect(Math.max(...corner.map((part, index) => Math.abs(part - [0x14, 0x18, 0x1c][index]!)))).toBeLessThanOrEqual(8);

  await site.vite.close();
  await expect(fetch(link), 'it is gone').rejects.toThrow('fetch failed');
});

test('programs have the recorder, and the token is for pages of this server alone', async ({ page, site }) => {
  await page.goto(site.origin);
  const logged = page.waitForEvent('console', (message) => message.text().startsWith('One turn: '));
  await page.keyboard.press('o');
  await logged;
  expect((await probe(path.join(site.recordings, 'turn.mp4'))).pts).toHaveLength(120);

  const endpoint = `${site.origin}/@reelay/relay`;
  expect(await page.evaluate(async (url) => Object.keys(await (await fetch(url)).json()), endpoint)).toEqual([
    'relay',
    'token',
  ]);
  // Another origin of this machine, which Vite's CORS would let read everything.
  const other = createHttp((_request, response) =>
    response.setHeader('Content-Type', 'text/html').end('<!doctype html>'),
  );
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  const read = await page.evaluate(async (url) => {
    const answer = await fetch(url);
    return { status: answer.status, text: await answer.text() };
  }, endpoint);
  other.close();
  expect(read.status).toBe(403);
  expect(read.text).not.toContain('token');
  expect(read.text).toContain('ORIGIN_FORBIDDEN');
  expect(await page.evaluate((url) => fetch(url, { mode: 'no-cors' }).then(({ type }) => type), endpoint)).toBe(
    'opaque',
  );
  // A name of somebody else's that leads here: Vite itself refuses it.
  expect(await statusFor(endpoint, { Host: 'evil.example', 'Sec-Fetch-Site': 'same-origin' })).toBe(403);
});

test('of a page without a canvas the tab is recorded, and let go', async ({ site }) => {
  const { executablePath, args = [] } = config.use?.launchOptions ?? {};
  // In the place of the person whom the browser asks.
  const accepting = { args: [...args, '--auto-accept-this-tab-capture'] };
  const browser = await chromium.launch({ ...accepting, ...(executablePath === undefined ? {} : { executablePath }) });
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getDisplayMedia.bind(mediaDevices);
    mediaDevices.getDisplayMedia = async (options) => (window.tab = await ask(options));
  });
  await page.goto(site.origin);
  await page.evaluate(() => {
    const box = document.createElement('h1');
    document.querySelector('canvas')?.replaceWith(box);
    let count = 0;
    setInterval(() => (box.textContent = String(count++)), 20);
  });
  await page.keyboard.press('Alt+Shift+R');
  const status = page.locator('reelay-button output');
  await expect(status).toHaveText(/ [1-9]\d* frames$/);
  await page.keyboard.press('Alt+Shift+R');
  await expect(status).toHaveText(/^dial, \d+ frames/);
  expect(await page.evaluate(() => window.tab?.getVideoTracks().map(({ readyState }) => readyState))).toEqual([
    'ended',
  ]);
  expect((await probe(path.join(site.recordings, 'dial.mp4'))).pts.length).toBeGreaterThan(0);
  await browser.close();
});

test('a relay that cannot start is told in the page', async ({ page }) => {
  const vite = await createServer({
    root: EXAMPLE,
    configFile: false,
    cacheDir: `${ROOT}test-results/.vite`,
    logLevel: 'silent',
    server: { host: '127.0.0.1', port: 0 },
    plugins: [reelay({ args: ['--encoder', 'none'] })],
  });
  await vite.listen();
  await page.goto(vite.resolvedUrls?.local[0] ?? '');
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(page.locator('reelay-button output')).toContainText('--encoder must be one of auto');
  await expect(page.getByRole('button', { name: 'Record' })).toBeEnabled();
  await vite.close();
});

test('a build has nothing of it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'reelay-vite-build-'));
  await cp(EXAMPLE, folder, { recursive: true });
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    plugins: [reelay()],
    build: { write: false, outDir: path.join(folder, 'out') },
  });
  if (!('output' in built)) throw new Error('the build gave no single output');
  const text = built.output.map((file) => (file.type === 'chunk' ? file.code : String(file.source))).join('\n');
  expect(text).toContain('requestAnimationFrame');
  expect(text).not.toMatch(/reelay|durationSeconds|token/i);
  await rm(folder, { recursive: true });
});

function statusFor(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (answer) => resolve(answer.resume().statusCode ?? 0)).once('error', reject);
  });
}
