/** Presets that are converted when the recording is over. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { frameTimeNs, type Rate } from '../../shared/media/time.ts';
import type { Quality } from '../../shared/wire/messages.ts';
import { completeFile } from './complete.ts';
import { decodeWithFfmpeg, decodeWithGStreamer } from './testing/decode.ts';
import { numberedFrame, numberOf, patchFrame, worstPatch } from './testing/pictures.ts';
import { feed, frames, open, planFor, record, repeated, type TestFrame } from './testing/record.ts';
import { writeFirstPicture } from './webp.ts';

const WIDTH = 320;
const HEIGHT = 240;
const AREA = WIDTH * HEIGHT;
const RATES: readonly Rate[] = [
  [60, 1],
  [60000, 1001],
];

async function made(
  preset: string,
  shots: Iterable<TestFrame>,
  fields: { rate?: Rate; quality?: Quality; width?: number; height?: number } = {},
) {
  const { rate = [60, 1], quality = 'standard' } = fields;
  const { path, outcome } = await record({ preset, ...fields }, shots);
  expect(outcome).toEqual({ kind: 'ended' });
  const verified = await completeFile(path, { preset, rate, quality, mode: 'offline' });
  expect(readdirSync(dirname(path))).toEqual([`take.${preset}`]);
  return { path, ...verified };
}

/** PTS of each frame in ticks, as ffprobe has them. */
function times(path: string): { pts: number[]; timeBase: number } {
  // As browsers do, ffmpeg would take frames of a hundredth of a second for longer ones.
  const argv = [
    '-v',
    'error',
    '-f',
    'gif',
    '-min_delay',
    '1',
    '-of',
    'json',
    '-show_entries',
    'stream=time_base:packet=pts',
    path,
  ];
  const { packets, streams } = JSON.parse(execFileSync('ffprobe', argv, { encoding: 'utf8' })) as {
    packets: { pts: number }[];
    streams: [{ time_base: string }];
  };
  const [numerator = 0, denominator = 1] = streams[0].time_base.split('/').map(Number);
  return { pts: packets.map(({ pts }) => pts), timeBase: numerator / denominator };
}

/** Delays as the file has them: `fcTL` of an APNG as fractions, `ANMF` of a WebP in milliseconds. */
function delays(path: string): [numerator: number, denominator: number][] {
  const bytes = readFileSync(path);
  const found: [number, number][] = [];
  const [mark, read] = path.endsWith('.apng')
    ? (['fcTL', (at: number) => [bytes.readUInt16BE(at + 24), bytes.readUInt16BE(at + 26)]] as const)
    : (['ANMF', (at: number) => [bytes.readUIntLE(at + 20, 3), 1000]] as const);
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1))
    found.push(read(at) as [number, number]);
  return found;
}

const numbersIn = (grey: Buffer): number[] =>
  Array.from({ length: grey.length / AREA }, (_, index) => numberOf(grey.subarray(index * AREA), WIDTH, HEIGHT));

it.each(RATES)('APNG has each frame once, in order, for exactly its time: %i/%i', async (...rate) => {
  const { path, durationNs } = await made('apng', frames(120, WIDTH, HEIGHT, numberedFrame), { rate });
  expect(numbersIn(decodeWithFfmpeg(path, 'gray'))).toEqual([...Array(120).keys()]);
  expect(delays(path)).toEqual(
    Array(120)
      .fill(null)
      .map(() => [rate[1], rate[0]]),
  );
  expect(Math.abs(durationNs - frameTimeNs(120, rate))).toBeLessThan(1e6);
});

it.each(RATES)('GIF has each frame once, in order, at the nearest hundredth of a second: %i/%i', async (...rate) => {
  const { path } = await made('gif', frames(120, WIDTH, HEIGHT, numberedFrame), { rate });
  expect(numbersIn(decodeWithFfmpeg(path, 'gray'))).toEqual([...Array(120).keys()]);
  const { pts, timeBase } = times(path);
  expect(timeBase).toBe(0.01);
  expect(pts).toEqual(pts.map((_, index) => Math.round(frameTimeNs(index, rate) / 1e7)));
});

