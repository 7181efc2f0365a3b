/**
 * Pages that are hidden behind another tab, really: the browser then shows no frames (no requestAnimationFrame) and slows
 * timers down. What goes on and what does not, and that it is said.
 */
import { BareBrowser, type BareTab } from './support/bare-browser.ts';
import { counting, expect, test } from './support/exact.ts';
import { decode, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';
import type { PageServer } from './support/pages.ts';
import { PICTURES_MODULE } from './support/pictures.ts';
import type { TestRelay } from './support/relay.ts';

/** A tab with the recorder and the pictures. */
async function openTab(browser: BareBrowser, pages: PageServer, relay: TestRelay): Promise<BareTab> {
  pages.add('/pictures.js', PICTURES_MODULE);
  const tab = await browser.open(`${pages.origin}/`);
  await tab.evaluate(`(async () => {
    window.reelay = await import('${relay.moduleUrl}');
    window.pictures = await import('/pictures.js');
  })()`);
  return tab;
}

/** Opens another tab in front; throws where that does not hide the first. */
async function hide(browser: BareBrowser, tab: BareTab, pages: PageServer): Promise<void> {
  await browser.open(`${pages.origin}/`);
  expect(await tab.evaluate('document.visibilityState')).toBe('hidden');
}

test('a scene in realtime goes on while its page is hidden, each frame at its own time', async ({ pages, relay }) => {
  await using browser = await BareBrowser.start();
  const tab = await openTab(browser, pages, relay);
  const scene = pages.add(
    '/scene.js',
    `import { drawNumber } from '/pictures.js';
     export default { setup(canvas, { width, height }) {
       const context = canvas.getContext('2d');
       return ({ index }) => drawNumber(context, index % 4096, width, height);
     } };`,
  );
  await tab.evaluate(`(async () => {
    window.suspended = [];
    window.count = pictures.frameCount();
    const onProgress = (progress) => { count.onProgress(progress); suspended.push(progress.suspended); };
    window.recorder = new reelay.Recorder({ mode: 'realtime', fps: 20, size: { width: 320, height: 240 }, name: 'hidden', onProgress });
    await recorder.start(new URL('${scene}'));
    await count.reached(5);
  })()`);
  await hide(browser, tab, pages);
  const hidden = (await tab.evaluate(`(async () => {
    const before = recorder.timeNs;
    await count.more(20);
    return { before, after: recorder.timeNs, state: document.visibilityState, suspended };
  })()`)) as { before: number; after: number; state: string; suspended: boolean[] };
  expect(hidden.state).toBe('hidden');
  expect(hidden.suspended).not.toContain(true);
  const recording = (await tab.evaluate('recorder.stop()')) as { frames: number; warnings: string[] };
  expect(recording.frames).toBeGreaterThanOrEqual(25);
  expect(recording.warnings).toEqual([]);
  const { pts, timeBase } = await probe(relay.file('hidden.mp4'));
  const { frames } = await decode(relay.file('hidden.mp4'));
  const numbers = frames.map((frame) => readNumber(frame, 320, 240));
  expect(pts.map((tick) => Math.round((tick * timeBase[0] * 20) / timeBase[1]))).toEqual(numbers);
});

test('offline recordings of canvases go on while their page is hidden', async ({ pages, relay }) => {
  await using browser = await BareBrowser.start();
  const tab = await openTab(browser, pages, relay);
  await hide(browser, tab, pages);
  await tab.evaluate(`(async () => {
    const { addCanvas, drawNumber, drawNumberGl } = pictures;
    const plain = addCanvas(320, 240);
    const context = plain.getContext('2d');
    await reelay.record(plain, { fps: 30, frames: 20, name: 'plain', draw: ({ index }) => drawNumber(context, index, 320, 240) });
    const webgl = addCanvas(320, 240);
    const gl = webgl.getContext('webgl2');
    await reelay.record(webgl, { fps: 30, frames: 20, name: 'webgl', draw: ({ index }) => drawNumberGl(gl, index) });
  })()`);
  expect(await tab.evaluate('document.visibilityState')).toBe('hidden');
  for (const file of ['plain.mp4', 'webgl.mp4']) {
    const { frames } = await decode(relay.file(file));
    expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(20));
  }
});

test('a canvas in realtime stands still while its page is hidden, and says so', async ({ pages, relay }) => {
  await using browser = await BareBrowser.start();
  const tab = await openTab(browser, pages, relay);
  await tab.evaluate(`(async () => {
    const { addCanvas, drawNumber } = pictures;
    const canvas = addCanvas(320, 240);
    const context = canvas.getContext('2d');
    let index = 0;
    const draw = () => { drawNumber(context, index++, 320, 240); requestAnimationFrame(draw); };
    draw();
    window.told = [];
    window.count = pictures.frameCount();
    const onProgress = (progress) => { told.push(progress); count.onProgress(progress); };
    window.recorder = new reelay.Recorder({ mode: 'realtime', fps: 30, name: 'hidden', onProgress });
    await recorder.start(canvas);
    await count.reached(5);
  })()`);
  await hide(browser, tab, pages);
  const suspended = (await tab.evaluate(`(async () => {
    const started = told.length;
    while (told.filter(({ suspended }) => suspended).length < 4) await new Promise((done) => setTimeout(done, 50));
    const own = told.slice(started).filter(({ suspended }) => suspended);
    return { captured: [...new Set(own.slice(1).map(({ capturedFrames }) => capturedFrames))], state: document.visibilityState };
  })()`)) as { captured: number[]; state: string };
  expect(suspended.state).toBe('hidden');
  expect(suspended.captured).toHaveLength(1);
  await tab.bringToFront();
  const recording = (await tab.evaluate(`(async () => {
    await count.more(5);
    return { ...await recorder.stop(), last: told.at(-1).suspended };
  })()`)) as { frames: number; durationSeconds: number; warnings: string[]; last: boolean };
  expect(recording.last).toBe(false);
  expect(recording.warnings).toEqual([
    expect.stringMatching(/^The page was hidden for \d+\.\d s, .*draw in a scene module/),
  ]);
  const { frames } = await decode(relay.file('hidden.mp4'));
  const numbers = frames.map((frame) => readNumber(frame, 320, 240));
  expect(numbers).toHaveLength(recording.frames);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  const { warnings } = await relay.sidecar('hidden.mp4');
  expect(warnings).toEqual(recording.warnings);
});
