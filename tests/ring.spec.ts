/** Frames that go through a file of the browser's: the same pictures as over the socket, and nothing left of it. */
import type { Page } from '@playwright/test';
import type { Recording, RecorderOptions } from '../web/recorder/index.ts';
import { decode, hashOf } from './support/media.ts';
import { expect, inSharedMemory, test } from './support/ring.ts';

interface Take {
  readonly hashes: readonly string[];
  readonly recording: Recording;
}

/** Records pictures of every alpha, of the given sizes one after the other, and hashes each in the page. */
function recordSizes(
  page: Page,
  sizes: readonly (readonly [width: number, height: number])[],
  options: Pick<RecorderOptions, 'name' | 'preset' | 'transport'>,
): Promise<Take> {
  return page.evaluate(
    async ({ all, given }) => {
      const { addCanvas, context2d, drawEveryAlpha, hashCanvas } = window.pictures;
      const canvas = addCanvas(...all[0]!);
      const context = context2d(canvas);
      const hashes: string[] = [];
      const recording = await window.reelay.record(canvas, {
        preset: 'mkv-lossless',
        fps: 30,
        frames: all.length,
        ...given,
        draw: async ({ index }) => {
          const [width, height] = all[index]!;
          if (canvas.width !== width) canvas.width = width;
          if (canvas.height !== height) canvas.height = height;
          drawEveryAlpha(context, width, height, index);
          hashes.push(await hashCanvas(context, width, height));
        },
      });
      return { hashes, recording };
    },
    { all: sizes, given: options },
  );
}

test('pictures come back bit for bit, twice the same', async ({ recorderPage, relay }) => {
  const sizes = Array.from({ length: 12 }, () => [256, 256] as const);
  for (const name of ['first', 'second']) {
    const { hashes, recording } = await recordSizes(recorderPage, sizes, { name });
    expect(recording).toMatchObject({ transport: 'ring', warnings: [] });
    const { frames } = await decode(relay.file(`${name}.mkv`));
    expect(frames.map(hashOf)).toEqual(hashes);
  }
  expect(await relay.sidecar('second.mkv')).toMatchObject({ transport: 'ring' });
  expect(await inSharedMemory()).toEqual([]);
});
