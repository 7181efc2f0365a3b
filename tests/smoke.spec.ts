import { decode, probe } from './support/media.ts';
import { DRAW_NUMBER, readNumber } from './support/numbers.ts';
import { expect, test } from './support/test.ts';

test('a canvas of another origin becomes a file with every frame once, in order', async ({ recorderPage, relay }) => {
  const recording = await recorderPage.evaluate(async (source) => {
    const drawNumber = new Function(`${source}; return drawNumber;`)() as (
      context: CanvasRenderingContext2D,
      index: number,
      width: number,
      height: number,
    ) => void;
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 240;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no 2d context');
    return window.reelay.record(canvas, {
      frames: 30,
      fps: 30,
      name: 'first',
      draw: ({ index }) => drawNumber(context, index, 320, 240),
    });
  }, DRAW_NUMBER);
  expect(recording).toMatchObject({ frames: 30, dropped: 0, width: 320, height: 240, warnings: [] });
  const file = relay.file('first.mp4');
  expect((await probe(file)).pts).toHaveLength(30);
  const { frames, width, height } = await decode(file);
  expect(frames.map((frame) => readNumber(frame, width, height))).toEqual(
    Array.from({ length: 30 }, (_, index) => index),
  );
});
