import { describe, expect, it } from 'vitest';
import { SRGB } from '../../shared/media/colour.ts';
import { frameDurationNs, frameTimeNs, type Rate } from '../../shared/media/time.ts';
import { decodeWithFfmpeg, decodeWithGStreamer, probe } from './testing/decode.ts';
import { numberedFrame, numberOf, PATCHES, patchFrame, patchFrameI420, worstPatch } from './testing/pictures.ts';
import { finishFile } from './complete.ts';
import { frames, record as recordOnly, repeated, stillTail, type TestFrame } from './testing/record.ts';
import { BUILT_IN_PRESETS } from './presets.ts';

/** Those that the pipeline itself completes as a file; folders.test.ts and animations.test.ts have the others. */
const ALL = BUILT_IN_PRESETS.filter(
  ({ chain, elements }) => chain.kind === 'encoder' && !elements.includes('ffmpeg'),
).map(({ id }) => id);
const WIDTH = 320;
const HEIGHT = 240;
const AREA = WIDTH * HEIGHT;

/** Records, and finishes the file as a session does. */
const record: typeof recordOnly = async (fields, shots) => {
  const recorded = await recordOnly(fields, shots);
  await finishFile(recorded.path, { mode: 'offline', rate: [60, 1], quality: 'standard', ...fields });
  return recorded;
};

/** Seconds a tick of `path`'s time base lasts. */
function tickSeconds(timeBase: string): number {
  const [numerator, denominator] = timeBase.split('/').map(Number);
  return (numerator ?? 0) / (denominator ?? 1);
}

