/**
 * Whole pages (tests/pages) as `reelay render` takes them, beside a plain screenshot of the same page at the same time:
 * drawn by HTML-in-canvas, and by DevTools where that would not show the same.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { build } from 'vite';
import config from '../playwright.config.ts';
import { renderFlags } from '../relay/render/flags.ts';
import { clockScript } from '../relay/render/stage.ts';
import { type RenderRequest, SHOOT } from '../shared/render/messages.ts';
import type * as stageModule from './pages/stage.ts';
import { step } from './support/clock.ts';
import type { PageServer } from './support/pages.ts';
import { expect, test } from './support/test.ts';

declare global {
  interface Window {
    stage: typeof stageModule;
  }
}

const run = promisify(execFile);

const CLOCK = fileURLToPath(import.meta.resolve('reelay/clock.classic.js'));
const BUILT = path.dirname(CLOCK);
const FOLDER = fileURLToPath(new URL('pages/', import.meta.url));
const SIZE = { width: 480, height: 320 };
/** The frame that is compared; the one before it is the first, from which it is chosen how the page is taken. */
const FRAME = 6;
/** Of what is not recorded here, the recorder's part says nothing. */
const REQUEST = {
  kind: 'page',
  rate: [10, 1],
  size: SIZE,
  seed: 1,
  settle: 'first',
  timeoutMs: 30_000,
  relay: '',
  token: '',
  presets: [],
  frames: 1,
  skippedFrames: 0,
  quality: 'standard',
  transport: 'auto',
  name: 'page',
  mode: 'offline',
  waitFor: null,
  setup: null,
} as const;

interface PageCase {
  readonly name: string;
  readonly scale?: number;
  readonly alpha?: boolean;
  /** Most pixels that may differ from those around them, %. */
  readonly beyond?: number;
  /** Why DevTools take it. */
  readonly told?: string;
}

/** Edges of what is turned, and of a blurred ground, are smoothed otherwise. */
const CORPUS: readonly PageCase[] = [
  ...['text', 'layout', 'forms', 'svg', 'gradients', 'blend', 'dark', 'rtl', 'table', 'attachment'],
  ...['animation', 'canvases', 'boxes', 'top-layer'],
].map((name) => ({ name }));
const SMOOTHED: readonly PageCase[] = [
  { name: 'iframes', beyond: 1 },
  { name: 'depth', beyond: 1 },
  { name: 'video', beyond: 0.5 },
  { name: 'backdrop', beyond: 2 },
];
const OTHERWISE: readonly PageCase[] = [
  { name: 'scrolled', told: 'a page that scrolls' },
  { name: 'alpha', alpha: true },
  ...['text', 'svg', 'boxes', 'canvases'].map((name) => ({ name, scale: 2, beyond: 0.01 })),
];

