/** Any size is recorded, pixel for pixel; what a codec cannot hold is padded and said; a source that changes its size is fitted in. */
import type { Page } from '@playwright/test';
import { PRESETS, counting, expect, fileOf, test } from './support/exact.ts';
import { decode, pixelAt } from './support/media.ts';
import { readNumber } from './support/numbers.ts';
import type { Colour } from './support/pictures.ts';

/** Whether `pixel` looks like `colour`: in 4:2:0 the pixels at an edge are mixed with their neighbours. */
function looksLike(pixel: readonly number[], colour: Colour): boolean {
  return colour.every((value, channel) => Math.abs(value - (pixel[channel] ?? -1)) < 40);
}

const CORNERS: readonly [topLeft: Colour, topRight: Colour, bottomLeft: Colour, bottomRight: Colour] = [
  [220, 60, 60],
  [60, 200, 60],
  [60, 60, 220],
  [230, 230, 230],
];

/** Records `frames` frames of four colours, one in each quarter. */
async function recordQuarters(
  page: Page,
  options: { readonly preset: string; readonly width: number; readonly height: number; readonly frames: number },
) {
  return page.evaluate(
    async ({ preset, width, height, frames, colours }) => {
      const { addCanvas, context2d, drawPatches } = window.pictures;
      const canvas = addCanvas(width, height);
      const context = context2d(canvas);
      return window.reelay.record(canvas, {
        preset,
        fps: 30,
        frames,
        name: 'quarters',
        draw: () => drawPatches(context, colours, 2, width, height),
      });
    },
    { ...options, colours: CORNERS },
  );
}

for (const preset of PRESETS) {
  test(`${preset}: a picture of 33 x 17 is whole and at the top left, padding is told`, async ({
    recorderPage,
    relay,
  }) => {
    const { url, width, height, warnings } = await recordQuarters(recorderPage, {
      preset,
      width: 33,
      height: 17,
      frames: 2,
    });
    const decoded = await decode(fileOf(relay, { url }));
    expect([decoded.width, decoded.height]).toEqual([width, height]);
    const padded = width !== 33 || height !== 17;
    expect(padded).toBe(preset === 'mp4');
    expect(warnings).toEqual(padded ? [expect.stringContaining(`padded from 33 x 17 to ${width} x ${height}`)] : []);
    const frame = decoded.frames[0] ?? Buffer.alloc(0);
    // The last whole pair of pixels on each side: the quarters meet at 17 | 9, and the picture ends at 33 | 17.
    const seen = [
      [1, 1],
      [31, 1],
      [1, 15],
      [31, 15],
    ].map(([x = 0, y = 0]) => pixelAt(decoded, frame, x, y));
    seen.forEach((pixel, index) =>
      expect(looksLike(pixel, CORNERS[index] ?? [0, 0, 0]), `corner ${index} is ${pixel.join(' ')}`).toBe(true),
    );
    const middle = [
      [13, 5],
      [20, 5],
      [13, 12],
      [20, 12],
    ].map(([x = 0, y = 0]) => pixelAt(decoded, frame, x, y));
    middle.forEach((pixel, index) =>
      expect(looksLike(pixel, CORNERS[index] ?? [0, 0, 0]), `middle ${index} is ${pixel.join(' ')}`).toBe(true),
    );
  });

  test(`${preset}: a picture of 1 x 1 is recorded, padding is told`, async ({ recorderPage, relay }) => {
    const { url, width, height, warnings } = await recorderPage.evaluate(async (name) => {
      const canvas = window.pictures.addCanvas(1, 1);
      const context = window.pictures.context2d(canvas);
      context.fillStyle = '#fff';
      return window.reelay.record(canvas, {
        preset: name,
        fps: 30,
        frames: 2,
        draw: () => context.fillRect(0, 0, 1, 1),
      });
    }, preset);
    const decoded = await decode(fileOf(relay, { url }));
    expect([decoded.width, decoded.height]).toEqual([width, height]);
    const frame = decoded.frames[0] ?? Buffer.alloc(0);
    expect(
      pixelAt(decoded, frame, 0, 0)
        .slice(0, 3)
        .every((value) => value > 215),
    ).toBe(true);
    if (width === 1 && height === 1) {
      expect(warnings).toEqual([]);
    } else {
      expect(warnings).toEqual([expect.stringContaining(`padded from 1 x 1 to ${width} x ${height}`)]);
      const [red, green, blue, alpha] = pixelAt(decoded, frame, width - 1, height - 1);
      if (preset === 'mov-alpha') expect(alpha).toBeLessThan(5);
      else expect(Math.max(red, green, blue)).toBeLessThan(40);
    }
  });

  test(`${preset}: a picture of 4096 x 2160 is whole`, async ({ recorderPage, relay }) => {
    const { url, width, height, warnings, frames } = await recordQuarters(recorderPage, {
      preset,
      width: 4096,
      height: 2160,
      frames: 1,
    });
    expect({ width, height, warnings, frames }).toEqual({ width: 4096, height: 2160, warnings: [], frames: 1 });
    const decoded = await decode(fileOf(relay, { url }));
    const frame = decoded.frames[0] ?? Buffer.alloc(0);
    const places = [
      [
        [2, 2],
        [2040, 1070],
      ],
      [
        [4093, 2],
        [2056, 1070],
      ],
      [
        [2, 2157],
        [2040, 1090],
      ],
      [
        [4093, 2157],
        [2056, 1090],
      ],
    ];
    places.forEach((corner, index) => {
      for (const [x = 0, y = 0] of corner)
        expect(looksLike(pixelAt(decoded, frame, x, y), CORNERS[index] ?? [0, 0, 0]), `${x}, ${y}`).toBe(true);
    });
  });
}

