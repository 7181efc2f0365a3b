/** Lossless means that the file holds, bit for bit, what getImageData says the canvas held. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/exact.ts';
import { decode, hashOf } from './support/media.ts';

interface Take {
  readonly hashes: readonly string[];
  readonly recording: Awaited<ReturnType<typeof import('../web/recorder/record.ts').record>>;
}

/** Records `frames` pictures with every alpha (or, opaque, every colour) and hashes each in the page. */
async function recordEveryAlpha(
  page: Page,
  options: {
    readonly name: string;
    readonly opaque: boolean;
    readonly frames: number;
    readonly width: number;
    readonly height: number;
  },
): Promise<Take> {
  return page.evaluate(async ({ name, opaque, frames, width, height }) => {
    const { addCanvas, context2d, drawEveryAlpha, hashCanvas } = window.pictures;
    const canvas = addCanvas(width, height);
    const context = context2d(canvas, { alpha: !opaque });
    const hashes: string[] = [];
    const recording = await window.reelay.record(canvas, {
      preset: 'mkv-lossless',
      fps: 30,
      frames,
      name,
      draw: async ({ index }) => {
        drawEveryAlpha(context, width, height, index);
        hashes.push(await hashCanvas(context, width, height));
      },
    });
    return { hashes, recording };
  }, options);
}

test('a canvas with every alpha comes back bit for bit, twice the same', async ({ recorderPage, relay }) => {
  // 255 alphas x 256 rows of colours: every premultiplied colour of every alpha.
  const size = { width: 255, height: 256 };
  const takes: Take[] = [];
  for (const name of ['first', 'second'])
    takes.push(await recordEveryAlpha(recorderPage, { name, opaque: false, frames: 8, ...size }));
  const [first, second] = takes as [Take, Take];
  expect(second.hashes).toEqual(first.hashes);
  for (const { recording, hashes } of takes) {
    const { frames } = await decode(relay.file(`${recording.name}.mkv`));
    expect(frames.map(hashOf)).toEqual(hashes);
  }
  const unnamed = { id: '', name: '', url: '' };
  const [left, right] = [first, second].map(({ recording }) => ({
    ...recording,
    ...unnamed,
    outputs: recording.outputs.map((output) => ({ ...output, ...unnamed })),
  }));
  expect(right).toEqual(left);
});

test('an opaque canvas comes back bit for bit', async ({ recorderPage, relay }) => {
  const { hashes } = await recordEveryAlpha(recorderPage, {
    name: 'opaque',
    opaque: true,
    frames: 8,
    width: 321,
    height: 241,
  });
  const { frames } = await decode(relay.file('opaque.mkv'));
  expect(frames.map(hashOf)).toEqual(hashes);
});
