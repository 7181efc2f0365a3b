/** VideoFrames and ImageBitmaps of one's own: their layout, their alpha, their times. */
import { counting, expect, test } from './support/exact.ts';
import { decode, pixelAt, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

test('VideoFrames and ImageBitmaps in turn, each closed by its owner', async ({ recorderPage, relay }) => {
  const stillOpen = await recorderPage.evaluate(async () => {
    const { drawNumber } = window.pictures;
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext('2d', { alpha: false }) as OffscreenCanvasRenderingContext2D;
    const recorder = new window.reelay.Recorder({ fps: 30, size: { width: 320, height: 240 }, name: 'own' });
    await recorder.start();
    let open = 0;
    for (let index = 0; index < 20; index++) {
      drawNumber(context, index, 320, 240);
      const frame = index % 2 === 0 ? new VideoFrame(canvas, { timestamp: 0 }) : await createImageBitmap(canvas);
      await recorder.capture(frame);
      if (frame instanceof VideoFrame ? frame.format !== null : frame.width === 320) open++;
      frame.close();
    }
    await recorder.stop();
    return open;
  });
  expect(stillOpen).toBe(20);
  const { frames } = await decode(relay.file('own.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(20));
});

test('a closed frame is refused with SOURCE_UNSUPPORTED', async ({ recorderPage }) => {
  const errors = await recorderPage.evaluate(async () => {
    const { rejection } = window.pictures;
    const canvas = new OffscreenCanvas(32, 32);
    canvas.getContext('2d');
    const recorder = new window.reelay.Recorder({ size: { width: 32, height: 32 } });
    await recorder.start();
    const frame = new VideoFrame(canvas, { timestamp: 0 });
    frame.close();
    const bitmap = await createImageBitmap(canvas);
    bitmap.close();
    const refused = [
      await rejection(recorder.capture(frame)),
      await rejection(recorder.capture(bitmap)),
      await rejection(recorder.capture()),
    ];
    await recorder.stop().catch(() => undefined);
    return refused;
  });
  expect(errors.map(({ code }) => code)).toEqual(['SOURCE_UNSUPPORTED', 'SOURCE_UNSUPPORTED', 'WRONG_STATE']);
  expect(errors[0]?.remedy).toContain('not closed');
});

/** The colour of a BT.709 pixel in limited range. */
function rgbOf(y: number, u: number, v: number): number[] {
  const [luma, blue, red] = [(y - 16) * (255 / 219), (u - 128) * (255 / 224), (v - 128) * (255 / 224)];
  const rgb = [luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue];
  return rgb.map((value) => Math.min(255, Math.max(0, Math.round(value))));
}

for (const format of ['I420', 'NV12', 'I422', 'I444', 'I420A'] as const) {
  test(`${format} frames, of odd sizes too, keep their picture`, async ({ recorderPage, relay }) => {
    for (const [width, height] of [
      [64, 48],
      [33, 17],
      [1, 1],
    ] as const) {
      const recording = await recorderPage.evaluate(
        async ([layout, w, h]) => {
          const halfX = layout === 'I444' ? w : (w + 1) >> 1;
          const halfY = layout === 'I444' || layout === 'I422' ? h : (h + 1) >> 1;
          // The left half is dark, the right half light; the top half reddish, the lower bluish.
          const luma = Array.from({ length: w * h }, (_, at) => (at % w < w / 2 ? 60 : 180));
          const chroma = Array.from({ length: halfX * halfY }, (_, at) =>
            at < halfX * Math.ceil(halfY / 2) ? [110, 160] : [160, 110],
          );
          const planes = [
            luma,
            ...(layout === 'NV12' ? [chroma.flat()] : [0, 1].map((c) => chroma.map((uv) => uv[c] ?? 0))),
          ];
          if (layout === 'I420A') planes.push(luma.map(() => 200));
          const size = { width: w, height: h };
          const name = `planes ${w}x${h}`;
          const recorder = new window.reelay.Recorder({ preset: 'mkv-lossless', fps: 30, size, name });
          await recorder.start();
          for (let index = 0; index < 3; index++) {
            const frame = new VideoFrame(Uint8Array.from(planes.flat()), {
              format: layout,
              codedWidth: w,
              codedHeight: h,
              timestamp: 0,
              colorSpace: { matrix: 'bt709', transfer: 'bt709', primaries: 'bt709', fullRange: false },
            });
            await recorder.capture(frame);
            frame.close();
          }
          return recorder.stop();
        },
        [format, width, height] as const,
      );
      const decoded = await decode(relay.file(`planes-${width}x${height}.mkv`));
      // Padding, where there is any, is at the right and at the bottom.
      expect([decoded.width, decoded.height, decoded.frames.length]).toEqual([recording.width, recording.height, 3]);
      const corners = [
        { x: 0, y: 0, drawn: rgbOf(60, 110, 160) },
        { x: width - 1, y: 0, drawn: rgbOf(180, 110, 160) },
        { x: 0, y: height - 1, drawn: rgbOf(60, 160, 110) },
        { x: width - 1, y: height - 1, drawn: rgbOf(180, 160, 110) },
      ];
      for (const frame of decoded.frames) {
        for (const { x, y, drawn } of corners.slice(0, width === 1 ? 1 : 4)) {
          const pixel = pixelAt(decoded, frame, x, y);
          const worst = Math.max(...drawn.map((value, channel) => Math.abs(value - (pixel[channel] ?? -1))));
          expect(worst, `${x}, ${y}: ${pixel.join(' ')}, not ${drawn.join(' ')}`).toBeLessThanOrEqual(6);
          // Padding takes a conversion to RGB, which may round once more.
          if (format === 'I420A') expect(Math.abs(pixel[3] - 200)).toBeLessThanOrEqual(width === 1 ? 1 : 0);
        }
      }
    }
  });
}

for (const { title, straight } of [
  { title: 'premultiplied ImageBitmaps and canvas frames', straight: false },
  { title: 'straight ImageBitmaps and frames', straight: true },
]) {
  test(`${title} keep their alpha`, async ({ recorderPage, relay }) => {
    await recorderPage.evaluate(async (isStraight) => {
      const image = new ImageData(64, 64);
      for (let at = 0; at < image.data.length; at += 4) image.data.set([255, 128, 0, 128], at);
      const canvas = new OffscreenCanvas(64, 64);
      canvas.getContext('2d')?.putImageData(image, 0, 0);
      const recorder = new window.reelay.Recorder({
        preset: 'mkv-lossless',
        fps: 30,
        size: { width: 64, height: 64 },
        name: 'alpha',
      });
      await recorder.start();
      const sources = isStraight
        ? [
            await createImageBitmap(image, { premultiplyAlpha: 'none' }),
            new VideoFrame(image.data, { format: 'RGBA', codedWidth: 64, codedHeight: 64, timestamp: 0 }),
          ]
        : [await createImageBitmap(image), await createImageBitmap(canvas), new VideoFrame(canvas, { timestamp: 0 })];
      for (const source of sources) {
        await recorder.capture(source, isStraight ? { premultiplied: false } : {});
        source.close();
      }
      await recorder.stop();
    }, straight);
    const decoded = await decode(relay.file('alpha.mkv'));
    expect(decoded.frames.map((frame) => pixelAt(decoded, frame, 9, 9))).toEqual(
      Array.from({ length: straight ? 2 : 3 }, () => [255, 128, 0, 128]),
    );
  });
}

test('timestampNs and durationNs are the times in the file', async ({ recorderPage, relay }) => {
  const times = [0, 40, 41, 250, 1000].map((milliseconds) => milliseconds * 1_000_000);
  const { recording, errors } = await recorderPage.evaluate(async (stamps) => {
    const { drawNumber, rejection } = window.pictures;
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const recorder = new window.reelay.Recorder({ preset: 'webm', fps: 25, name: 'stamped' });
    await recorder.start(canvas);
    for (const [index, timestampNs] of stamps.entries()) {
      drawNumber(context, index, 320, 240);
      const last = index === stamps.length - 1;
      await recorder.capture(undefined, { timestampNs, ...(last ? { durationNs: 500_000_000 } : {}) });
    }
    const wrong = [
      await rejection(recorder.capture(undefined, { timestampNs: 1_000_000_000 })),
      await rejection(recorder.capture(undefined, { timestampNs: -1 })),
      await rejection(recorder.capture(undefined, { timestampNs: 1.5e9 + 0.5 })),
      await rejection(recorder.capture(undefined, { timestampNs: 2_000_000_000, durationNs: 0 })),
    ];
    return { recording: await recorder.stop(), errors: wrong };
  }, times);
  expect(errors.map(({ code, message }) => [code, /`(\w+)`/.exec(message)?.[1]])).toEqual([
    ['OPTION_INVALID', 'timestampNs'],
    ['OPTION_INVALID', 'timestampNs'],
    ['OPTION_INVALID', 'timestampNs'],
    ['OPTION_INVALID', 'durationNs'],
  ]);
  expect(recording).toMatchObject({ frames: 5, durationSeconds: 1.5 });
  const { pts, timeBase } = await probe(relay.file('stamped.webm'));
  expect(pts.map((tick) => Math.round((tick * timeBase[0] * 1e9) / timeBase[1]))).toEqual(times);
  const { frames } = await decode(relay.file('stamped.webm'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(5));
});

test("realtime: frames of one's own have the time at which they came; what is too much is dropped and told", async ({
  recorderPage,
  relay,
}) => {
  const { recording, offered } = await recorderPage.evaluate(async () => {
    const { drawNumber, frameCount, nextFrame } = window.pictures;
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const count = frameCount();
    const size = { width: 320, height: 240 };
    const recorder = new window.reelay.Recorder({
      mode: 'realtime',
      size,
      name: 'offered',
      onProgress: count.onProgress,
    });
    await recorder.start();
    let offered = 0;
    // Five at once in each animation frame: never waited for, so not all can be taken.
    while (offered < 50) {
      for (let index = 0; index < 5; index++) {
        drawNumber(context, offered++, 320, 240);
        const frame = new VideoFrame(canvas, { timestamp: 0 });
        void recorder.capture(frame);
        frame.close();
      }
      await nextFrame();
    }
    return { recording: await recorder.stop(), offered };
  });
  expect(recording.frames).toBeGreaterThan(0);
  expect(recording.dropped).toBeGreaterThan(0);
  expect(recording.frames + recording.dropped).toBe(offered);
  expect(recording.gaps.reduce((sum, { count }) => sum + count, 0)).toBe(recording.dropped);
  for (const { reason } of recording.gaps) expect(['busy', 'credit']).toContain(reason);
  const { pts } = await probe(relay.file('offered.mp4'));
  expect(pts[0]).toBe(0);
  expect(new Set(pts).size).toBe(recording.frames);
  const { frames } = await decode(relay.file('offered.mp4'));
  const numbers = frames.map((frame) => readNumber(frame, 320, 240));
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
});

test('frames of changing formats and sizes make one file, each layout told in the sidecar', async ({
  recorderPage,
  relay,
}) => {
  await recorderPage.evaluate(async () => {
    const { drawNumber } = window.pictures;
    const recorder = new window.reelay.Recorder({
      preset: 'mkv-lossless',
      fps: 30,
      size: { width: 320, height: 240 },
      name: 'mixed',
    });
    await recorder.start();
    for (let index = 0; index < 12; index++) {
      const small = index % 4 === 3;
      const [width, height] = small ? [160, 120] : [320, 240];
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { alpha: index % 2 === 0 }) as OffscreenCanvasRenderingContext2D;
      drawNumber(context, index, width, height);
      let frame = new VideoFrame(canvas, { timestamp: 0 });
      if (index % 4 === 2) {
        // Grey planes with the number's blocks as luma.
        const pixels = context.getImageData(0, 0, width, height).data;
        const data = new Uint8Array((width * height * 3) / 2).fill(128);
        for (let at = 0; at < width * height; at++) data[at] = 16 + ((pixels[at * 4] ?? 0) * 219) / 255;
        frame.close();
        frame = new VideoFrame(data, { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0 });
      }
      await recorder.capture(frame);
      frame.close();
    }
    await recorder.stop();
  });
  const { frames } = await decode(relay.file('mixed.mkv'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(12));
  const { geometries } = await relay.sidecar('mixed.mkv');
  expect(geometries.map(({ fromFrame }) => fromFrame)).toEqual([0, 2, 3, 4, 6, 7, 8, 10, 11]);
  expect(geometries.slice(0, 3).map(({ geometry }) => geometry.format === 'I420')).toEqual([false, true, false]);
});