it.each(RATES)('WebP has each frame at the nearest millisecond: %i/%i', async (...rate) => {
  const { path, durationNs, width } = await made('webp', frames(120, WIDTH, HEIGHT, numberedFrame), { rate });
  expect(width).toBe(WIDTH);
  const starts = delays(path).reduce<number[]>((all, [ms]) => [...all, (all.at(-1) ?? 0) + ms], [0]);
  const expected = Array.from({ length: 120 }, (_, index) => Math.round(frameTimeNs(index, rate) / 1e6));
  expect(starts.slice(0, 120).map((ms, index) => Math.abs(ms - (expected[index] ?? 0)) <= 1)).toEqual(
    Array(120).fill(true),
  );
  expect(Math.abs(durationNs - frameTimeNs(120, rate))).toBeLessThan(3e6);
});

it.each([
  [2, 3],
  [33, 17],
])('APNG keeps every pixel and its alpha at %i x %i', async (width, height) => {
  const noise = (): Buffer => Buffer.from(Uint8Array.from({ length: width * height * 4 }, () => Math.random() * 256));
  const shots = [noise(), noise(), noise()];
  const { path } = await made(
    'apng',
    shots.map((pixels) => ({ pixels, width, height })),
    { width, height },
  );
  expect(decodeWithFfmpeg(path, 'bgra').equals(Buffer.concat(shots))).toBe(true);
});

it('WebP at quality lossless keeps every visible pixel and all alpha', async () => {
  const pixels = Buffer.from(Uint8Array.from({ length: 33 * 17 * 4 }, () => 1 + Math.random() * 255));
  const { path } = await made(
    'webp',
    [
      { pixels, width: 33, height: 17 },
      { pixels: Buffer.from(pixels.toReversed()), width: 33, height: 17 },
    ],
    { width: 33, height: 17, quality: 'lossless' },
  );
  await writeFirstPicture(path, `${path}.still.webp`);
  expect(decodeWithGStreamer(`${path}.still.webp`, 'BGRA').equals(pixels)).toBe(true);
});

it.each([
  ['apng', 'standard', 0],
  ['gif', 'draft', 0],
  ['gif', 'standard', 0],
  ['gif', 'high', 0],
  ['webp', 'lossless', 0],
  ['webp', 'high', 2],
] as const)('%s at quality %s shows flat colours within %i of 255', async (preset, quality, tolerance) => {
  const shot = { pixels: patchFrame(WIDTH, HEIGHT), width: WIDTH, height: HEIGHT };
  const { path } = await made(preset, repeated(2, shot), { quality });
  const picture = preset === 'webp' ? `${path}.still.webp` : path;
  if (preset === 'webp') await writeFirstPicture(path, picture);
  expect(worstPatch(decodeWithFfmpeg(picture, 'rgb24'), WIDTH, HEIGHT)).toBeLessThanOrEqual(tolerance);
});

it('GIF is transparent where alpha is under a half', async () => {
  const pixels = patchFrame(WIDTH, HEIGHT, 255);
  for (let at = 3; at < pixels.length / 2; at += 4) pixels[at] = 100;
  const { path } = await made('gif', repeated(2, { pixels, width: WIDTH, height: HEIGHT }));
  const alpha = decodeWithFfmpeg(path, 'rgba').filter((_, index) => index % 4 === 3);
  expect([alpha[10], alpha[AREA - 10]]).toEqual([0, 255]);
});

it.each(['apng', 'gif', 'webp'])('%s is made of what was written when the writer was killed', async (preset) => {
  const plan = await planFor({ preset });
  const { pipeline, path } = await open(plan);
  await feed(pipeline, plan, [60, 1], frames(90, WIDTH, HEIGHT, numberedFrame));
  await pipeline.kill();
  await completeFile(path, { preset, rate: [60, 1], quality: 'draft', mode: 'offline' }, { isCut: true });
  const count = preset === 'webp' ? delays(path).length : numbersIn(decodeWithFfmpeg(path, 'gray')).length;
  expect(count).toBeGreaterThan(45);
  // Done once: what is there stays as it is.
  const before = readFileSync(path);
  await completeFile(path, { preset, rate: [60, 1], quality: 'draft', mode: 'offline' }, { isCut: true });
  expect(readFileSync(path).equals(before)).toBe(true);
});

it('keeps the lossless file where it cannot be converted', async () => {
  const { path } = await record({ preset: 'gif' }, frames(3, WIDTH, HEIGHT, numberedFrame));
  const torn = readFileSync(path).subarray(0, 60);
  writeFileSync(path, torn);
  const origin = { preset: 'gif', rate: [60, 1], quality: 'standard', mode: 'offline' } as const;
  await expect(completeFile(path, origin)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  expect(readFileSync(path).equals(torn)).toBe(true);
});
