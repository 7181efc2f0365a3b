/** Offline, in every preset: each frame once, in order, each at its own time. */
import { MORE_PRESETS, PRESETS, counting, expect, fileOf, test } from './support/exact.ts';
import { decode, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

const RATES = [
  { rate: [60, 1], frames: 120 },
  { rate: [60_000, 1001], frames: 120 },
  { rate: [1, 1], frames: 3 },
  { rate: [240, 1], frames: 30 },
] as const;
const WIDTH = 320;
const HEIGHT = 240;

const CASES = [
  ...PRESETS.map((preset) => ({ preset, rates: RATES })),
  ...MORE_PRESETS.map((preset) => ({ preset, rates: RATES.slice(0, 2) })),
];

for (const { preset, rates } of CASES) {
  for (const { rate, frames } of rates) {
    const [numerator, denominator] = rate;
    test(`${preset} at ${numerator}/${denominator} has each frame once, in order, at its exact time`, async ({
      recorderPage,
      relay,
    }) => {
      const recording = await recorderPage.evaluate(
        async ({ fps, frames: count, width, height, name }) => {
          const { addCanvas, context2d, drawNumber } = window.pictures;
          const canvas = addCanvas(width, height);
          const context = context2d(canvas);
          return window.reelay.record(canvas, {
            fps,
            frames: count,
            preset: name,
            name: 'exact',
            draw: ({ index }) => drawNumber(context, index, width, height),
          });
        },
        { fps: rate, frames, width: WIDTH, height: HEIGHT, name: preset },
      );
      const seconds = (frames * denominator) / numerator;
      expect(recording).toMatchObject({
        preset,
        frames: frames,
        dropped: 0,
        gaps: [],
        warnings: [],
        width: WIDTH,
        height: HEIGHT,
        fps: rate,
      });
      expect(recording.durationSeconds).toBeCloseTo(seconds, 8);

      const file = fileOf(relay, recording);
      const { pts, timeBase, durationSeconds } = await probe(file);
      // The tick nearest to the frame's time, which is in whole nanoseconds: half a tick is a little less.
      const ticks = counting(frames).map((index) =>
        Math.round((Math.floor((index * denominator * 1e9) / numerator) * timeBase[1]) / (timeBase[0] * 1e9)),
      );
      expect(pts).toEqual(ticks);
      const tickSeconds = timeBase[0] / timeBase[1];
      // MPEG-TS has no durations: a reader adds the last frame's length to its time, each of them rounded.
      const tolerance = preset === 'ts' ? tickSeconds : tickSeconds / 2;
      expect(Math.abs(durationSeconds - seconds)).toBeLessThan(tolerance + 1e-6);

      const decoded = await decode(file);
      expect(decoded.frames.map((frame) => readNumber(frame, WIDTH, HEIGHT))).toEqual(counting(frames));
    });
  }
}
