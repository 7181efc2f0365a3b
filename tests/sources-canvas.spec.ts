/** 2D, bitmaprenderer and off-screen canvases, proven by pixels. */
import { counting, expect, test } from './support/exact.ts';
import { decode, pixelAt, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

const drawnIn = ['rAF asked for before start', 'rAF asked for after start', 'setTimeout'] as const;
for (const way of drawnIn) {
  for (const place of ['in the document', 'off the document', 'off-screen']) {
    test(`realtime: a 2D canvas ${place}, drawn in ${way}`, async ({ recorderPage, relay }) => {
      const drawn = await recorderPage.evaluate(
        async ({ where, how }) => {
          const { addCanvas, drawNumber, frameCount } = window.pictures;
          const canvas = where === 'off-screen' ? new OffscreenCanvas(320, 240) : addCanvas(320, 240);
          if (where === 'off the document') (canvas as HTMLCanvasElement).remove();
          const context = canvas.getContext('2d') as CanvasRenderingContext2D;
          let index = 0;
          const draw = (): void => {
            drawNumber(context, index++, 320, 240);
            if (how === 'setTimeout') setTimeout(draw, 7);
            else requestAnimationFrame(draw);
          };
          const count = frameCount();
          const recorder = new window.reelay.Recorder({
            mode: 'realtime',
            name: 'realtime',
            onProgress: count.onProgress,
          });
          if (how === 'rAF asked for after start') await recorder.start(canvas).then(draw);
          else {
            draw();
            await recorder.start(canvas);
          }
          await count.reached(8);
          await recorder.stop();
          return index;
        },
        { where: place, how: way },
      );
      const { frames } = await decode(relay.file('realtime.mp4'));
      const numbers = frames.map((frame) => readNumber(frame, 320, 240));
      expect(numbers.length).toBeGreaterThanOrEqual(8);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(numbers.at(-1)).toBeLessThan(drawn);
    });
  }
}

test('realtime: what a rAF callback draws is in the frame of that rendering, whoever asked first', async ({
  recorderPage,
  relay,
}) => {
  const same = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber, frameCount } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const shown: number[] = [];
    let index = 0;
    // Draws twice in each rendering: only the second may be seen.
    const draw = (): void => {
      drawNumber(context, 4000, 320, 240);
      requestAnimationFrame(draw);
    };
    const drawAgain = (): void => {
      drawNumber(context, index++, 320, 240);
      shown.push(index - 1);
      requestAnimationFrame(drawAgain);
    };
    const count = frameCount();
    const recorder = new window.reelay.Recorder({ mode: 'realtime', name: 'last', onProgress: count.onProgress });
    requestAnimationFrame(draw);
    await recorder.start(canvas);
    requestAnimationFrame(drawAgain);
    await count.reached(10);
    await recorder.stop();
    return shown;
  });
  const { frames } = await decode(relay.file('last.mp4'));
  const numbers = frames
    .map((frame) => readNumber(frame, 320, 240))
    .filter((number, index) => index > 1 || number < 4000);
  expect(numbers.filter((number) => !same.includes(number))).toEqual([]);
});

test('realtime: each frame has the time of the rendering in which it was drawn', async ({ recorderPage, relay }) => {
  const times = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber, frameCount } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas);
    const renderings: number[] = [];
    const draw = (nowMs: number): void => {
      drawNumber(context, renderings.push(nowMs) - 1, 320, 240);
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
    const count = frameCount();
    const recorder = new window.reelay.Recorder({
      mode: 'realtime',
      preset: 'mkv-lossless',
      name: 'timed',
      onProgress: count.onProgress,
    });
    await recorder.start(canvas);
    await count.reached(10);
    await recorder.stop();
    return renderings;
  });
  const file = relay.file('timed.mkv');
  const { pts, timeBase } = await probe(file);
  const { frames } = await decode(file);
  const drawnAt = frames.map((frame) => times[readNumber(frame, 320, 240)] ?? Number.NaN);
  const tickMs = (timeBase[0] * 1000) / timeBase[1];
  pts.forEach((tick, index) => {
    const elapsedMs = (drawnAt[index] ?? Number.NaN) - (drawnAt[0] ?? Number.NaN);
    expect(Math.abs(tick * tickMs - elapsedMs), `frame ${index}`).toBeLessThanOrEqual(tickMs);
  });
});

