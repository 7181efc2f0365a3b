/** Several outputs of one recording: each file has every frame, and what becomes of one is no matter to the others. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Recording, RecordingOutput } from '../web/recorder/index.ts';
import { accepted, endOf, failureOf, startEndless } from './support/endless.ts';
import { counting, expect, fileOf, filesOf, openPage, test } from './support/exact.ts';
import { decode, hashOf, pixelAt, probe } from './support/media.ts';
import { NUMBER_BITS, readNumber } from './support/numbers.ts';
import { type Colour, PATCH_COLUMNS, PATCHES } from './support/pictures.ts';
import { isRunning, processesIn } from './support/processes.ts';
import { TestRelay } from './support/relay.ts';
import { canMount, SmallDisk } from './support/small-disk.ts';

const SIZE = { width: 320, height: 240 } as const;
const TWO = ['mp4', 'mkv-lossless'] as const;
/** Out of 255, in each of red, green, blue and alpha. */
const TOLERANCE = 2;

/** The only output of this preset. */
function outputOf({ outputs }: Recording, preset: string): RecordingOutput {
  const found = outputs.filter((output) => output.preset === preset);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} outputs are of ${preset}`);
  return found[0];
}

/** Patches of which some are wrong, in words: empty where all is well. `drawn` is what is to be seen of a colour. */
async function faults(file: string, drawn: (colour: Colour) => readonly number[]): Promise<string[]> {
  const picture = await decode(file);
  const { width, height, frames } = picture;
  expect(frames.length).toBeGreaterThan(0);
  return frames.flatMap((frame) =>
    PATCHES.flatMap((colour, index) => {
      const x = Math.floor((((index % PATCH_COLUMNS) + 0.5) * width) / PATCH_COLUMNS);
      const y = Math.floor(((Math.floor(index / PATCH_COLUMNS) + 0.5) * height) / (PATCHES.length / PATCH_COLUMNS));
      const pixel = pixelAt(picture, frame, x, y);
      const isOff = drawn(colour).some((value, channel) => Math.abs(value - (pixel[channel] ?? -255)) > TOLERANCE);
      return isOff ? [`${drawn(colour).join(' ')} became ${pixel.join(' ')}`] : [];
    }),
  );
}

/** Records patches of one alpha into all of `presets`. */
async function recordPatches(page: Page, presets: readonly string[], alpha: number): Promise<Recording> {
  return page.evaluate(
    async ({ colours, columns, size: { width, height }, preset, opacity }) => {
      const { addCanvas, context2d, drawPatches } = window.pictures;
      const context = context2d(addCanvas(width, height));
      return window.reelay.record(context.canvas, {
        preset,
        fps: 30,
        frames: 4,
        draw: () => drawPatches(context, colours, columns, width, height, opacity),
      });
    },
    { colours: PATCHES, columns: PATCH_COLUMNS, size: SIZE, preset: presets, opacity: alpha },
  );
}

test('two outputs have every frame once, in order, at its exact time; what is lossless is bit for bit', async ({
  recorderPage,
  relay,
}) => {
  const FRAMES = 60;
  const { recording, hashes } = await recorderPage.evaluate(
    async ({ frames, size: { width, height }, preset }) => {
      const { addCanvas, context2d, drawNumber, hashCanvas } = window.pictures;
      const context = context2d(addCanvas(width, height), { willReadFrequently: true });
      const drawn: string[] = [];
      const made = await window.reelay.record(context.canvas, {
        preset,
        fps: [60_000, 1001],
        frames,
        name: 'both',
        async draw({ index }) {
          drawNumber(context, index, width, height);
          drawn.push(await hashCanvas(context, width, height));
        },
      });
      return { recording: made, hashes: drawn };
    },
    { frames: FRAMES, size: SIZE, preset: TWO },
  );
  expect(recording).toMatchObject({ preset: 'mp4', frames: FRAMES, dropped: 0, warnings: [] });
  expect(recording.url).toBe(outputOf(recording, 'mp4').url);
  for (const preset of TWO) {
    const output = outputOf(recording, preset);
    expect(output).toMatchObject({ frames: FRAMES, ...SIZE });
    const file = fileOf(relay, output);
    const { pts, timeBase } = await probe(file);
    expect(pts).toEqual(
      counting(FRAMES).map((index) =>
        Math.round((Math.floor((index * 1001 * 1e9) / 60_000) * timeBase[1]) / (timeBase[0] * 1e9)),
      ),
    );
    const { frames, width, height } = await decode(file);
    expect(frames.map((frame) => readNumber(frame, width, height))).toEqual(counting(FRAMES));
    if (preset === 'mkv-lossless') expect(frames.map(hashOf)).toEqual(hashes);
  }
  expect(await filesOf(relay)).toEqual(['both.mkv', 'both.mkv.json', 'both.mp4', 'both.mp4.json']);
});

for (const presets of [TWO, ['webm-vp8', 'mp4', 'mov-alpha']]) {
  test(`${presets.join(', ')} show the colours that were drawn`, async ({ recorderPage, relay }) => {
    const recording = await recordPatches(recorderPage, presets, 1);
    for (const output of recording.outputs)
      expect(await faults(fileOf(relay, output), (colour) => [...colour, 255])).toEqual([]);
  });
}

test('what is half transparent stays so where the file has alpha, and shows over black where it has not', async ({
  recorderPage,
  relay,
}) => {
  const recording = await recordPatches(recorderPage, ['webm', 'mov-alpha', 'mp4-lossless'], 128 / 255);
  expect(recording).toMatchObject({ warnings: [] });
  const shown = (colour: Colour): number[] => [...colour.map((value) => Math.round((value * 128) / 255)), 255];
  expect(await faults(fileOf(relay, outputOf(recording, 'mov-alpha')), (colour) => [...colour, 128])).toEqual([]);
  expect(await faults(fileOf(relay, outputOf(recording, 'webm')), shown)).toEqual([]);
  expect(await faults(fileOf(relay, outputOf(recording, 'mp4-lossless')), shown)).toEqual([]);
});

test('every alpha is bit for bit in the lossless file beside one without alpha', async ({ recorderPage, relay }) => {
  const { recording, hashes } = await recorderPage.evaluate(
    async ({ size: { width, height }, preset }) => {
      const { addCanvas, context2d, drawEveryAlpha, hashCanvas } = window.pictures;
      const context = context2d(addCanvas(width, height), { willReadFrequently: true });
      const drawn: string[] = [];
      const made = await window.reelay.record(context.canvas, {
        preset,
        fps: 30,
        frames: 5,
        async draw({ index }) {
          drawEveryAlpha(context, width, height, index);
          drawn.push(await hashCanvas(context, width, height));
        },
      });
      return { recording: made, hashes: drawn };
    },
    { size: SIZE, preset: TWO },
  );
  const { frames } = await decode(fileOf(relay, outputOf(recording, 'mkv-lossless')));
  expect(frames.map(hashOf)).toEqual(hashes);
});

test('realtime frames have the same times in both files', async ({ recorderPage, relay }) => {
  await startEndless(recorderPage, { preset: [...TWO], mode: 'realtime', name: 'live' });
  await accepted(recorderPage, 20);
  const outcome = await endOf(recorderPage);
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  const { recording } = outcome;
  // MP4 counts 90000ths of a second, Matroska 100000ths: each is rounded by itself.
  const [mp4, mkv] = await Promise.all(
    TWO.map(async (preset) => {
      const { pts, timeBase } = await probe(fileOf(relay, outputOf(recording, preset)));
      return pts.map((ticks) => (ticks * timeBase[0]) / timeBase[1]);
    }),
  );
  expect(mp4).toHaveLength(recording.frames);
  expect(mkv).toHaveLength(recording.frames);
  const apart = (mp4 ?? []).map((seconds, index) => Math.abs(seconds - (mkv?.[index] ?? -1)));
  expect(Math.max(...apart)).toBeLessThan(1.5e-5);
});

test('one process is killed in the midst: the other file is complete, and the page hears why', async ({
  recorderPage,
  relay,
}) => {
  await startEndless(recorderPage, { preset: [...TWO], name: 'take' });
  await accepted(recorderPage, 60);
  const { writers, group, id } = await relay.sidecar('take.mkv');
  expect(group).toBe((await relay.sidecar('take.mp4')).id);
  process.kill(writers?.pipeline ?? 0, 'SIGKILL');
  await expect.poll(async () => (await relay.sidecar('take.mkv')).state).toBe('finished');
  const before = await recorderPage.evaluate(() => window.acceptedFrames);
  await accepted(recorderPage, before + 30);
  const outcome = await endOf(recorderPage);
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  const { recording } = outcome;
  expect(recording).toMatchObject({ preset: 'mp4' });
  expect(recording.warnings.join()).toContain('mkv-lossless: PIPELINE_KILLED');
  expect(outputOf(recording, 'mkv-lossless')).toMatchObject({ id, error: { code: 'PIPELINE_KILLED' } });
  expect(outputOf(recording, 'mp4').error).toBeUndefined();
  for (const file of ['take.mp4', 'take.mkv']) {
    const { frames, width, height } = await decode(relay.file(file));
    const numbers = frames.map((frame) => readNumber(frame, width, height));
    expect(numbers).toEqual(counting(frames.length).map((index) => index % 2 ** NUMBER_BITS));
    if (file === 'take.mp4') expect(frames.length).toBe(recording.frames);
    else expect(frames.length).toBeGreaterThan(0);
  }
  await expect.poll(() => processesIn(relay.recordings)).toEqual([]);
  // Each is deleted by itself.
  expect((await relay.fetch(`/api/recordings/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await filesOf(relay)).toEqual(['take.mp4', 'take.mp4.json']);
});

