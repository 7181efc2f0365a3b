/** A player that goes by the file's tags shows the colours that were drawn. */
import { MORE_PRESETS, PRESETS, expect, fileOf, test } from './support/exact.ts';
import { decode, pixelAt } from './support/media.ts';
import { type Colour, PATCH_COLUMNS, PATCHES } from './support/pictures.ts';

/** Out of 255, in each of red, green, blue and alpha. */
const TOLERANCE = 2;
const SIZES = [
  { width: 320, height: 240, frames: 6 },
  { width: 1920, height: 1080, frames: 3 },
];
const CASES = [
  ...[...PRESETS, ...MORE_PRESETS].map((preset) => ({ preset, alpha: 1 })),
  { preset: 'mkv-lossless', alpha: 128 / 255 },
  { preset: 'mov-alpha', alpha: 128 / 255 },
];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Points well within patch `index`. */
function pointsIn(index: number, { width, height }: Size): [x: number, y: number][] {
  const rows = PATCHES.length / PATCH_COLUMNS;
  const offsets = [0.3, 0.5, 0.7];
  return offsets.flatMap((right) =>
    offsets.map((down): [number, number] => [
      Math.floor((((index % PATCH_COLUMNS) + right) * width) / PATCH_COLUMNS),
      Math.floor(((Math.floor(index / PATCH_COLUMNS) + down) * height) / rows),
    ]),
  );
}

/** What differs by more than the tolerance, in words: empty where all is well. */
function faults(picture: Size, frame: Buffer, alpha: number): string[] {
  return PATCHES.flatMap(([red, green, blue]: Colour, index) => {
    const drawn = [red, green, blue, Math.round(alpha * 255)];
    const off = pointsIn(index, picture)
      .map(([x, y]) => pixelAt(picture, frame, x, y))
      .filter((pixel) => pixel.some((value, channel) => Math.abs(value - (drawn[channel] ?? 0)) > TOLERANCE));
    return off.length === 0
      ? []
      : [`${drawn.join(' ')} became ${[...new Set(off.map((pixel) => pixel.join(' ')))].join(', ')}`];
  });
}

for (const { preset, alpha } of CASES) {
  for (const { width, height, frames } of SIZES) {
    test(`${preset} at ${width} x ${height} keeps ${alpha === 1 ? 'opaque' : 'half-transparent'} colours`, async ({
      recorderPage,
      relay,
    }) => {
      const { url, warnings } = await recorderPage.evaluate(
        async (options) => {
          const { addCanvas, context2d, drawPatches } = window.pictures;
          const canvas = addCanvas(options.width, options.height);
          const context = context2d(canvas);
          return window.reelay.record(canvas, {
            preset: options.preset,
            fps: 30,
            frames: options.frames,
            draw: () =>
              drawPatches(context, options.colours, options.columns, options.width, options.height, options.alpha),
          });
        },
        { preset, alpha, width, height, frames, colours: PATCHES, columns: PATCH_COLUMNS },
      );
      expect(warnings).toEqual([]);
      const decoded = await decode(fileOf(relay, { url }));
      // Theora stores a picture that did not change as an empty packet, which ffmpeg shows once.
      expect(decoded.frames.length).toBeGreaterThan(0);
      expect(decoded.frames.flatMap((frame) => faults(decoded, frame, alpha))).toEqual([]);
    });
  }
}
