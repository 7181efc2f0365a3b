/** How pixels travel: as I420 where the file is 4:2:0 anyway, as good as by GStreamer's own converter; `bytes: 'exact'` as they are. */
import type { Page } from '@playwright/test';
import { expect, openPage, test } from './support/exact.ts';
import { decode } from './support/media.ts';
import type { TestRelay } from './support/relay.ts';

const WIDTH = 320;
const HEIGHT = 180;
const FRAMES = 8;
/** dB by which I420 may fall behind GStreamer's own conversion. */
const MARGIN_DB = 0.1;

interface Take {
  readonly name: string;
  readonly preset: string;
  readonly bytes?: 'auto' | 'exact';
}

/** Records the same moving picture for each take: soft gradients, edges and text. */
async function recordAll(page: Page, takes: readonly Take[]): Promise<void> {
  await page.evaluate(
    async ({ all, width, height, frames }) => {
      const { addCanvas, context2d } = window.pictures;
      const canvas = addCanvas(width, height);
      const context = context2d(canvas, { alpha: false });
      const draw = ({ index }: { index: number }): void => {
        const gradient = context.createLinearGradient(index * 9, 0, width - index * 9, height);
        for (let stop = 0; stop <= 4; stop++) gradient.addColorStop(stop / 4, `hsl(${stop * 80 + index * 11} 70% 50%)`);
        context.fillStyle = gradient;
        context.fillRect(0, 0, width, height);
        for (let ball = 0; ball < 40; ball++) {
          context.fillStyle = `hsl(${ball * 37} 85% ${30 + (ball % 5) * 12}% / 0.8)`;
          context.beginPath();
          context.arc((ball * 97 + index * 5) % width, (ball * 61) % height, 8 + (ball % 7) * 4, 0, 7);
          context.fill();
        }
        context.fillStyle = '#fff';
        context.font = '32px sans-serif';
        context.fillText(`frame ${index}`, 20, 50);
      };
      for (const take of all) await window.reelay.record(canvas, { ...take, fps: 30, frames, draw });
    },
    { all: takes, width: WIDTH, height: HEIGHT, frames: FRAMES },
  );
}

async function formatsOf(relay: TestRelay, file: string): Promise<string[]> {
  const { geometries } = await relay.sidecar(file);
  return geometries.map(({ geometry }) => geometry.format);
}

/** Of the colours of all frames, dB. */
function psnr(frames: readonly Buffer[], truth: readonly Buffer[]): number {
  let squares = 0;
  let values = 0;
  truth.forEach((expected, index) => {
    const frame = frames[index] as Buffer;
    for (let at = 0; at < expected.length; at++) {
      if (at % 4 === 3) continue;
      squares += ((frame[at] as number) - (expected[at] as number)) ** 2;
      values++;
    }
  });
  return 10 * Math.log10(255 ** 2 / (squares / values));
}

test('each kind of source is read in its own layout', async ({ recorderPage, relay }) => {
  const own = await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumber, drawNumberGl } = window.pictures;
    const size = { width: 320, height: 240 };
    const formats: Record<string, string | null> = {};
    for (const alpha of [false, true]) {
      for (const [kind, canvas] of [
        ['canvas', addCanvas(320, 240)],
        ['offscreen', new OffscreenCanvas(320, 240)],
      ] as const) {
        const context = canvas.getContext('2d', { alpha }) as CanvasRenderingContext2D;
        const name = `${kind}-${alpha ? 'translucent' : 'opaque'}`;
        const draw = (): void => drawNumber(context, 1, 320, 240);
        await window.reelay.record(canvas, { preset: 'mkv-lossless', frames: 1, name, draw });
        const frame = new VideoFrame(canvas, { timestamp: 0 });
        formats[name] = frame.format;
        frame.close();
      }
    }
    for (const format of ['RGBA', 'BGRX', 'I420', 'NV12', 'I422', 'I444', 'I420A'] as const) {
      const data = new Uint8Array(320 * 240 * 4).fill(90);
      const frame = new VideoFrame(data, { format, codedWidth: 320, codedHeight: 240, timestamp: 0 });
      const recorder = new window.reelay.Recorder({ preset: 'mkv-lossless', size, name: format });
      await recorder.start();
      await recorder.capture(frame, { premultiplied: false });
      await recorder.stop();
      formats[format] = format;
      frame.close();
    }
    const gl = addCanvas(320, 240).getContext('webgl2') as WebGL2RenderingContext;
    const draw = (): void => drawNumberGl(gl, 1);
    await window.reelay.record(gl.canvas, { preset: 'mkv-lossless', frames: 1, name: 'webgl2', draw });
    // As WebGL itself gives them.
    formats['webgl2'] = 'RGBA';
    return formats;
  });
  for (const [name, format] of Object.entries(own))
    expect(await formatsOf(relay, `${name}.mkv`), name).toEqual([format]);
});

for (const [preset, extension] of [
  ['mp4', 'mp4'],
  ['webm-vp8', 'webm'],
] as const) {
  test(`${preset}: as I420, and no worse than what GStreamer makes of the same pixels`, async ({
    recorderPage,
    relay,
  }) => {
    const name = { auto: `auto.${extension}`, exact: `exact.${extension}` };
    await recordAll(recorderPage, [
      { name: 'truth', preset: 'mkv-lossless' },
      { name: 'auto', preset },
      { name: 'exact', preset, bytes: 'exact' },
    ]);
    expect(await formatsOf(relay, name.auto)).toEqual(['I420']);
    // As Chromium has an opaque canvas that it keeps in memory.
    expect(await formatsOf(relay, name.exact)).toEqual(['BGRX']);
    const truth = (await decode(relay.file('truth.mkv'))).frames;
    const [auto, exact] = [await decode(relay.file(name.auto)), await decode(relay.file(name.exact))];
    expect([truth, auto.frames, exact.frames].map(({ length }) => length)).toEqual([FRAMES, FRAMES, FRAMES]);
    expect(psnr(auto.frames, truth)).toBeGreaterThan(psnr(exact.frames, truth) - MARGIN_DB);
  });
}

test('where a page may run no WebAssembly, I420 is the same to the bit', async ({ page, pages, relay }) => {
  await openPage(page, pages, relay);
  await recordAll(page, [{ name: 'with', preset: 'mp4' }]);
  const policy = `script-src 'self' 'unsafe-inline' blob: ${new URL(relay.moduleUrl).origin}`;
  pages.add(
    '/strict.html',
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><body></body>`,
  );
  await openPage(page, pages, relay, '/strict.html');
  const refused = await page.evaluate(() => {
    const worker = new Worker(
      URL.createObjectURL(
        new Blob([
          'try { new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); postMessage("ran"); } catch ({ name }) { postMessage(name); }',
        ]),
      ),
    );
    return new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
    });
  });
  expect(refused).toBe('CompileError');
  await recordAll(page, [{ name: 'without', preset: 'mp4' }]);
  expect(await formatsOf(relay, 'without.mp4')).toEqual(['I420']);
  const [has, hasNone] = [await decode(relay.file('with.mp4')), await decode(relay.file('without.mp4'))];
  expect(hasNone.frames).toHaveLength(FRAMES);
  hasNone.frames.forEach((frame, index) => expect(Buffer.compare(frame, has.frames[index] as Buffer)).toBe(0));
});