describe.each(ALL)('preset %s', (preset) => {
  it.each([
    [[60, 1], 130],
    [[60000, 1001], 50],
    [[999, 7], 30],
  ] as [Rate, number][])('keeps every frame once, in order, at its exact time: %j', async (rate, count) => {
    const { path, outcome, pipeline } = await record({ preset, rate }, frames(count, WIDTH, HEIGHT, numberedFrame));
    expect(outcome).toEqual({ kind: 'ended' });
    expect(pipeline.encodedNs).toBe(frameTimeNs(count, rate));
    const grey = decodeWithFfmpeg(path, 'gray');
    const numbers = Array.from({ length: grey.length / AREA }, (_, index) =>
      numberOf(grey.subarray(index * AREA), WIDTH, HEIGHT),
    );
    expect(numbers).toEqual([...Array(count).keys()]);
    const { packets, stream, format } = probe(path);
    const tick = tickSeconds(stream.time_base);
    expect(packets.map(({ pts }) => pts)).toEqual(
      packets.map((_, index) => Math.round(frameTimeNs(index, rate) / (tick * 1e9))),
    );
    expect(packets.every(({ pts, dts }) => dts === undefined || dts === pts)).toBe(true);
    expect(Math.abs(Number(format.duration) - frameTimeNs(count, rate) / 1e9)).toBeLessThan(tick + 1e-6);
    // A keyframe every two seconds at the least.
    const keys = packets.flatMap(({ flags, pts }) => (flags.startsWith('K') ? [pts * tick] : []));
    expect(keys[0]).toBe(0);
    expect(
      [...keys, Number(format.duration)].every((time, index) => index === 0 || time - (keys[index - 1] ?? 0) < 2.1),
    ).toBe(true);
  });

  it.each([
    [320, 240],
    [1920, 1080],
  ])('shows the colours that were drawn at %i x %i', async (width, height) => {
    // 8-bit presets get frames converted beforehand: what is tested is the codec, the tags and the container.
    const rgb = BUILT_IN_PRESETS.find(({ id }) => id === preset)?.yuv === undefined;
    const matrix = BUILT_IN_PRESETS.find(({ id }) => id === preset)?.yuv ?? 'bt709';
    const frame: TestFrame = rgb
      ? { pixels: patchFrame(width, height), width, height }
      : {
          pixels: patchFrameI420(width, height, matrix),
          width,
          height,
          format: 'I420',
          colour: {
            ...SRGB,
            fullRange: false,
            ...(matrix === 'bt709'
              ? { matrix, transfer: matrix, primaries: matrix }
              : { matrix: 'smpte170m', transfer: 'smpte170m', primaries: 'smpte170m' }),
          },
        };
    const { path } = await record({ preset, width, height }, repeated(4, frame));
    const decoded = decodeWithFfmpeg(path, 'rgb24');
    expect(decoded.length % (width * height * 3)).toBe(0);
    for (let at = 0; at < decoded.length; at += width * height * 3)
      expect(worstPatch(decoded.subarray(at), width, height)).toBeLessThanOrEqual(2);
  });

  it('shows the colours that were drawn where GStreamer converts, as exactly as it can', async () => {
    // videoconvertscale 1.22 multiplies by eighths of a bit too few and cuts off: 4 of 255, by itself, before any codec.
    const { path } = await record(
      { preset },
      frames(6, WIDTH, HEIGHT, (_, width, height) => patchFrame(width, height)),
    );
    expect(worstPatch(decodeWithFfmpeg(path, 'rgb24'), WIDTH, HEIGHT)).toBeLessThanOrEqual(4);
    // Both ways through it.
    expect(worstPatch(decodeWithGStreamer(path, 'RGB'), WIDTH, HEIGHT)).toBeLessThanOrEqual(7);
  });

  it('names its colours in the file', async () => {
    const { path } = await record(
      { preset },
      frames(2, WIDTH, HEIGHT, (_, width, height) => patchFrame(width, height)),
    );
    const { color_space, color_primaries, color_range } = probe(path).stream;
    const expected = {
      mp4: ['bt709', 'bt709', 'tv'],
      webm: ['bt709', 'bt709', 'tv'],
      'webm-vp8': ['smpte170m', 'smpte170m', 'tv'],
      'mkv-lossless': ['gbr', 'bt709', 'pc'],
      'mp4-lossless': ['gbr', 'bt709', 'pc'],
      'mp4-h265': ['bt709', 'bt709', 'tv'],
      ts: ['bt709', 'bt709', 'tv'],
    }[preset];
    if (expected) expect([color_space, color_primaries, color_range]).toEqual(expected);
  });

  it.each([
    [1, 1],
    [33, 17],
    [17, 34],
  ])('records odd sizes: %i x %i', async (width, height) => {
    const white = Buffer.alloc(width * height * 4, 255);
    const { path, outcome, plan } = await record(
      { preset, width, height },
      repeated(3, { pixels: white, width, height }),
    );
    expect(outcome).toEqual({ kind: 'ended' });
    const { stream } = probe(path);
    expect([stream.width, stream.height]).toEqual([plan.width, plan.height]);
    expect(plan.width - width + (plan.height - height) > 0).toBe(plan.warnings.length === 1);
    const grey = decodeWithFfmpeg(path, 'gray');
    // The picture is where it was, at its size; the padding is black.
    expect(grey[0]).toBeGreaterThan(width === 1 ? 200 : 240);
    expect(grey[(height - 1) * plan.width + width - 1]).toBeGreaterThan(200);
    if (plan.width > width + 1) expect(grey[plan.width - 1]).toBeLessThan(20);
  });

  it('fits frames of another size with black bars', async () => {
    const white = (width: number, height: number): TestFrame => ({
      pixels: Buffer.alloc(width * height * 4, 255),
      width,
      height,
    });
    const sizes = [white(WIDTH, HEIGHT), white(200, 200), white(333, 111), white(WIDTH, HEIGHT)];
    const { path, outcome } = await record({ preset }, sizes);
    expect(outcome).toEqual({ kind: 'ended' });
    const grey = decodeWithFfmpeg(path, 'gray');
    const at = (frame: number, x: number, y: number): number => grey[frame * AREA + y * WIDTH + x] ?? -1;
    const isLit = [at(0, 5, 5), at(1, 5, 120), at(1, 160, 120), at(2, 160, 10), at(2, 160, 120), at(3, 5, 5)].map(
      (value) => value > 128,
    );
    expect(isLit).toEqual([true, false, true, false, true, true]);
  });

  it("keeps each frame's own time in realtime", async () => {
    const times = [0, 16.7, 33.1, 51.234567, 66, 100, 101.001, 131.3, 150.5].map((ms) => Math.round(ms * 1e6));
    const shots = times.map((ptsNs, index) => ({
      pixels: numberedFrame(index, WIDTH, HEIGHT),
      width: WIDTH,
      height: HEIGHT,
      ptsNs,
      durationNs: (times[index + 1] ?? ptsNs + 20_000_000) - ptsNs,
    }));
    const { path, outcome, plan } = await record({ preset, mode: 'realtime' }, shots);
    expect(outcome).toEqual({ kind: 'ended' });
    const { packets, stream, format } = probe(path);
    const tick = tickSeconds(stream.time_base);
    if (preset === 'ogg') {
      expect(plan.capsRate).toEqual([60, 1]);
      return;
    }
    expect(plan.capsRate).toEqual([0, 1]);
    expect(packets.map(({ pts }) => pts)).toEqual(times.map((ptsNs) => Math.round(ptsNs / (tick * 1e9))));
    // Where a parser stands between, the last frame has the nominal length.
    const lastSeconds = ['mp4-h265', 'mp4-av1', 'ts'].includes(preset) ? 1 / 60 : 0.02;
    expect(Math.abs(Number(format.duration) - 0.1505 - lastSeconds)).toBeLessThan(tick + 1e-6);
  });

  it.each(['draft', 'standard', 'high'] as const)('records at quality %s', async (quality) => {
    const { outcome, path } = await record({ preset, quality }, frames(4, WIDTH, HEIGHT, numberedFrame));
    expect(outcome).toEqual({ kind: 'ended' });
    expect(probe(path).packets.length).toBe(4);
  });
});

