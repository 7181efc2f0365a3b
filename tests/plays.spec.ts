/** What the presets say about browsers is what this Chromium shows: pictures in an `img`, films in a `video`, by their pixels. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/exact.ts';
import { type Colour, PATCH_COLUMNS, PATCHES } from './support/pictures.ts';

const SIZE = { width: 320, height: 240 } as const;

type Pixel = [red: number, green: number, blue: number, alpha: number];

/** Records the patches with `alpha`, 12 frames of 30 a second; returns the address of the result. */
async function recordPatches(page: Page, preset: string, quality: 'standard' | 'lossless', alpha: number) {
  const { url } = await page.evaluate(
    async (options) => {
      const { addCanvas, context2d, drawPatches } = window.pictures;
      const canvas = addCanvas(options.width, options.height);
      const context = context2d(canvas);
      return window.reelay.record(canvas, {
        preset: options.preset,
        quality: options.quality,
        fps: 30,
        frames: 12,
        draw: () =>
          drawPatches(context, options.colours, options.columns, options.width, options.height, options.alpha),
      });
    },
    { preset, quality, alpha, ...SIZE, colours: PATCHES, columns: PATCH_COLUMNS },
  );
  return url;
}

/** Shows `url` in a new element of a page of the relay's own; each patch's middle as it is then drawn, or what went wrong. */
function show(page: Page, element: 'img' | 'video', url: string): Promise<Pixel[] | string> {
  return page.evaluate(
    async ({ element, url, width, height, columns, count }) => {
      const failed = (what: string) => `the ${element} ${what}`;
      let source: HTMLImageElement | HTMLVideoElement;
      if (element === 'img') {
        source = Object.assign(new Image(), { src: url });
        try {
          await source.decode();
        } catch (error) {
          return failed(String(error));
        }
      } else {
        const video = Object.assign(document.createElement('video'), { muted: true, src: url });
        document.body.append(video);
        const ended = new Promise<string>((resolve) => {
          video.onended = () => resolve('ended');
          video.onerror = () => resolve(`${video.error?.code} ${video.error?.message}`);
        });
        await video.play().catch(() => undefined);
        const how = await ended;
        if (how !== 'ended') return failed(how);
        source = video;
      }
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (!context) return failed('cannot be drawn');
      context.drawImage(source, 0, 0);
      const rows = count / columns;
      return Array.from({ length: count }, (_, index): [number, number, number, number] => {
        const x = Math.floor((((index % columns) + 0.5) * width) / columns);
        const y = Math.floor(((Math.floor(index / columns) + 0.5) * height) / rows);
        const [red = -1, green = -1, blue = -1, alpha = -1] = context.getImageData(x, y, 1, 1).data;
        return [red, green, blue, alpha];
      });
    },
    { element, url, ...SIZE, columns: PATCH_COLUMNS, count: PATCHES.length },
  );
}

interface Case {
  readonly preset: string;
  readonly element: 'img' | 'video';
  readonly quality?: 'standard' | 'lossless';
  /** 0 to 255. */
  readonly alpha?: number;
  /** Farthest a channel may be off, of 255. */
  readonly tolerance: number;
}

/** A pixel with alpha is multiplied by it and divided again, here and in the canvas that was recorded. */
const ROUNDED_TWICE = 3;
/** Without a GPU Chromium converts by libyuv, whose factor for blue in BT.709 is 2 instead of 2.11. */
const BT709_BLUE = 13;

const CASES: readonly Case[] = [
  { preset: 'apng', element: 'img', alpha: 128, tolerance: ROUNDED_TWICE },
  { preset: 'webp', element: 'img', alpha: 128, quality: 'lossless', tolerance: ROUNDED_TWICE },
  { preset: 'webp', element: 'img', alpha: 128, tolerance: ROUNDED_TWICE },
  { preset: 'gif', element: 'img', tolerance: 0 },
  { preset: 'mp4', element: 'video', tolerance: BT709_BLUE },
  { preset: 'webm', element: 'video', tolerance: BT709_BLUE },
  { preset: 'webm-vp8', element: 'video', tolerance: 2 },
  { preset: 'mp4-lossless', element: 'video', tolerance: 0 },
  { preset: 'mp4-av1', element: 'video', tolerance: 2 },
  { preset: 'hls', element: 'video', tolerance: BT709_BLUE },
];

for (const { preset, element, quality = 'standard', alpha = 255, tolerance } of CASES) {
  test(`${preset} (${quality}, alpha ${alpha}) is shown by a ${element}`, async ({ page, recorderPage, relay }) => {
    const url = await recordPatches(recorderPage, preset, quality, alpha / 255);
    await page.goto(relay.url);
    const pixels = await show(page, element, url);
    expect(pixels).toHaveLength(PATCHES.length);
    const off = (pixels as Pixel[]).map((pixel, index) => {
      const drawn = [...(PATCHES[index] as Colour), alpha];
      return Math.max(...pixel.map((value, channel) => Math.abs(value - (drawn[channel] ?? 0))));
    });
    expect(Math.max(...off)).toBeLessThanOrEqual(tolerance);
  });
}

test('what has less than half alpha is not there in a gif', async ({ page, recorderPage, relay }) => {
  const url = await recordPatches(recorderPage, 'gif', 'standard', 0.2);
  await page.goto(relay.url);
  expect(await show(page, 'img', url)).toEqual(PATCHES.map(() => [0, 0, 0, 0]));
});