test('bitmaprenderer: each bitmap is one frame', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumber } = window.pictures;
    const canvas = addCanvas(320, 240);
    const renderer = canvas.getContext('bitmaprenderer') as ImageBitmapRenderingContext;
    const source = new OffscreenCanvas(320, 240);
    const context = source.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const draw = ({ index }: { index: number }): void => {
      drawNumber(context, index, 320, 240);
      renderer.transferFromImageBitmap(source.transferToImageBitmap());
    };
    await window.reelay.record(canvas, { fps: 30, frames: 20, name: 'bitmaps', draw });
  });
  const { frames } = await decode(relay.file('bitmaps.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(20));
});

test('a 2D canvas of wide gamut is converted to the colours it shows on an sRGB display', async ({
  recorderPage,
  relay,
}) => {
  const { shown } = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d } = window.pictures;
    const canvas = addCanvas(64, 64);
    const context = context2d(canvas, { colorSpace: 'display-p3' });
    context.fillStyle = 'color(display-p3 0.6 0.4 0.3)';
    await window.reelay.record(canvas, {
      preset: 'mkv-lossless',
      fps: 30,
      frames: 2,
      name: 'wide',
      draw: () => context.fillRect(0, 0, 64, 64),
    });
    const plain = context2d(addCanvas(64, 64));
    plain.drawImage(canvas, 0, 0);
    return { shown: [...plain.getImageData(3, 3, 1, 1).data] };
  });
  const decoded = await decode(relay.file('wide.mkv'));
  for (const frame of decoded.frames) expect(pixelAt(decoded, frame, 3, 3)).toEqual(shown);
});

test('a 2D canvas of 16-bit floats is recorded, alpha included', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas } = window.pictures;
    for (const alpha of ['keep', 'discard'] as const) {
      const canvas = addCanvas(64, 64);
      const context = canvas.getContext('2d', {
        colorType: 'float16',
      } as CanvasRenderingContext2DSettings) as CanvasRenderingContext2D;
      const draw = (): void => {
        context.clearRect(0, 0, 64, 64);
        context.fillStyle = 'rgba(255, 128, 0, 0.5)';
        context.fillRect(0, 0, 64, 64);
      };
      await window.reelay.record(canvas, { preset: 'mkv-lossless', alpha, fps: 30, frames: 2, name: alpha, draw });
    }
  });
  const kept = await decode(relay.file('keep.mkv'));
  expect(pixelAt(kept, kept.frames[0] ?? Buffer.alloc(0), 3, 3)).toEqual([255, 128, 0, 128]);
  const discarded = await decode(relay.file('discard.mkv'));
  expect(pixelAt(discarded, discarded.frames[0] ?? Buffer.alloc(0), 3, 3)).toEqual([128, 64, 0, 255]);
});

test('alpha discarded leaves the picture as it is over black', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, context2d } = window.pictures;
    const canvas = addCanvas(64, 64);
    const context = context2d(canvas);
    const draw = (): void => {
      context.clearRect(0, 0, 64, 64);
      context.fillStyle = 'rgba(255, 128, 0, 0.5)';
      context.fillRect(0, 0, 32, 64);
    };
    await window.reelay.record(canvas, {
      preset: 'mkv-lossless',
      alpha: 'discard',
      fps: 30,
      frames: 2,
      name: 'over black',
      draw,
    });
  });
  const decoded = await decode(relay.file('over-black.mkv'));
  const frame = decoded.frames[0] ?? Buffer.alloc(0);
  expect(pixelAt(decoded, frame, 3, 3)).toEqual([128, 64, 0, 255]);
  expect(pixelAt(decoded, frame, 60, 3)).toEqual([0, 0, 0, 255]);
});
