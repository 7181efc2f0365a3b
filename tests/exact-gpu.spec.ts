/**
 * Canvases that live on a GPU: Chromium reads their frames back another way (other layout, straight alpha), so what is
 * proven for canvases in memory is proven again.
 */
import { counting, expect, fileOf, test } from './support/exact.ts';
import { GPU_LAUNCH } from './support/gpu.ts';
import { decode, hashOf, pixelAt } from './support/media.ts';
import { readNumber, withoutHeld } from './support/numbers.ts';
import { PATCH_COLUMNS, PATCHES } from './support/pictures.ts';

test.use({ launchOptions: GPU_LAUNCH });

test('a 2D canvas with every alpha comes back bit for bit, from the GPU and from memory', async ({
  recorderPage,
  relay,
}) => {
  const takes = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawEveryAlpha, hashCanvas } = window.pictures;
    const [width, height] = [255, 256];
    const made: { name: string; layout: string | null; hash: string }[] = [];
    for (const name of ['gpu', 'memory']) {
      const canvas = addCanvas(width, height);
      const context = context2d(canvas, { willReadFrequently: name === 'memory' });
      const take = { name, layout: '' as string | null, hash: '' };
      const draw = async (): Promise<void> => {
        drawEveryAlpha(context, width, height, 0);
        take.hash = await hashCanvas(context, width, height);
        const frame = new VideoFrame(canvas, { timestamp: 0 });
        take.layout = frame.format;
        frame.close();
      };
      // One frame: a canvas that is read again and again by getImageData moves into memory.
      await window.reelay.record(canvas, { preset: 'mkv-lossless', fps: 30, frames: 1, name, draw });
      made.push(take);
    }
    return made;
  });
  // Proof that the first canvas was on the GPU: Chromium gives those in another layout.
  expect(new Set(takes.map(({ layout }) => layout)).size).toBe(2);
  for (const { name, hash } of takes) {
    const { frames } = await decode(relay.file(`${name}.mkv`));
    expect(frames.map(hashOf), name).toEqual([hash]);
  }
});

test('a canvas that moves from the GPU into memory while it is recorded keeps its colours', async ({
  recorderPage,
  relay,
}) => {
  const layouts = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(64, 64);
    const context = window.pictures.context2d(canvas);
    const seen: (string | null)[] = [];
    const draw = ({ index }: { index: number }): void => {
      context.clearRect(0, 0, 64, 64);
      context.fillStyle = 'rgba(255, 128, 0, 0.5)';
      context.fillRect(0, 0, 64, 64);
      if (index >= 3) context.getImageData(0, 0, 1, 1);
      const frame = new VideoFrame(canvas, { timestamp: 0 });
      seen.push(frame.format);
      frame.close();
    };
    await window.reelay.record(canvas, { preset: 'mkv-lossless', fps: 30, frames: 10, name: 'moves', draw });
    return seen;
  });
  expect(new Set(layouts).size).toBe(2);
  const decoded = await decode(relay.file('moves.mkv'));
  expect(decoded.frames).toHaveLength(10);
  for (const frame of decoded.frames) expect(pixelAt(decoded, frame, 9, 9)).toEqual([255, 128, 0, 128]);
});

for (const preset of ['mp4', 'mkv-lossless', 'mov-alpha']) {
  test(`${preset}: colours of a 2D canvas on the GPU are kept`, async ({ recorderPage, relay }) => {
    const { url } = await recorderPage.evaluate(
      async ({ name, colours, columns }) => {
        const canvas = window.pictures.addCanvas(320, 240);
        const context = window.pictures.context2d(canvas);
        const alpha = name === 'mp4' ? 1 : 128 / 255;
        return window.reelay.record(canvas, {
          preset: name,
          fps: 30,
          frames: 3,
          draw: () => window.pictures.drawPatches(context, colours, columns, 320, 240, alpha),
        });
      },
      { name: preset, colours: PATCHES, columns: PATCH_COLUMNS },
    );
    const decoded = await decode(fileOf(relay, { url }));
    for (const frame of decoded.frames) {
      PATCHES.forEach((colour, index) => {
        const pixel = pixelAt(
          decoded,
          frame,
          (index % PATCH_COLUMNS) * 80 + 40,
          Math.floor(index / PATCH_COLUMNS) * 60 + 30,
        );
        const drawn = [...colour, preset === 'mp4' ? 255 : 128];
        drawn.forEach((value, channel) =>
          expect(
            Math.abs(value - (pixel[channel] ?? -9)),
            `${drawn.join(' ')} became ${pixel.join(' ')}`,
          ).toBeLessThanOrEqual(2),
        );
      });
    }
  });
}

