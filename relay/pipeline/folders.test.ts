/** Presets whose recordings are folders. */
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SRGB } from '../../shared/media/colour.ts';
import { frameTimeNs, type Rate } from '../../shared/media/time.ts';
import { completeFile, type FileOrigin } from './complete.ts';
import { byNumber } from './folder-names.ts';
import { decodeWithFfmpeg, probe } from './testing/decode.ts';
import { numberedFrame, numberOf, patchFrameI420, worstPatch } from './testing/pictures.ts';
import { feed, frames, open, planFor, record, repeated, stillTail } from './testing/record.ts';
import { makeThumbnail } from './thumbnail.ts';

const WIDTH = 320;
const HEIGHT = 240;
const AREA = WIDTH * HEIGHT;
const origin = (preset: string, rate: Rate = [60, 1]): FileOrigin => ({
  preset,
  rate,
  mode: 'offline',
  quality: 'standard',
});
const numbersIn = (grey: Buffer): number[] =>
  Array.from({ length: grey.length / AREA }, (_, index) => numberOf(grey.subarray(index * AREA), WIDTH, HEIGHT));
const pictures = (folder: string): string[] => readdirSync(folder).sort(byNumber);

describe('png', () => {
  it.each([
    [60, 1],
    [60000, 1001],
  ] as Rate[])('has a picture for each frame, in order, at %i/%i', async (...rate) => {
    const { path, outcome } = await record({ preset: 'png', rate }, frames(120, WIDTH, HEIGHT, numberedFrame));
    expect(outcome).toEqual({ kind: 'ended' });
    expect(pictures(path)).toEqual(Array.from({ length: 120 }, (_, index) => `${`${index}`.padStart(6, '0')}.png`));
    expect(numbersIn(decodeWithFfmpeg(join(path, '%06d.png'), 'gray'))).toEqual([...Array(120).keys()]);
    expect(await completeFile(path, origin('png', rate))).toEqual({
      durationNs: frameTimeNs(120, rate),
      width: WIDTH,
      height: HEIGHT,
    });
  });

  it.each([
    [2, 3],
    [33, 17],
    [1920, 1080],
  ])('keeps every pixel and its alpha at %i x %i', async (width, height) => {
    const noise = (): Buffer => Buffer.from(Uint8Array.from({ length: width * height * 4 }, () => Math.random() * 256));
    const shots = [noise(), noise()];
    for (const shot of shots) shot.fill(0, 3, 4); // alpha 0, colour kept
    const fields = { preset: 'png', width, height, quality: 'draft' } as const;
    const { path } = await record(
      fields,
      shots.map((pixels) => ({ pixels, width, height })),
    );
    expect(decodeWithFfmpeg(join(path, '%06d.png'), 'bgra').equals(Buffer.concat(shots))).toBe(true);
  });

  it('keeps a constant rate in realtime', async () => {
    const shots = [0, 16, 34, 100].map((ms, index) => ({
      pixels: numberedFrame(index, WIDTH, HEIGHT),
      width: WIDTH,
      height: HEIGHT,
      ptsNs: ms * 1e6,
      durationNs: 16_666_667,
    }));
    const { path } = await record({ preset: 'png', mode: 'realtime' }, shots);
    // Each sixtieth of a second has the frame that is nearest to it.
    expect(numbersIn(decodeWithFfmpeg(join(path, '%06d.png'), 'gray'))).toEqual([0, 1, 2, 2, 2, 3, 3]);
  });

  it('shows the last picture to the end of the recording', async () => {
    const { path } = await record({ preset: 'png', mode: 'realtime' }, stillTail(numberedFrame));
    const shown = numbersIn(decodeWithFfmpeg(join(path, '%06d.png'), 'gray'));
    expect(shown).toEqual([...Array<number>(18).fill(0), ...Array<number>(42).fill(1)]);
  });

  it('loses no more than the picture that was being written when the writer was killed', async () => {
    const plan = await planFor({ preset: 'png', quality: 'draft' });
    const { pipeline, path } = await open(plan);
    await feed(pipeline, plan, [60, 1], frames(60, WIDTH, HEIGHT, numberedFrame));
    await pipeline.kill();
    const last = pictures(path).at(-1) ?? '';
    truncateSync(join(path, last), statSync(join(path, last)).size - 5);
    const whole = pictures(path).length - 1;
    expect((await completeFile(path, origin('png'), { isCut: true })).durationNs).toBe(frameTimeNs(whole, [60, 1]));
    expect(numbersIn(decodeWithFfmpeg(join(path, '%06d.png'), 'gray'))).toEqual([...Array(whole).keys()]);
  });

  it('has a thumbnail', async () => {
    const { path } = await record({ preset: 'png' }, frames(3, WIDTH, HEIGHT, numberedFrame));
    await makeThumbnail(join(path, '000000.png'), `${path}.jpg`);
    expect(probe(`${path}.jpg`).stream.width).toBe(WIDTH);
  });
});

