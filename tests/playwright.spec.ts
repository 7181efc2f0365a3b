/** `reelay/playwright`: a real suite is run by Playwright's own command, and what it attached is looked at. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createSite } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { type PageRecording, recordPage } from 'reelay/playwright';
import { findBrowser } from '../relay/browser/chromium.ts';
import { CANVAS_RECORDING } from '../relay/node/playwright/canvas-script.ts';
import { decode, type DecodedFrames, pixelAt, probe } from './support/media.ts';
import { DRAW_NUMBER, readNumber } from './support/numbers.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

interface Attachment {
  readonly name: string;
  readonly contentType: string;
  readonly path: string;
}

interface Result {
  readonly status: string;
  readonly attachments: readonly Attachment[];
  readonly annotations: readonly { readonly type: string; readonly description?: string }[];
}

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly { readonly projectName: string; readonly results: readonly Result[] }[];
  }[];
}

let folder = '';
let report: Suite = {};

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-playwright-'));
  await runSuite(`${ROOT}tests/playwright/playwright.config.ts`, {
    SITE_PORT: String(await freePort()),
    PLAYWRIGHT_HTML_OUTPUT_DIR: path.join(folder, 'html'),
  });
  report = JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8')) as Suite;
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('a page is recorded through loading, reloading, a popup and a pause, with its chapters', async () => {
  const [result] = resultsOf('on', 'goes through pages');
  expect(result?.status).toBe('passed');
  expect(videosOf(result).map(({ name, contentType }) => [name, contentType])).toEqual([
    ['recording', 'video/mp4'],
    ['recording-2', 'video/mp4'],
  ]);
  const [main, popup] = videosOf(result).map((video) => video.path) as [string, string];
  const shown = await showing(main);
  // What was seen in the pause, and after the end, is not there.
  expect(shown.colours).not.toContain('yellow');
  expect((await showing(popup)).colours).toContain('blue');
  const chapters = await chaptersIn(main);
  expect(chapters.map(({ title }) => title)).toEqual(['Red = "first"; #1', 'Lime']);
  const [red, lime] = chapters as [Chapter, Chapter];
  expect(shown.between(red.start, red.end)).toContain('red');
  expect(shown.between(lime.start, lime.end)).toContain('lime');
  expect(lime.start).toBe(red.end);
  const vtt = await readFile(result!.attachments.find(({ name }) => name === 'recording.vtt')!.path, 'utf8');
  expect(vtt).toMatch(
    /^WEBVTT\n\n00:00:00\.\d{3} --> 00:00:0\d\.\d{3}\nRed = "first"; #1\n\n00:00:0\d\.\d{3} --> .*\nLime\n$/,
  );
});

test('what a page showed before it crashed is kept', async () => {
  const [result] = resultsOf('on', 'crashes');
  expect(result?.status).toBe('passed');
  expect((await showing(videosOf(result)[0]!.path)).colours).toContain('red');
  expect(result?.annotations.find(({ type }) => type === 'reelay')?.description).toContain('The page crashed');
});

test('a clock of the page and a trace are of no consequence', async () => {
  const [result] = resultsOf('on', 'has a clock of its own');
  expect(result?.status).toBe('passed');
  expect((await showing(videosOf(result)[0]!.path)).colours).toContain('red');
  expect(result?.attachments.map(({ name }) => name)).toContain('trace');
});

test('titles of steps are drawn into the picture while they last', async () => {
  const [result] = resultsOf('on', 'shows its steps');
  expect(result?.status).toBe('passed');
  const video = videosOf(result)[0]!;
  expect(video.contentType).toBe('video/webm');
  const picture = await decode(video.path);
  // Behind the title lies a box that darkens the page.
  const hasTitle = picture.frames.map((frame) => pixelAt(picture, frame, 22, 208)[0] < 215);
  expect(hasTitle.indexOf(true)).toBeGreaterThan(0);
  expect(hasTitle.at(-1)).toBe(false);
  // It begins where reelay.start() was called.
  expect((await showing(video.path)).colours).not.toContain('yellow');
  expect((await chaptersIn(video.path)).map(({ title }) => title)).toEqual(['The form']);
});

test('in virtual time every frame is there once, at its time, and drawn at the scale of the file', async () => {
  const [result] = resultsOf('virtual', 'draws each frame');
  expect(result?.status).toBe('passed');
  const file = videosOf(result)[0]!.path;
  const { pts, timeBase, width, height } = await probe(file);
  expect([width, height]).toEqual([640, 480]);
  expect(pts.map((time) => (time * timeBase[0] * 30) / timeBase[1])).toEqual(pts.map((_, index) => index));
  const picture = await decode(file);
  const drawn = picture.frames.filter((frame) => isGrey(pixelAt(picture, frame, 300, 400)));
  const numbers = drawn.map((frame) => readNumber(frame, width, height));
  expect(numbers.length).toBeGreaterThan(10);
  expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
});

test('a canvas is recorded as it was drawn, through one page after another, into one file', async () => {
  const [result] = resultsOf('canvas', 'records its canvas');
  expect(result?.status).toBe('passed');
  const file = videosOf(result)[0]!.path;
  const picture = await decode(file);
  expect([picture.width, picture.height]).toEqual([320, 240]);
  const numbers = picture.frames.map((frame) => readNumber(frame, 320, 240));
  const [first, second] = [numbers.filter((number) => number < 1000), numbers.filter((number) => number >= 1000)];
  expect([...first, ...second]).toEqual(numbers);
  expect(first).toEqual([...first].sort((a, b) => a - b));
  expect(second).toEqual([...second].sort((a, b) => a - b));
  expect(Math.min(first.length, second.length)).toBeGreaterThan(5);
  const chapters = await chaptersIn(file);
  expect(chapters.map(({ title }) => title)).toEqual(['The first page', 'The second page']);
  const { pts, timeBase } = await probe(file);
  const startOfSecond = (pts[first.length]! * timeBase[0]) / timeBase[1];
  // A millisecond is what chapters of an MP4 are counted in.
  expect(chapters[1]!.start).toBeGreaterThanOrEqual(startOfSecond - 0.001);
});

test('the mode says which tests are recorded, and what is kept', async () => {
  const statuses = (project: string, title: string): [string, string[]][] =>
    resultsOf(project, title).map((result) => [result.status, videosOf(result).map(({ name }) => name)]);
  expect(statuses('off', 'passes')).toEqual([['passed', []]]);
  expect(statuses('off', 'fails at first')).toEqual([['failed', []]]);
  expect(statuses('retain-on-failure', 'passes')).toEqual([['passed', []]]);
  expect(statuses('retain-on-failure', 'fails at first')).toEqual([['failed', ['recording']]]);
  expect(statuses('on-first-retry', 'passes')).toEqual([['passed', []]]);
  expect(statuses('on-first-retry', 'fails at first')).toEqual([
    ['failed', []],
    ['passed', ['recording']],
  ]);
  const [kept] = resultsOf('retain-on-failure', 'fails at first');
  expect((await showing(videosOf(kept)[0]!.path)).colours).toContain('lime');
  expect(existsSync(path.join(folder, 'results', 'modes.pw.ts-passes-retain-on-failure', 'recording.mp4'))).toBe(false);
});

test('the recording plays in the HTML report', async ({ page }) => {
  await page.goto(pathToFileURL(path.join(folder, 'html', 'index.html')).href);
  await page.getByRole('link', { name: 'goes through pages' }).first().click();
  const video = page.locator('video').first();
  await expect(video).toHaveJSProperty('videoWidth', 320);
  await video.evaluate((element: HTMLVideoElement) => element.play());
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0);
});

test('the guide’s example runs as it is', async () => {
  await runSuite(`${ROOT}examples/playwright/playwright.config.js`, {
    CHROMIUM: findBrowser(),
    PLAYWRIGHT_HTML_OUTPUT_DIR: path.join(folder, 'example'),
  });
  report = JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8')) as Suite;
  const [result] = resultsOf('', 'a reel goes into the basket');
  expect(result?.status).toBe('passed');
  const chapters = await chaptersIn(videosOf(result)[0]!.path);
  expect(chapters.map(({ title }) => title)).toEqual(['The empty shop', 'Two reels']);
});

test('any page is recorded without the test runner: each picture once, in their order, the last one to the end', async ({
  page,
}) => {
  const file = path.join(folder, 'a folder', 'of my own.mp4');
  // The recording's own session, as any program could give it one, so that it is seen which pictures have come.
  const session = await page.context().newCDPSession(page);
  let newest = '';
  session.on('Page.screencastFrame', ({ data }) => (newest = data));
  const recorded = {
    on: (event: 'close', listener: () => void) => page.on(event, listener),
    createCDPSession: () => Promise.resolve(session),
  };
  const recording = await recordPage(recorded, { file, size: { width: 320, height: 240 } });
  await page.setViewportSize({ width: 320, height: 240 });
  await page.setContent(numberedPage());
  await expect.poll(async () => Number(await page.title())).toBeGreaterThan(20);
  const last = await page.evaluate(() => {
    Object.assign(window, { isOver: true });
    return Number(document.title);
  });
  await expect.poll(() => numberIn(newest)).toBe(last);
  await recording.chapter('The last number');
  const { path: written, frames } = await recording.stop();
  expect(written).toBe(file);
  expect(await recording.stop()).toMatchObject({ path: file });
  const picture = await decode(file);
  expect(picture.frames.length).toBe(frames);
  const drawn = picture.frames.filter((frame) => isGrey(pixelAt(picture, frame, 310, 200)));
  const numbers = drawn.map((frame) => readNumber(frame, 320, 240));
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(numbers.at(-1)).toBe(last);
});

test('of a canvas nothing is kept that is discarded, and everything that was stopped before', async ({ page }) => {
  const port = await freePort();
  const site = createSite((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(numberedPage());
  }).listen(port, '127.0.0.1');
  const begin = async (name: string): Promise<PageRecording> => {
    const recording = await recordPage(page, { file: path.join(folder, name), capture: 'canvas' });
    await page.goto(`http://127.0.0.1:${port}/`);
    await expect.poll(() => page.evaluate(`${CANVAS_RECORDING}.place()`)).toBeGreaterThan(0);
    await recording.chapter('Numbers');
    return recording;
  };
  const stopped = await begin('stopped');
  await stopped.stop();
  await stopped.discard();
  await (await begin('discarded')).discard();
  site.closeAllConnections();
  site.close();
  const files = (await readdir(folder)).filter((name) => /^(?:stopped|discarded)/.test(name));
  expect(files.sort()).toEqual(['stopped.mp4', 'stopped.vtt']);
});

test('what cannot be recorded is refused before anything is written', async ({ page }) => {
  const file = path.join(folder, 'refused.mp4');
  await expect(recordPage(page, { file, preset: 'hls' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  await expect(recordPage(page, { file, preset: 'none' })).rejects.toMatchObject({ code: 'PRESET_UNKNOWN' });
  await expect(recordPage(page, { file, preset: 'png', capture: 'canvas' })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
  });
  await page.setContent('<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><canvas></canvas>');
  const forbidden = await recordPage(page, { file, capture: 'canvas' });
  await expect(forbidden.stop()).rejects.toMatchObject({ code: 'SOURCE_UNSUPPORTED' });
  await expect(recordPage(page, { file, fps: 0 })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  const discarded = await recordPage(page, { file });
  await discarded.discard();
  await page.close();
  await expect(recordPage(page, { file })).rejects.toMatchObject({ code: 'SOURCE_UNSUPPORTED' });
  expect((await readdir(folder)).filter((name) => /refused|\.part$/.test(name))).toEqual([]);
});

/** Runs Playwright's own command; what came of it is in report.json. */
async function runSuite(config: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const cli = `${ROOT}node_modules/@playwright/test/cli.js`;
  const output = ['--reporter', 'json,html', '--output', path.join(folder, 'results')];
  // What this runner tells its own workers is not meant for others.
  const own = Object.entries(process.env).filter(([name]) => !/^(?:PLAYWRIGHT|PW|TEST)_/.test(name));
  const report = { PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(folder, 'report.json'), PLAYWRIGHT_HTML_OPEN: 'never' };
  await run(process.execPath, [cli, 'test', '--config', config, ...output], {
    env: { ...Object.fromEntries(own), ...report, ...env },
  }).catch(() => undefined); // It fails where one of its tests is to fail.
}

