import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { BUILT_IN_PRESETS } from './presets.ts';
import { probe } from './testing/decode.ts';
import { numberedFrame } from './testing/pictures.ts';
import { feed, frames, open, planFor, record, temporaryDirectory, type TestFrame } from './testing/record.ts';
import { makeThumbnail } from './thumbnail.ts';
import { verifyFile } from './verify.ts';

const PRESETS = BUILT_IN_PRESETS.filter(
  ({ chain, elements }) => chain.kind === 'encoder' && !elements.includes('ffmpeg'),
).map(({ id }) => id);

it.each(PRESETS)('reads size and duration of a finished file, and of one with a single frame: %s', async (preset) => {
  const { path } = await record({ preset }, frames(90, 320, 240, numberedFrame));
  const { durationNs, ...size } = await verifyFile(path);
  expect(size).toEqual({ width: 320, height: 240 });
  expect(Math.abs(durationNs - 1.5e9)).toBeLessThan(1e6);
  const single = await record({ preset }, frames(1, 320, 240, numberedFrame));
  expect((await verifyFile(single.path)).width).toBe(320);
});

it.each(PRESETS)('tells how far a file goes whose writer was killed: %s', async (preset) => {
  const plan = await planFor({ preset, quality: 'draft' });
  const { pipeline, path } = await open(plan);
  await feed(pipeline, plan, [60, 1], frames(240, 320, 240, numberedFrame));
  await pipeline.kill();
  const { durationNs } = await verifyFile(path, { isCut: true });
  // Some of the four seconds were still on their way.
  expect(durationNs).toBeGreaterThan(1e9);
  expect(durationNs).toBeLessThan(4e9 + 1e6);
  const { packets } = probe(path);
  expect(Math.abs(durationNs / 1e9 - packets.length / 60)).toBeLessThan(0.1);
});

it('refuses what cannot be read', async () => {
  const directory = temporaryDirectory();
  const garbage = join(directory, 'garbage.mp4');
  writeFileSync(garbage, Buffer.alloc(100_000, 7));
  await expect(verifyFile(garbage)).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    remedy: expect.stringContaining('garbage.mp4') as string,
  });
  const empty = join(directory, 'empty.mkv');
  writeFileSync(empty, '');
  await expect(verifyFile(empty)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(verifyFile(join(directory, 'absent.mkv'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(verifyFile(join(directory, 'a b.mkv'))).rejects.toThrow(TypeError);
  const { path } = await record({ preset: 'mp4' }, frames(20, 320, 240, numberedFrame));
  truncateSync(path, 600);
  await expect(verifyFile(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});

it('makes a thumbnail of the frame one second in, scaled down with its aspect kept', async () => {
  const shade = (level: number): TestFrame => ({ pixels: Buffer.alloc(640 * 200 * 4, level), width: 640, height: 200 });
  const levels = [...Array<number>(30).fill(10), ...Array<number>(60).fill(220)];
  const { path } = await record({ preset: 'mp4', width: 640, height: 200, rate: [30, 1] }, levels.map(shade));
  const out = join(dirname(path), 'thumb.jpg');
  await makeThumbnail(path, out);
  expect(
    execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0', out])
      .toString()
      .trim(),
  ).toBe('mjpeg,320,100');
  const grey = execFileSync('ffmpeg', ['-v', 'error', '-i', out, '-f', 'rawvideo', '-pix_fmt', 'gray', '-']);
  expect(Math.abs((grey[grey.length >> 1] ?? 0) - 220)).toBeLessThan(5);
  expect(readdirSync(dirname(path)).sort()).toEqual(['take.mp4', 'thumb.jpg']);
});

it('makes one of a recording shorter than a second, no larger than it is, and none of garbage', async () => {
  const { path } = await record({ preset: 'ogg', width: 100, height: 50 }, frames(3, 100, 50, numberedFrame));
  const out = join(dirname(path), 'thumb.jpg');
  await makeThumbnail(path, out);
  expect(readFileSync(out).length).toBeGreaterThan(100);
  expect(
    execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', out])
      .toString()
      .trim(),
  ).toBe('100,50');
  const garbage = join(dirname(path), 'garbage.ogg');
  writeFileSync(garbage, 'no');
  await expect(makeThumbnail(garbage, `${out}2`)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
