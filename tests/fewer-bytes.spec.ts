/** What a frame has in common with the one before it is not sent again: each frame is in the file, bit for bit, at its time. */
import { counting, expect, test } from './support/exact.ts';
import { decode, hashOf, probe } from './support/media.ts';
import { bytesRead } from './support/processes.ts';

const SIZE = { width: 640, height: 360 } as const;
const FRAME_BYTES = SIZE.width * SIZE.height * 4;
const FRAMES = 60;
/** Pictures that are drawn, each for as many frames. */
const PICTURES = 5;

test('offline, pictures that stand still are sent once and are in the file bit for bit, frame for frame', async ({
  recorderPage,
  relay,
}) => {
  const pid = relay.child.pid ?? 0;
  const before = await bytesRead(pid);
  const { hashes, frames } = await recorderPage.evaluate(
    async ({ size: { width, height }, count, pictures }) => {
      const { addCanvas, context2d, drawEveryAlpha, hashCanvas } = window.pictures;
      const context = context2d(addCanvas(width, height));
      const drawn: string[] = [];
      const recording = await window.reelay.record(context.canvas, {
        preset: 'mkv-lossless',
        fps: 30,
        frames: count,
        name: 'still',
        draw: async ({ index }) => {
          // Drawn each time: it is the pixels that say whether it is the same picture.
          drawEveryAlpha(context, width, height, Math.floor((index * pictures) / count));
          drawn.push(await hashCanvas(context, width, height));
        },
      });
      return { hashes: drawn, frames: recording.frames };
    },
    { size: SIZE, count: FRAMES, pictures: PICTURES },
  );
  const received = (await bytesRead(pid)) - before;
  expect(new Set(hashes).size).toBe(PICTURES);
  expect(frames).toBe(FRAMES);
  const file = relay.file('still.mkv');
  expect((await decode(file)).frames.map(hashOf)).toEqual(hashes);
  const { pts, timeBase } = await probe(file);
  expect(pts).toEqual(counting(FRAMES).map((index) => Math.round((index * timeBase[1]) / (timeBase[0] * 30))));
  // Everything the relay read in this time, from the page or from anywhere else.
  expect(received).toBeGreaterThan(PICTURES * FRAME_BYTES);
  expect(received).toBeLessThan(2 * PICTURES * FRAME_BYTES);
});

test('offline, of pictures in which a little moves that is sent, and the file has all of them bit for bit', async ({
  recorderPage,
  relay,
}) => {
  const pid = relay.child.pid ?? 0;
  const before = await bytesRead(pid);
  const hashes = await recorderPage.evaluate(
    async ({ size: { width, height }, count }) => {
      const { addCanvas, context2d, drawEveryAlpha, hashCanvas } = window.pictures;
      const context = context2d(addCanvas(width, height));
      const drawn: string[] = [];
      await window.reelay.record(context.canvas, {
        preset: 'mkv-lossless',
        fps: 30,
        frames: count,
        name: 'moving',
        draw: async ({ index }) => {
          // All of it changes now and then, with every alpha; between that a box moves over it, from edge to edge.
          if (index % 20 === 0) drawEveryAlpha(context, width, height, index);
          context.clearRect((index * 37) % width, (index * 53) % height, 30, 20);
          context.fillStyle = `rgb(${index} 200 90 / ${(index % 7) / 7})`;
          context.fillRect(width - 9, height - 5, 9, 5);
          drawn.push(await hashCanvas(context, width, height));
        },
      });
      return drawn;
    },
    { size: SIZE, count: FRAMES },
  );
  const received = (await bytesRead(pid)) - before;
  expect(new Set(hashes).size).toBe(FRAMES);
  expect((await decode(relay.file('moving.mkv'))).frames.map(hashOf)).toEqual(hashes);
  expect(received).toBeGreaterThan((FRAMES / 20) * FRAME_BYTES);
  expect(received).toBeLessThan(10 * FRAME_BYTES);
});

test('a canvas that changes its size and back is sent again each time, in its own size', async ({
  recorderPage,
  relay,
}) => {
  const recording = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const context = context2d(addCanvas(240, 120));
    return window.reelay.record(context.canvas, {
      preset: 'mkv-lossless',
      fps: 30,
      frames: 12,
      name: 'sizes',
      draw: ({ index }) => {
        // As many bytes, and all of them the same, but for the shape.
        const isWide = Math.floor(index / 3) % 2 === 0;
        Object.assign(context.canvas, isWide ? { width: 240, height: 120 } : { width: 120, height: 240 });
        drawNumber(context, 0, context.canvas.width, context.canvas.height);
        context.fillStyle = '#fff';
        context.fillRect(0, 0, 240, 240);
      },
    });
  });
  expect(recording.frames).toBe(12);
  const { width, frames } = await decode(relay.file('sizes.mkv'));
  // Tall pictures stand between black borders.
  const left = frames.map((frame) => frame[4 * (width * 60 + 5)]);
  expect(left).toEqual(counting(12).map((index) => (Math.floor(index / 3) % 2 === 0 ? 255 : 0)));
});