/** Pages that are taken by DevTools from the first frame on: what is in the body, and what is told. */
const UNDRAWABLE: readonly (readonly [body: string, told: RegExp])[] = [
  ['<iframe src="OTHER/"></iframe>', /^<iframe> of another origin \(http:\/\/localhost:\d+\/\)$/],
  ['<img src="OTHER/teal.svg">', /^<img> of another origin/],
  ['<div style="background: url(OTHER/teal.svg); height: 90px"></div>', /^<div> is drawn otherwise, at \d+, \d+$/],
  ['<canvas width="30" height="20" style="width: 90px"></canvas>', /^a <canvas> of 30 x 20 pixels shown as 90 x 60$/],
];
/** And pages in which something begins in the frame that is compared, of which Chromium would crash. */
const UNDRAWABLE_LATER: readonly (readonly [begin: string, told: string])[] = [
  ['document.startViewTransition(() => (document.body.style.background = "gold"))', 'a view transition'],
  ['document.querySelector("dialog").showModal()', 'a ::backdrop with a backdrop-filter'],
];
const LATER = `<style>dialog::backdrop { backdrop-filter: blur(3px) } ::view-transition-group(*) { animation-duration: 2s }</style>
<p>text behind it</p><dialog>dialog</dialog>`;
const TEAL = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><rect width="90" height="90" fill="teal"/></svg>`;
const STAGE = `<!doctype html><link rel="icon" href="data:,"><style>
html, body { margin: 0; overflow: hidden; background: transparent }
iframe { display: block; width: 100vw; height: 100vh; border: 0 }</style><body></body>`;

test.use({
  viewport: SIZE,
  launchOptions: {
    ...config.use?.launchOptions,
    args: [
      ...(config.use?.launchOptions?.args ?? []),
      // Pages that nobody looks at need not be drawn as fast as they can be.
      ...renderFlags('http://127.0.0.1/', 'realtime'),
    ],
  },
});

let program: string;
let data: ReadonlyMap<string, string>;

test.beforeAll(async () => {
  program = await bundle(`${FOLDER}stage.ts`);
  const video = test.info().outputPath('video.webm');
  const picture = 'testsrc=size=320x180:rate=25:duration=2';
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', picture, '-c:v', 'libvpx', '-b:v', '1M', video]);
  const font = fileURLToPath(
    import.meta.resolve('@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2'),
  );
  const base64 = async (file: string): Promise<string> => (await readFile(file)).toString('base64');
  data = new Map([
    ['/video.webm', `data:video/webm;base64,${await base64(video)}`],
    ['/fonts/plex-sans.woff2', `data:font/woff2;base64,${await base64(font)}`],
  ]);
});

test('every page of the corpus is drawn as a screenshot shows it', async ({ browser, pages }) => {
  for (const { name } of [...CORPUS, ...SMOOTHED, ...OTHERWISE]) pages.add(`/${name}.html`, await source(name));
  const found: Record<string, unknown> = {};
  for (const scale of [1, 2]) {
    await using stages = await Stages.open(browser, pages, scale);
    for (const page of [...CORPUS, ...SMOOTHED, ...OTHERWISE].filter((each) => (each.scale ?? 1) === scale)) {
      const { told, levels, beyond } = await stages.compare(`${page.name}.html`, page.alpha ? 'keep' : 'discard');
      const isEqual = told.join() === (page.told ?? '') && beyond <= (page.beyond ?? 0);
      found[`${page.name}, scale ${scale}`] = isEqual || { told, levels, beyond };
    }
  }
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, true])));
  expect(Object.keys(found)).toHaveLength(24);
});

test('what cannot be drawn is found, told of, and taken by DevTools, as a screenshot shows it', async ({
  browser,
  pages,
}) => {
  pages.add('/teal.svg', TEAL);
  const other = pages.origin.replace('127.0.0.1', 'localhost');
  const cases = UNDRAWABLE.map(([body, told]) => ({ told, text: body.replace('OTHER', other) }));
  const later = UNDRAWABLE_LATER.map(([begin, told]) => ({
    told: new RegExp(`^${told}$`),
    text: `${LATER}<script>let n = 0; requestAnimationFrame(function draw() { if (++n === ${FRAME + 1}) ${begin}; requestAnimationFrame(draw) })</script>`,
  }));
  await using stages = await Stages.open(browser, pages, 1);
  for (const [index, { text, told }] of [...cases, ...later].entries()) {
    pages.add(`/undrawable-${index}.html`, `<!doctype html><meta charset="utf-8"><body>${text}</body>`);
    const found = await stages.compare(`undrawable-${index}.html`, 'discard');
    expect(found).toMatchObject({ told: [expect.stringMatching(told)], beyond: 0 });
  }
});

test('of what begins while a picture is drawn, that picture is taken by DevTools', async ({ browser, pages }) => {
  pages.add('/later.html', `<!doctype html><meta charset="utf-8"><body>${LATER}</body>`);
  await using stages = await Stages.open(browser, pages, 1);
  for (const [begin, told] of UNDRAWABLE_LATER) expect(await stages.interrupt('later.html', begin)).toEqual([told]);
});

test('an element is taken with what lies above it, where it goes', async ({ browser, pages }) => {
  pages.add('/animation.html', await source('animation'));
  await using stages = await Stages.open(browser, pages, 1);
  expect(await stages.compare('animation.html', 'discard', '.raf')).toMatchObject({ told: [], beyond: 0 });
});

/** A page that stands in for the stage, and one for the plain page, in one window. */
class Stages implements AsyncDisposable {
  readonly #stage: Page;
  readonly #plain: Page;
  readonly #devtools: CDPSession;
  readonly #pages: PageServer;
  readonly #scale: number;

  private constructor(stage: Page, plain: Page, devtools: CDPSession, pages: PageServer, scale: number) {
    this.#stage = stage;
    this.#plain = plain;
    this.#devtools = devtools;
    this.#pages = pages;
    this.#scale = scale;
  }

  static async open(browser: Browser, pages: PageServer, deviceScaleFactor: number): Promise<Stages> {
    pages.add('/stage.html', STAGE);
    pages.add('/stage.js', program);
    const context = await browser.newContext({ viewport: SIZE, deviceScaleFactor });
    await context.addInitScript(await clockScript(BUILT));
    await context.addInitScript({ path: CLOCK });
    await context.addInitScript(() => {
      if (window === top && location.pathname !== '/stage.html')
        window.clock = reelayClock.installClock({ fps: 10, seed: 1 });
    });
    const stage = await context.newPage();
    const devtools = await context.newCDPSession(stage);
    // A session takes pictures by its own settings.
    await devtools.send('Emulation.setDeviceMetricsOverride', { ...SIZE, deviceScaleFactor, mobile: false });
    await stage.exposeFunction(SHOOT, async (id: string) => {
      const { data: png } = await devtools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
      await stage.evaluate(([name, picture]) => window.stage.shown(name, picture), [id, png] as const);
    });
    return new Stages(stage, await context.newPage(), devtools, pages, deviceScaleFactor);
  }

  async compare(name: string, alpha: 'keep' | 'discard', selector = ':root') {
    const url = `${this.#pages.origin}/${name}`;
    const color = alpha === 'keep' ? { color: { r: 0, g: 0, b: 0, a: 0 } } : {};
    await this.#devtools.send('Emulation.setDefaultBackgroundColorOverride', color);
    const png = await this.#screenshot(url, alpha, selector);
    const request: RenderRequest = { ...REQUEST, url, scale: this.#scale, alpha, selector };
    const stage = await this.#opened();
    return stage.evaluate(([given, frames, picture]) => window.stage.compare(given, frames, picture), [
      request,
      FRAME,
      png,
    ] as const);
  }

  async interrupt(name: string, script: string): Promise<readonly string[]> {
    const url = `${this.#pages.origin}/${name}`;
    const request: RenderRequest = { ...REQUEST, url, scale: this.#scale, alpha: 'discard', selector: ':root' };
    const stage = await this.#opened();
    return stage.evaluate(([given, text]) => window.stage.interrupt(given, text), [request, script] as const);
  }

  async #opened(): Promise<Page> {
    const stage = this.#stage;
    await stage.bringToFront();
    await stage.goto(`${this.#pages.origin}/stage.html`);
    await stage.evaluate(async () => {
      const address = '/stage.js';
      window.stage = (await import(address)) as typeof stageModule;
    });
    return stage;
  }

  async #screenshot(url: string, alpha: 'keep' | 'discard', selector: string): Promise<string> {
    const plain = this.#plain;
    await plain.bringToFront();
    await plain.goto(url);
    await step(plain, FRAME + 2);
    const box = selector === ':root' ? null : await plain.locator(selector).boundingBox();
    const png = await plain.screenshot({
      omitBackground: alpha === 'keep',
      animations: 'allow',
      caret: 'initial',
      ...(box ? { clip: box } : {}),
    });
    return png.toString('base64');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stage.context().close();
  }
}

/** A page of the corpus with its font and video inside. */
async function source(name: string): Promise<string> {
  let text = await readFile(`${FOLDER}${name}.html`, 'utf8');
  for (const [address, url] of data) text = text.replaceAll(address, url);
  return text;
}

async function bundle(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['es'] } },
  });
  const [first] = [output].flat();
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('the build gave no program');
  return chunk.code;
}
