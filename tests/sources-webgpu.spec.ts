/** A WebGPU canvas is captured as it was drawn, or refused: never black. */
import type { Page } from '@playwright/test';
import { counting, expect, test } from './support/exact.ts';
import { GPU_LAUNCH } from './support/gpu.ts';
import { decode, pixelAt } from './support/media.ts';
import { readNumber, withoutHeld } from './support/numbers.ts';

test.use({ launchOptions: GPU_LAUNCH });

declare global {
  interface Window {
    /** A canvas and what draws a number on it by WebGPU. */
    openWebGpu(
      alphaMode: 'opaque' | 'premultiplied',
      alpha?: number,
    ): Promise<{ canvas: HTMLCanvasElement; drawNumber(index: number): void; pixel(): number[] } | undefined>;
  }
}

/** The part of WebGPU that is used here: the types are not in this version of TypeScript. */
interface Gpu {
  requestAdapter(): Promise<{ requestDevice(): Promise<Device> } | null>;
  getPreferredCanvasFormat(): string;
}
interface Device {
  readonly queue: { copyExternalImageToTexture(source: object, target: object, size: readonly number[]): void };
}
interface GpuContext {
  configure(configuration: object): void;
  getCurrentTexture(): object;
}

test.beforeEach(async ({ recorderPage }) => {
  await recorderPage.evaluate(() => {
    window.openWebGpu = async (alphaMode, alpha = 1) => {
      const { gpu } = navigator as unknown as { gpu?: Gpu };
      const adapter = await gpu?.requestAdapter();
      if (!gpu || !adapter) return undefined;
      const device = await adapter.requestDevice();
      const canvas = window.pictures.addCanvas(320, 240);
      const context = canvas.getContext('webgpu') as unknown as GpuContext;
      const [COPY_DST, RENDER_ATTACHMENT] = [0x02, 0x10];
      context.configure({
        device,
        format: gpu.getPreferredCanvasFormat(),
        alphaMode,
        usage: COPY_DST | RENDER_ATTACHMENT,
      });
      const plane = new OffscreenCanvas(320, 240);
      const picture = plane.getContext('2d') as OffscreenCanvasRenderingContext2D;
      let shown: number[] = [];
      return {
        canvas,
        pixel: () => shown,
        drawNumber(index) {
          picture.clearRect(0, 0, 320, 240);
          picture.globalAlpha = alpha;
          window.pictures.drawNumber(picture, index, 320, 240);
          shown = [...picture.getImageData(9, 9, 1, 1).data];
          device.queue.copyExternalImageToTexture(
            { source: plane },
            { texture: context.getCurrentTexture(), premultipliedAlpha: true },
            [320, 240],
          );
        },
      };
    };
  });
  await demandAdapter(recorderPage);
});

/** Where there is no WebGPU it is said aloud, and counted as skipped. */
async function demandAdapter(page: Page): Promise<void> {
  const found = await page.evaluate(async () => (await window.openWebGpu('opaque')) !== undefined);
  if (!found)
    console.error(
      '\n*** WebGPU IS NOT TESTED: this Chromium gives no adapter, not even a software one (tests/support/gpu.ts has the flags). ***\n',
    );
  test.skip(!found, 'this Chromium gives no WebGPU adapter');
}

test('offline, each drawing is one frame', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const view = await window.openWebGpu('opaque');
    if (view)
      await window.reelay.record(view.canvas, {
        fps: 30,
        frames: 20,
        name: 'webgpu',
        draw: ({ index }) => view.drawNumber(index),
      });
  });
  const { frames } = await decode(relay.file('webgpu.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(20));
});

for (const way of ['rAF', 'setTimeout']) {
  test(`realtime, drawn in ${way}: every frame is a drawing, none is black`, async ({ recorderPage, relay }) => {
    await recorderPage.evaluate(async (how) => {
      const view = await window.openWebGpu('opaque');
      if (!view) return;
      let index = 0;
      const draw = (): void => {
        view.drawNumber(index++);
        if (how === 'rAF') requestAnimationFrame(draw);
        else setTimeout(draw, 7);
      };
      draw();
      const count = window.pictures.frameCount();
      const recorder = new window.reelay.Recorder({ mode: 'realtime', name: 'webgpu', onProgress: count.onProgress });
      await recorder.start(view.canvas);
      await count.reached(12);
      await recorder.stop();
    }, way);
    const decoded = await decode(relay.file('webgpu.mp4'));
    for (const frame of decoded.frames)
      expect(Math.max(...pixelAt(decoded, frame, 160, 220).slice(0, 3))).toBeGreaterThan(90);
    const numbers = withoutHeld(decoded.frames.map((frame) => readNumber(frame, 320, 240)));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });
}

test('capture() after the canvas was shown is refused, and the recording goes on', async ({ recorderPage, relay }) => {
  const codes = await recorderPage.evaluate(async () => {
    const view = await window.openWebGpu('opaque');
    if (!view) return [];
    const { nextFrame, rejection } = window.pictures;
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'late' });
    await recorder.start(view.canvas);
    const refused = [await rejection(recorder.capture())];
    for (let index = 0; index < 8; index++) {
      view.drawNumber(index);
      if (index % 4 === 3) {
        await nextFrame();
        await nextFrame();
        refused.push(await rejection(recorder.capture()));
        view.drawNumber(index);
      }
      await recorder.capture();
    }
    await recorder.stop();
    return refused.map(({ code }) => code);
  });
  expect(codes).toEqual(['WEBGL_FRAME_GONE', 'WEBGL_FRAME_GONE', 'WEBGL_FRAME_GONE']);
  const { frames } = await decode(relay.file('late.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(8));
});

test('alphaMode premultiplied: colour and alpha are what was drawn', async ({ recorderPage, relay }) => {
  const drawn = await recorderPage.evaluate(async () => {
    const view = await window.openWebGpu('premultiplied', 0.5);
    if (!view) return [];
    const draw = (): void => view.drawNumber(1);
    await window.reelay.record(view.canvas, { preset: 'mkv-lossless', fps: 30, frames: 4, name: 'translucent', draw });
    return view.pixel();
  });
  expect(drawn[3]).toBeLessThan(255);
  const decoded = await decode(relay.file('translucent.mkv'));
  expect(decoded.frames).toHaveLength(4);
  for (const frame of decoded.frames) {
    const pixel = pixelAt(decoded, frame, 9, 9);
    const worst = Math.max(...drawn.map((value, channel) => Math.abs(value - (pixel[channel] ?? -9))));
    expect(worst, `${drawn.join(' ')} became ${pixel.join(' ')}`).toBeLessThanOrEqual(2);
  }
});
