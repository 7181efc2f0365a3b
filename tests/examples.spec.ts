/** Every example runs as its readers run it, and the file that it makes holds what it drew. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build, createServer as createVite } from 'vite';
import { type DecodedFrames, decode, pixelAt, probe } from './support/media.ts';
import type { PageServer } from './support/pages.ts';
import type { TestRelay } from './support/relay.ts';
import { expect, test } from './support/test.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLES = `${ROOT}examples`;
/** Two seconds at 60 frames per second. */
const FRAMES = 120;

test('the plain page records from any static file server', async ({ page, pages, relay }) => {
  const address = pages.add('/plain/index.html', await readFile(`${EXAMPLES}/plain/index.html`, 'utf8'));
  await page.goto(address + query(relay));
  await record(page);
  await expect(page.locator('video')).toHaveJSProperty('videoWidth', 640);
  const picture = await twoSeconds(relay, 'plain.mp4');
  expectColour(picture, 0, [2, 2], [0x14, 0x18, 0x1c]);
  expectColour(picture, FRAMES - 1, [2, 2], [0x14, 0x18, 0x1c]);
});

test('the plain page says what to do where no relay answers', async ({ page, pages }) => {
  const address = pages.add('/plain/index.html', await readFile(`${EXAMPLES}/plain/index.html`, 'utf8'));
  await page.goto(`${address}?relay=http://127.0.0.1:1`);
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(page.getByRole('status')).toContainText('Is a relay running at http://127.0.0.1:1?');
});

test('the three.js page records its WebGL canvas, which is not preserved, frame by frame', async ({ page, relay }) => {
  await using site = await ExampleSite.start();
  await page.goto(`${site.origin}/three/${query(relay)}`);
  await record(page);
  const picture = await twoSeconds(relay, 'three.mp4');
  for (const frame of [0, FRAMES - 1]) {
    expectColour(picture, frame, [2, 2], [255, 255, 255]);
    // The box is there: a canvas read too late would be black or all background.
    expect(
      pixelAt(picture, picture.frames[frame]!, 320, 180)
        .slice(0, 3)
        .every((part) => part > 245),
    ).toBe(false);
  }
  // The first frame shows the box's front, whose normal is blue.
  expectColour(picture, 0, [320, 180], [128, 128, 255]);
});

test('the p5.js sketch is recorded by its frame count', async ({ page, relay }) => {
  await using site = await ExampleSite.start();
  await page.goto(`${site.origin}/p5/${query(relay)}`);
  await record(page);
  const picture = await twoSeconds(relay, 'p5.mp4');
  expectColour(picture, 0, [2, 2], [240, 240, 240]);
  // Frame i of the file is drawn with frameCount i + 1: the first circle's centre is where that puts it.
  for (const frame of [0, 60])
    expectColour(picture, frame, [20, Math.round(180 + 120 * Math.sin((frame + 1) / 60))], [20, 40, 120]);
});

test('the Vite app, built, records in real time through the package', async ({ page, pages, relay }) => {
  await page.goto(await addBuiltApp(pages));
  await page.getByRole('textbox').fill(relay.url);
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled();
  const pad = (await page.locator('canvas').boundingBox())!;
  await page.mouse.move(pad.x + 100, pad.y + 100);
  await page.mouse.down();
  await page.mouse.move(pad.x + 300, pad.y + 100, { steps: 20 });
  await page.mouse.up();
  // What was drawn has been presented and captured.
  await expect
    .poll(async () => Number.parseInt((await page.getByRole('status').textContent()) ?? '', 10))
    .toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('link', { name: 'drawing.mp4' })).toBeVisible();

  const { frames } = await relay.sidecar('drawing.mp4');
  const picture = await decode(relay.file('drawing.mp4'));
  expect(picture.frames).toHaveLength(frames);
  expectColour(picture, frames - 1, [2, 2], [255, 255, 255]);
  expect(
    pixelAt(picture, picture.frames.at(-1)!, 200, 100)
      .slice(0, 3)
      .some((part) => part < 100),
    'the stroke is in the last frame',
  ).toBe(true);
});

function query(relay: TestRelay): string {
  return `?${new URLSearchParams({ relay: relay.origin, token: relay.token })}`;
}

async function record(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(page.getByRole('status')).toHaveText(new RegExp(`^${FRAMES} frames, \\d+ bytes$`));
}

/** The decoded file, which must have every frame once, each unlike the one before. */
async function twoSeconds(relay: TestRelay, name: string): Promise<DecodedFrames> {
  expect(await relay.sidecar(name)).toMatchObject({ state: 'finished', frames: FRAMES, dropped: 0, warnings: [] });
  const { pts, timeBase } = await probe(relay.file(name));
  expect(pts.map((time) => Math.round((time * timeBase[0] * 60) / timeBase[1]))).toEqual([...Array(FRAMES).keys()]);
  const picture = await decode(relay.file(name));
  expect(picture).toMatchObject({ width: 640, height: 360 });
  expect(picture.frames.filter((frame, index) => index > 0 && frame.equals(picture.frames[index - 1]!))).toEqual([]);
  return picture;
}

function expectColour(
  picture: DecodedFrames,
  frame: number,
  [x, y]: readonly [number, number],
  colour: readonly number[],
): void {
  const found = pixelAt(picture, picture.frames[frame]!, x, y).slice(0, 3);
  const off = Math.max(...found.map((part, index) => Math.abs(part - colour[index]!)));
  expect(off, `frame ${frame} at ${x}, ${y}: ${found.join(' ')}, not ${colour.join(' ')}`).toBeLessThanOrEqual(8);
}

/** What `npx vite examples` serves. */
class ExampleSite implements AsyncDisposable {
  readonly origin: string;
  readonly #close: () => Promise<void>;

  private constructor(origin: string, close: () => Promise<void>) {
    this.origin = origin;
    this.#close = close;
  }

  static async start(): Promise<ExampleSite> {
    const vite = await createVite({
      root: EXAMPLES,
      configFile: `${EXAMPLES}/vite.config.js`,
      cacheDir: `${ROOT}test-results/.vite`,
      logLevel: 'error',
      server: { middlewareMode: true, hmr: false, ws: false },
    });
    const server = createServer(vite.middlewares);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ExampleSite(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await vite.close();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

/** Builds the app as `npm run build` does, with this repository for the installed package; returns its address. */
async function addBuiltApp(pages: PageServer): Promise<string> {
  const built = await build({
    root: `${EXAMPLES}/vite-app`,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { reelay: fileURLToPath(import.meta.resolve('reelay')) } },
    build: { write: false },
  });
  if (!('output' in built)) throw new Error('the build gave no single output');
  for (const file of built.output)
    pages.add(`/${file.fileName}`, file.type === 'chunk' ? file.code : String(file.source));
  return `${pages.origin}/index.html`;
}