describe('hls', () => {
  it.each([
    [60, 1],
    [60000, 1001],
  ] as Rate[])('has each frame once, in order, at its time, over several segments: %i/%i', async (...rate) => {
    const count = 250;
    const { path, outcome } = await record({ preset: 'hls', rate }, frames(count, WIDTH, HEIGHT, numberedFrame));
    expect(outcome).toEqual({ kind: 'ended' });
    expect(readdirSync(path).sort()).toEqual(['00000.ts', '00001.ts', '00002.ts', 'index.m3u8']);
    const playlist = join(path, 'index.m3u8');
    expect(numbersIn(decodeWithFfmpeg(playlist, 'gray'))).toEqual([...Array(count).keys()]);
    // mpegtsmux rounds down to the tick.
    const { packets } = probe(playlist);
    const first = packets[0]?.pts ?? 0;
    expect(packets.map(({ pts }) => pts - first)).toEqual(
      packets.map((_, index) => Math.floor((frameTimeNs(index, rate) * 9) / 100_000)),
    );
    const { durationNs, ...size } = await completeFile(path, origin('hls', rate));
    expect(size).toEqual({ width: WIDTH, height: HEIGHT });
    // hlssink leaves the very last frame's length out.
    expect(Math.abs(durationNs - frameTimeNs(count - 1, rate))).toBeLessThan(1e6);
  });

  it("keeps each frame's own time in realtime", async () => {
    const times = [0, 16.7, 33.1, 51.234567, 66, 100, 101.001, 131.3].map((ms) => Math.round(ms * 1e6));
    const { path } = await record(
      { preset: 'hls', mode: 'realtime' },
      times.map((ptsNs, index) => ({
        pixels: numberedFrame(index, WIDTH, HEIGHT),
        width: WIDTH,
        height: HEIGHT,
        ptsNs,
        durationNs: (times[index + 1] ?? ptsNs + 20_000_000) - ptsNs,
      })),
    );
    const { packets } = probe(join(path, 'index.m3u8'));
    const first = packets[0]?.pts ?? 0;
    expect(packets.map(({ pts }) => pts - first)).toEqual(times.map((ptsNs) => Math.floor((ptsNs * 9) / 100_000)));
  });

  it('shows the colours that were drawn, and names them', async () => {
    const colour = { ...SRGB, fullRange: false, matrix: 'bt709', transfer: 'bt709', primaries: 'bt709' } as const;
    const pixels = patchFrameI420(1920, 1080, 'bt709');
    const shot = { pixels, width: 1920, height: 1080, format: 'I420', colour } as const;
    const { path } = await record({ preset: 'hls', width: 1920, height: 1080 }, repeated(3, shot));
    const playlist = join(path, 'index.m3u8');
    expect(worstPatch(decodeWithFfmpeg(playlist, 'rgb24'), 1920, 1080)).toBeLessThanOrEqual(2);
    const { color_space, color_primaries, color_range } = probe(playlist).stream;
    expect([color_space, color_primaries, color_range]).toEqual(['bt709', 'bt709', 'tv']);
  });

  it('records odd sizes', async () => {
    const { path, plan } = await record({ preset: 'hls', width: 33, height: 17 }, frames(4, 33, 17, numberedFrame));
    await completeFile(path, origin('hls'));
    expect([plan.width, plan.height]).toEqual([34, 18]);
    expect(probe(join(path, 'index.m3u8')).stream.width).toBe(34);
  });

  it('can be played to the cut when the writer was killed', async () => {
    const plan = await planFor({ preset: 'hls', quality: 'draft' });
    const { pipeline, path } = await open(plan);
    await feed(pipeline, plan, [60, 1], frames(400, WIDTH, HEIGHT, numberedFrame));
    await pipeline.kill();
    const playlist = join(path, 'index.m3u8');
    expect(readFileSync(playlist, 'utf8')).not.toContain('ENDLIST');
    const { durationNs } = await completeFile(path, origin('hls'), { isCut: true });
    expect(readFileSync(playlist, 'utf8')).toContain('#EXT-X-ENDLIST');
    const numbers = numbersIn(decodeWithFfmpeg(playlist, 'gray'));
    expect(numbers).toEqual([...Array(numbers.length).keys()]);
    expect(numbers.length).toBeGreaterThan(240);
    expect(Math.abs(durationNs / 1e9 - numbers.length / 60)).toBeLessThan(0.2);
  });

  it('says of a folder in which nothing can be played that it cannot be read', async () => {
    const { path } = await record({ preset: 'hls' }, frames(4, WIDTH, HEIGHT, numberedFrame));
    rmSync(join(path, 'index.m3u8'));
    writeFileSync(join(path, '00000.ts'), '');
    await expect(completeFile(path, origin('hls'), { isCut: true })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