test('an output that blocks is ended after the time the operator gave; no process is left', async ({
  page,
  pages,
}, testInfo) => {
  const presets = testInfo.outputPath('presets.json');
  // Blocks for an hour with its first frame.
  const blocked = 'identity sleep-time=3600000000 ! x264enc tune=zerolatency ! matroskamux';
  await writeFile(presets, JSON.stringify([{ id: 'blocked', label: 'Blocked', pipeline: blocked }]));
  await using relay = await TestRelay.start({ args: ['--presets', presets, '--stall-timeout', '1'] });
  await openPage(page, pages, relay);
  const recording = await page.evaluate(async () => {
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const context = context2d(addCanvas(640, 480));
    return window.reelay.record(context.canvas, {
      preset: ['blocked', 'mp4'],
      frames: 40,
      fps: 30,
      name: 'stall',
      draw: ({ index }) => drawNumber(context, index, 640, 480),
    });
  });
  expect(recording).toMatchObject({ preset: 'mp4', frames: 40 });
  expect(outputOf(recording, 'blocked')).toMatchObject({ error: { code: 'PIPELINE_STALLED' } });
  const { frames, width, height } = await decode(fileOf(relay, recording));
  expect(frames.map((frame) => readNumber(frame, width, height))).toEqual(counting(40));
  await expect.poll(() => processesIn(relay.recordings)).toEqual([]);
  expect(relay.log.join('\n')).toContain('PIPELINE_STALLED');
});