describe('a bitrate', () => {
  const noise = Array.from({ length: 60 }, () => ({
    pixels: Buffer.from(Array.from({ length: AREA * 4 }, () => Math.random() * 256)),
    width: WIDTH,
    height: HEIGHT,
  }));
  it.each(BUILT_IN_PRESETS.filter(({ id, bitrate }) => bitrate && ALL.includes(id)).map(({ id }) => id))(
    'is kept to within a half: %s',
    async (preset) => {
      const { path } = await record({ preset, bitrate: 2_000_000 }, [...noise, ...noise, ...noise]);
      const bits = (decodedBytes: number): number => (decodedBytes * 8) / 3;
      const { statSync } = await import('node:fs');
      expect(bits(statSync(path).size)).toBeGreaterThan(1_000_000);
      expect(bits(statSync(path).size)).toBeLessThan(3_000_000);
    },
  );
});

describe('what is lossless', () => {
  it('comes back bit for bit, colour under transparent pixels included', async () => {
    const noise = (): Buffer => Buffer.from(Array.from({ length: 33 * 17 * 4 }, () => Math.random() * 256));
    const pictures = [noise(), noise(), noise()];
    pictures.forEach((picture) => picture.fill(0, 3, 4)); // alpha 0, colour kept
    const { path } = await record(
      { preset: 'mkv-lossless', width: 33, height: 17 },
      pictures.map((pixels) => ({ pixels, width: 33, height: 17 })),
    );
    expect(decodeWithFfmpeg(path, 'bgra').equals(Buffer.concat(pictures))).toBe(true);
  });

  it.each([
    [1, 16_384],
    [16_384, 2],
    [2, 353],
    [353, 33],
    [3840, 3900],
  ])(
    'comes back bit for bit at %i x %i, which the encoder takes in parts of its own choice only',
    async (width, height) => {
      const words = Uint32Array.from({ length: width * height }, (_, at) => at * 3 + 1);
      const pixels = Buffer.from(words.buffer);
      const { path, outcome, plan } = await record({ preset: 'mkv-lossless', width, height }, [
        { pixels, width, height },
      ]);
      expect(outcome).toEqual({ kind: 'ended' });
      const decoded = decodeWithFfmpeg(path, 'bgra');
      const row = (picture: Buffer, y: number, stride: number): Buffer =>
        picture.subarray(y * stride).subarray(0, width * 4);
      for (let y = 0; y < height; y++)
        if (!row(decoded, y, plan.width * 4).equals(row(pixels, y, width * 4))) expect.fail(`row ${y} differs`);
    },
  );

  it.each(['draft', 'standard', 'high', 'lossless'] as const)(
    'noise comes back bit for bit from H.264 at quality %s',
    async (quality) => {
      const pixels = Array.from({ length: 3 }, () =>
        Buffer.from(Array.from({ length: AREA * 4 }, (_, byte) => (byte % 4 === 3 ? 255 : Math.random() * 256))),
      );
      const { path } = await record(
        { preset: 'mp4-lossless', quality },
        pixels.map((picture) => ({ pixels: picture, width: WIDTH, height: HEIGHT })),
      );
      expect(decodeWithFfmpeg(path, 'bgra').equals(Buffer.concat(pixels))).toBe(true);
    },
  );

  it.each(['RGBA', 'RGBX', 'BGRX'] as const)('takes %s just as exactly', async (format) => {
    const pixels = Buffer.from(Array.from({ length: AREA * 4 }, () => Math.random() * 256));
    const { path } = await record({ preset: 'mkv-lossless', alpha: format === 'RGBA' ? 'keep' : 'discard' }, [
      { pixels, width: WIDTH, height: HEIGHT, format },
    ]);
    const decoded = decodeWithFfmpeg(path, format === 'BGRX' ? 'bgr0' : format === 'RGBA' ? 'rgba' : 'rgb0');
    const channels = format === 'RGBA' ? [0, 1, 2, 3] : [0, 1, 2];
    for (let at = 0; at < pixels.length; at += 4) {
      if (channels.some((channel) => decoded[at + channel] !== pixels[at + channel]))
        expect.fail(`pixel ${at / 4} differs`);
    }
  });
});