/** A page that counts 30 frames a second, until it is over, and shows the number. */
function numberedPage(): string {
  return `<!doctype html><body style="margin:0"><canvas width="320" height="240" style="display:block"></canvas><script>
    ${DRAW_NUMBER}
    const context = document.querySelector('canvas').getContext('2d');
    let shown = -1;
    const draw = (time) => {
      if (window.isOver) return;
      const number = Math.floor((time * 30) / 1000);
      if (number !== shown) {
        drawNumber(context, number, 320, 240);
        context.fillStyle = '#888';
        context.fillRect(300, 190, 20, 50);
        document.title = String((shown = number));
      }
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  </script></body>`;
}

/** Results of a test, the first try first. */
function resultsOf(project: string, title: string, suite: Suite = report): readonly Result[] {
  const found = (suite.specs ?? [])
    .filter((spec) => spec.title === title)
    .flatMap(({ tests }) => tests.filter(({ projectName }) => projectName === project))
    .flatMap(({ results }) => results);
  return [...found, ...(suite.suites ?? []).flatMap((inner) => resultsOf(project, title, inner))];
}

function videosOf(result: Result | undefined): readonly Attachment[] {
  return (result?.attachments ?? []).filter(({ contentType }) => contentType.startsWith('video/'));
}

interface Chapter {
  readonly title: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
}