test('a relay that is killed: the next one rescues each file', async ({ recorderPage, relay }) => {
  await startEndless(recorderPage, { preset: [...TWO], name: 'take' });
  await accepted(recorderPage, 90);
  const pipelines = await Promise.all(
    ['take.mp4', 'take.mkv'].map(async (file) => (await relay.sidecar(file)).writers?.pipeline ?? 0),
  );
  await relay.end('SIGKILL');
  await expect.poll(async () => (await Promise.all(pipelines.map(isRunning))).some(Boolean)).toBe(false);
  await using next = await TestRelay.start({ recordings: relay.recordings });
  await expect.poll(async () => filesOf(next)).toEqual(['take.mkv', 'take.mkv.json', 'take.mp4', 'take.mp4.json']);
  for (const file of ['take.mp4', 'take.mkv']) {
    await expect.poll(async () => (await next.sidecar(file)).state).toBe('finished');
    expect((await decode(next.file(file))).frames.length).toBeGreaterThan(60);
  }
});

test('a disk that fills up ends all outputs while there is room to end them well', async ({ page, pages }) => {
  test.skip(!canMount, 'NOT TESTED: a small disk cannot be mounted here; it takes root and CAP_SYS_ADMIN.');
  using disk = new SmallDisk('96m');
  await using relay = await TestRelay.start({ recordings: disk.folder });
  await openPage(page, pages, relay);
  await startEndless(page, { preset: [...TWO], name: 'take', flood: true });
  const failure = await failureOf(page);
  expect(failure).toMatchObject({ code: 'DISK_FULL' });
  for (const output of failure.recording?.outputs ?? []) {
    const file = path.basename(fileOf(relay, output));
    expect(await relay.sidecar(file)).toMatchObject({ state: 'finished', error: { code: 'DISK_FULL' }, warnings: [] });
    expect((await decode(relay.file(file))).frames).toHaveLength(output.frames);
  }
  expect(failure.recording?.outputs).toHaveLength(2);
  expect(await filesOf(relay)).toEqual(['take.mkv', 'take.mkv.json', 'take.mp4', 'take.mp4.json']);
});