for (const premultipliedAlpha of [true, false]) {
  test(`WebGL with premultipliedAlpha ${premultipliedAlpha}: colour and alpha are what the page shows`, async ({
    recorderPage,
    relay,
  }) => {
    await recorderPage.evaluate(async (isPremultiplied) => {
      const canvas = window.pictures.addCanvas(64, 64);
      const gl = canvas.getContext('webgl2', { premultipliedAlpha: isPremultiplied }) as WebGL2RenderingContext;
      const draw = (): void => {
        const scale = isPremultiplied ? 128 / 255 : 1;
        gl.clearColor(scale, scale / 2, 0, 128 / 255);
        gl.clear(gl.COLOR_BUFFER_BIT);
      };
      await window.reelay.record(canvas, { preset: 'mkv-lossless', fps: 30, frames: 3, name: 'translucent', draw });
    }, premultipliedAlpha);
    const decoded = await decode(relay.file('translucent.mkv'));
    expect(decoded.frames).toHaveLength(3);
    for (const frame of decoded.frames) {
      const pixel = pixelAt(decoded, frame, 9, 9);
      [255, 128, 0, 128].forEach((value, channel) =>
        expect(Math.abs(value - (pixel[channel] ?? -9)), pixel.join(' ')).toBeLessThanOrEqual(1),
      );
    }
  });
}

for (const mode of ['offline', 'realtime'] as const) {
  test(`WebGL on the GPU, ${mode}: every frame is a drawing, none is black`, async ({ recorderPage, relay }) => {
    await recorderPage.evaluate(async (how) => {
      const { addCanvas, drawNumberGl, frameCount } = window.pictures;
      const canvas = addCanvas(320, 240);
      const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
      if (how === 'offline') {
        await window.reelay.record(canvas, {
          fps: 30,
          frames: 12,
          name: 'webgl',
          draw: ({ index }) => drawNumberGl(gl, index),
        });
        return;
      }
      let index = 0;
      const draw = (): void => {
        drawNumberGl(gl, index++);
        requestAnimationFrame(draw);
      };
      draw();
      const count = frameCount();
      const recorder = new window.reelay.Recorder({ mode: how, name: 'webgl', onProgress: count.onProgress });
      await recorder.start(canvas);
      await count.reached(12);
      await recorder.stop();
    }, mode);
    const decoded = await decode(relay.file('webgl.mp4'));
    const numbers = decoded.frames.map((frame) => readNumber(frame, 320, 240));
    for (const frame of decoded.frames) expect(pixelAt(decoded, frame, 160, 220)[1]).toBeGreaterThan(90);
    if (mode === 'offline') expect(numbers).toEqual(counting(12));
    else expect(withoutHeld(numbers)).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });
}

for (const context of ['2d', 'webgl2'] as const) {
  test(`a ${context} scene on the GPU keeps its colours and its alpha`, async ({ recorderPage, relay, pages }) => {
    const draw = {
      '2d': `context.clearRect(0, 0, 64, 64); context.fillStyle = 'rgba(255, 128, 0, 0.5)'; context.fillRect(0, 0, 64, 64);`,
      webgl2: `context.clearColor(0.5, 0.25, 0, 0.5); context.clear(context.COLOR_BUFFER_BIT);`,
    }[context];
    const url = pages.add(
      '/scene.js',
      `export default { setup(canvas) { const context = canvas.getContext('${context}'); return async () => { ${draw} }; } };`,
    );
    await recorderPage.evaluate(async (scene) => {
      for (const preview of [undefined, window.pictures.addCanvas(9, 9)]) {
        await window.reelay.record(new URL(scene), {
          preset: 'mkv-lossless',
          fps: 30,
          frames: 4,
          size: { width: 64, height: 64 },
          name: preview ? 'seen' : 'unseen',
          ...(preview ? { preview } : {}),
        });
      }
    }, url);
    for (const file of ['seen.mkv', 'unseen.mkv']) {
      const decoded = await decode(relay.file(file));
      expect(decoded.frames).toHaveLength(4);
      for (const frame of decoded.frames) {
        const pixel = pixelAt(decoded, frame, 9, 9);
        const worst = Math.max(...[255, 128, 0, 128].map((value, channel) => Math.abs(value - (pixel[channel] ?? -9))));
        expect(worst, pixel.join(' ')).toBeLessThanOrEqual(2);
      }
    }
  });
}