for (const preset of ['mp4', 'mkv-lossless']) {
  test(`${preset}: a canvas that changes its size is fitted into the first one, with bars`, async ({
    recorderPage,
    relay,
  }) => {
    const sizes = [
      [320, 240],
      [160, 240],
      [640, 240],
      [320, 240],
    ];
    const { width, height, frames } = await recorderPage.evaluate(
      async ({ preset: name, steps }) => {
        const canvas = window.pictures.addCanvas(320, 240);
        const context = window.pictures.context2d(canvas, { alpha: false });
        return window.reelay.record(canvas, {
          preset: name,
          fps: 30,
          frames: 12,
          name: 'resized',
          draw: ({ index }) => {
            const [width = 0, height = 0] = steps[Math.floor(index / 3)] ?? [];
            if (canvas.width !== width) Object.assign(canvas, { width, height });
            window.pictures.drawNumber(context, index, width, height);
            context.fillStyle = '#fff';
            context.fillRect(0, height / 2, width, height / 2);
          },
        });
      },
      { preset, steps: sizes },
    );
    expect({ width, height, frames }).toEqual({ width: 320, height: 240, frames: 12 });
    const file = `resized.${preset === 'mp4' ? 'mp4' : 'mkv'}`;
    const decoded = await decode(relay.file(file));
    expect(decoded.frames).toHaveLength(12);
    // Where the picture is: x, y, width, height.
    const places = [
      [0, 0, 320, 240],
      [80, 0, 160, 240],
      [0, 60, 320, 120],
      [0, 0, 320, 240],
    ];
    decoded.frames.forEach((frame, index) => {
      const [left = 0, top = 0, w = 0, h = 0] = places[Math.floor(index / 3)] ?? [];
      const isWhite = (x: number, y: number) => pixelAt(decoded, frame, x, y)[0] > 200;
      const isBlack = (x: number, y: number) => Math.max(...pixelAt(decoded, frame, x, y).slice(0, 3)) < 40;
      // The lower half of the picture is white, right to its edges; around it is black.
      const corners = [
        [left + 3, top + h / 2 + 6],
        [left + w - 4, top + h / 2 + 6],
        [left + 3, top + h - 4],
        [left + w - 4, top + h - 4],
      ];
      for (const [x = 0, y = 0] of corners) expect(isWhite(x, y), `frame ${index} at ${x}, ${y}`).toBe(true);
      if (left > 0)
        for (const x of [2, left - 4, left + w + 3, 317])
          expect(isBlack(x, 200), `frame ${index} at ${x}, 200`).toBe(true);
      if (top > 0)
        for (const y of [2, top - 4, top + h + 3, 237])
          expect(isBlack(160, y), `frame ${index} at 160, ${y}`).toBe(true);
      expect(readNumber(cut(frame, 320, left, top, w, h), w, h)).toBe(index);
    });
    const { geometries } = await relay.sidecar(file);
    expect(geometries.map(({ fromFrame, geometry }) => [fromFrame, geometry.width, geometry.height])).toEqual(
      counting(4).map((step) => [step * 3, ...(sizes[step] ?? [])]),
    );
  });
}

/** A part of an RGBA picture. */
function cut(frame: Buffer, frameWidth: number, left: number, top: number, width: number, height: number): Buffer {
  return Buffer.concat(
    counting(height, top).map((y) => frame.subarray((y * frameWidth + left) * 4, (y * frameWidth + left + width) * 4)),
  );
}

test('the size option scales the picture', async ({ recorderPage, relay }) => {
  const { width, height } = await recorderPage.evaluate(async () => {
    const canvas = window.pictures.addCanvas(640, 480);
    const context = window.pictures.context2d(canvas);
    return window.reelay.record(canvas, {
      size: { width: 320, height: 240 },
      fps: 30,
      frames: 5,
      name: 'scaled',
      draw: ({ index }) => window.pictures.drawNumber(context, index, 640, 480),
    });
  });
  expect([width, height]).toEqual([320, 240]);
  const decoded = await decode(relay.file('scaled.mp4'));
  expect(decoded.frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(5));
});