async function chaptersIn(file: string): Promise<Chapter[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_chapters', '-of', 'json', file]);
  const { chapters } = JSON.parse(stdout) as {
    chapters: { start_time: string; end_time: string; tags: { title: string } }[];
  };
  return chapters.map(({ start_time, end_time, tags }) => ({
    title: tags.title,
    start: Number(start_time),
    end: Number(end_time),
  }));
}

const COLOURS = {
  red: [255, 0, 0],
  lime: [0, 255, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  white: [255, 255, 255],
};

/** Which colours a recording shows, and when. */
async function showing(file: string): Promise<{
  readonly colours: readonly string[];
  between(start: number, end: number): readonly string[];
}> {
  const [picture, { pts, timeBase }] = [await decode(file), await probe(file)];
  const times = pts.map((time) => (time * timeBase[0]) / timeBase[1]);
  const colours = picture.frames.map((frame) => colourOf(picture, frame));
  return {
    colours,
    between: (start, end) =>
      colours.filter((_, index) => times[index]! < end && (times[index + 1] ?? Infinity) > start),
  };
}

/** JPEG and 4:2:0 leave a flat colour within a few steps of what it was. */
function colourOf(picture: DecodedFrames, frame: Buffer): string {
  const pixel = pixelAt(picture, frame, 160, 100);
  const isNear = (colour: readonly number[]): boolean =>
    colour.every((part, index) => Math.abs(part - pixel[index]!) < 16);
  return Object.entries(COLOURS).find(([, colour]) => isNear(colour))?.[0] ?? pixel.join();
}

/** The number in a picture as the browser sends it, a JPEG in base64. */
async function numberIn(jpeg: string): Promise<number> {
  const file = path.join(folder, 'newest.jpg');
  await writeFile(file, jpeg, 'base64');
  const { frames, width, height } = await decode(file);
  return readNumber(frames[0]!, width, height);
}

function isGrey(pixel: readonly number[]): boolean {
  return pixel.slice(0, 3).every((part) => Math.abs(part - 0x88) < 8);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
