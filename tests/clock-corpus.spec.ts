/**
 * Pages made with the libraries people animate with (tests/clock): a second of a straight way from 0 to 100. At sampled
 * times it is where it must be, and a second run, with the processor busy, draws the same picture bit for bit.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import { build } from 'vite';
import { openUnderClock, step } from './support/clock.ts';
import type { PageServer } from './support/pages.ts';
import { expect, test } from './support/test.ts';

declare global {
  interface Window {
    /** How far a page of the corpus has come, of 100. */
    look(): number;
  }
}

const ROOT = fileURLToPath(new URL('clock/', import.meta.url));
const PAGES = [
  ...['three', 'p5', 'pixi', 'gsap', 'anime', 'motion', 'lottie', 'd3', 'chart'],
  ...['css', 'waapi', 'smil', 'worker', 'timeout'],
];
const STYLE = `body { margin: 0; background: white } .box { position: absolute; top: 40px; width: 30px; height: 30px; background: tomato }`;
const FPS = 10;
/** Frames that are looked at. */
const SAMPLES = [1, 4, 7];
/** anime.js has its animations begin 12 ms before they do, by itself. */
const AHEAD: Readonly<Record<string, number>> = { anime: 1.2 };

let built: ReadonlyMap<string, string>;

test.beforeAll(async () => {
  const output = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      modulePreload: false,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: {
        input: Object.fromEntries(PAGES.map((name) => [name, `${ROOT}${name}.js`])),
        output: { entryFileNames: '[name].js' },
      },
    },
    worker: { format: 'es' },
  });
  if (!('output' in output)) throw new Error('the build gave no single output');
  built = new Map(
    output.output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)]),
  );
});

for (const name of PAGES) {
  test(`${name}: each frame is that of its time, and the same in every run`, async ({ browser, pages }) => {
    for (const [file, text] of built) pages.add(`/${file}`, text);
    const idle = await sample(browser, pages, name);
    const values = idle.map(({ value }) => value);
    for (const [at, frame] of SAMPLES.entries())
      expect(values[at]).toBeCloseTo((frame / FPS) * 100 + (AHEAD[name] ?? 0), 2);
    expect(new Set(idle.map(({ picture }) => picture)).size).toBe(SAMPLES.length);
    const load = Array.from({ length: availableParallelism() }, keepBusy);
    try {
      expect(await sample(browser, pages, name)).toEqual(idle);
    } finally {
      for (const child of load) child.kill('SIGKILL');
    }
  });
}

interface Sample {
  readonly value: number;
  /** SHA-256 of a screenshot. */
  readonly picture: string;
}

async function sample(browser: Browser, pages: PageServer, name: string): Promise<Sample[]> {
  const context = await browser.newContext({ viewport: { width: 160, height: 120 } });
  try {
    const page = await context.newPage();
    const html = `<!doctype html><style>${STYLE}</style><body><script type="module" src="/${name}.js"></script>`;
    await openUnderClock(page, pages.add(`/${name}.html`, html), { fps: FPS, seed: 5 });
    // Playwright's own ways to wait in a page go by the page's clock.
    await expect.poll(() => page.evaluate(() => 'look' in window)).toBe(true);
    const samples: Sample[] = [];
    for (let drawn = 0; samples.length < SAMPLES.length; ) {
      const frame = SAMPLES[samples.length]!;
      await step(page, frame + 1 - drawn);
      drawn = frame + 1;
      const value = await page.evaluate(() => window.look());
      samples.push({
        value,
        picture: createHash('sha256')
          .update(await page.screenshot())
          .digest('hex'),
      });
    }
    return samples;
  } finally {
    await context.close();
  }
}

function keepBusy(): ChildProcess {
  return spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
}