it('shows the last picture of a realtime recording to its end in Ogg, gaps and jitter before it or none', async () => {
  const shown = async (shots: TestFrame[]): Promise<{ numbers: number[]; seconds: number }> => {
    const { path } = await record({ preset: 'ogg', mode: 'realtime' }, shots);
    // A repeated picture is an empty packet, which ffmpeg leaves out.
    const grey = decodeWithGStreamer(path, 'GRAY8');
    const numbers = Array.from({ length: grey.length / AREA }, (_, index) =>
      numberOf(grey.subarray(index * AREA), WIDTH, HEIGHT),
    );
    return { numbers, seconds: Number(probe(path).format.duration) };
  };
  const still = await shown(stillTail(numberedFrame));
  expect(still.numbers).toEqual([...Array<number>(18).fill(0), ...Array<number>(42).fill(1)]);
  expect(still.seconds).toBeCloseTo(1, 3);
  const pixels = (index: number): TestFrame => ({
    pixels: numberedFrame(index, WIDTH, HEIGHT),
    width: WIDTH,
    height: HEIGHT,
  });
  // In slots of a sixtieth of a second; each frame is to last one.
  const at = [0.1, 0.9, 2.2, 6.1, 6.8, 12.4].map((slot) => Math.round((slot / 60) * 1e9));
  const jitter = await shown(at.map((ptsNs, index) => ({ ...pixels(index), ptsNs, durationNs: 16_666_667 })));
  expect(jitter.numbers).toEqual([0, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 5]);
});

it('keeps straight alpha in ProRes', async () => {
  const pixels = patchFrame(WIDTH, HEIGHT, 128);
  const { path } = await record({ preset: 'mov-alpha' }, repeated(3, { pixels, width: WIDTH, height: HEIGHT }));
  const rgba = decodeWithFfmpeg(path, 'rgba');
  expect(Math.abs((rgba[3] ?? 0) - 128)).toBeLessThanOrEqual(1);
  const [red, green, blue] = PATCHES[0] ?? [0, 0, 0];
  expect(
    [red, green, blue].every((value, channel) => Math.abs(value - (rgba[(30 * WIDTH + 40) * 4 + channel] ?? -9)) <= 2),
  ).toBe(true);
});

it.each([
  [1, 1],
  [24, 1],
  [240, 1],
] as Rate[])('records at %i/%i frames a second', async (...rate) => {
  for (const preset of ALL) {
    const { path, outcome } = await record({ preset, rate, width: 64, height: 64 }, frames(5, 64, 64, numberedFrame));
    expect(outcome).toEqual({ kind: 'ended' });
    const { packets, stream } = probe(path);
    const last = frameTimeNs(4, rate) / 1e9;
    expect(Math.abs((packets.at(-1)?.pts ?? 0) * tickSeconds(stream.time_base) - last)).toBeLessThanOrEqual(
      tickSeconds(stream.time_base) / 2 + 1e-9,
    );
    expect(frameDurationNs(4, rate)).toBeGreaterThan(0);
  }
});

it.each(ALL)('records 4096 x 2160: %s', async (preset) => {
  const pixels = Buffer.alloc(4096 * 2160 * 4, 200);
  const { path, outcome } = await record({ preset, width: 4096, height: 2160 }, [
    { pixels, width: 4096, height: 2160 },
  ]);
  expect(outcome).toEqual({ kind: 'ended' });
  expect(probe(path).stream.width).toBe(4096);
});
