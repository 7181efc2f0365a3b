/**
 * What can go wrong while a recording runs. Each ends in a file that plays or in a coded error, leaves no process and no
 * half-made file behind, and does not keep the next recording on that relay from working.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { chromium, type Page } from '@playwright/test';
import type { Sidecar } from '../relay/recordings/sidecar.ts';
import { GEOMETRY, WireClient } from '../relay/server/testing/wire-client.ts';
import { accepted, endOf, failureOf, startEndless } from './support/endless.ts';
import { decode } from './support/media.ts';
import { NUMBER_BITS, readNumber } from './support/numbers.ts';
import { isRunning, processesIn } from './support/processes.ts';
import { TestRelay } from './support/relay.ts';
import { canMount, SmallDisk } from './support/small-disk.ts';
import { expect, openRecorder, test } from './support/test.ts';
import { Tools } from './support/tools.ts';

const NO_DISK = 'NOT TESTED: a small disk cannot be mounted here; it takes root and CAP_SYS_ADMIN.';
const FORMATS = [
  // A disk on which there is room beyond the relay's reserve for a second of noise or so, at what each format makes of it.
  { preset: 'mp4', file: 'take.mp4', disk: '24m' },
  { preset: 'mkv-lossless', file: 'take.mkv', disk: '96m' },
] as const;

/** Decodes; every frame must be there once and in order from the first on. Returns how many there are. */
async function playable(relay: TestRelay, file: string): Promise<number> {
  const { frames, width, height } = await decode(relay.file(file));
  const numbers = frames.map((frame) => readNumber(frame, width, height));
  // As text, so that a failure shows the place and not the whole of a long list.
  const wrong = numbers.findIndex((number, index) => number !== index % 2 ** NUMBER_BITS);
  expect(
    wrong < 0 ? 'in order' : `frame ${wrong} of ${frames.length} is ${numbers.slice(wrong, wrong + 3).join()}`,
  ).toBe('in order');
  expect(frames.length).toBeGreaterThan(0);
  return frames.length;
}

/** The folder holds `files`, each with its sidecar, and nothing else; no process works in it. */
async function expectClean(relay: TestRelay, files: readonly string[]): Promise<void> {
  const names = async (): Promise<string[]> =>
    (await readdir(relay.recordings)).filter((name) => !name.startsWith('.')).sort();
  await expect.poll(names).toEqual(files.flatMap((file) => [file, `${file}.json`]).sort());
  await expect.poll(() => processesIn(relay.recordings)).toEqual([]);
}

/** A short recording from a page works; its file is deleted again. */
async function expectWorks(page: Page, relay: TestRelay, preset: string): Promise<void> {
  await startEndless(page, { preset, name: 'next' });
  await accepted(page, 5);
  const outcome = await endOf(page);
  if (outcome.kind === 'failed') throw new Error(`the next recording failed: ${outcome.message}`);
  const { id } = outcome.recording;
  expect((await relay.fetch(`/api/recordings/${id}`, { method: 'DELETE' })).status).toBe(204);
}

for (const { preset, file, disk: diskSize } of FORMATS) {
  test.describe(preset, () => {
    test('a page that is closed', async ({ recorderPage, relay, context, pages }) => {
      await startEndless(recorderPage, { preset, name: 'take' });
      await accepted(recorderPage, 30);
      await recorderPage.close();
      await expectClean(relay, [file]);
      const sidecar = await relay.sidecar(file);
      expect(sidecar).toMatchObject({ state: 'finished', error: { code: 'CONNECTION_LOST' } });
      expect(await playable(relay, file)).toBe(sidecar.frames);
      expect(sidecar.frames).toBeGreaterThanOrEqual(30);
      const next = await context.newPage();
      await openRecorder(next, pages, relay);
      await expectWorks(next, relay, preset);
    });

    test('a browser that is killed', async ({ relay, pages, page, launchOptions }) => {
      const server = await chromium.launchServer(launchOptions);
      const browser = await chromium.connect(server.wsEndpoint());
      const victim = await browser.newPage();
      await openRecorder(victim, pages, relay);
      await startEndless(victim, { preset, name: 'take' });
      await accepted(victim, 30);
      server.process().kill('SIGKILL');
      await expectClean(relay, [file]);
      const sidecar = await relay.sidecar(file);
      expect(sidecar).toMatchObject({ state: 'finished', error: { code: 'CONNECTION_LOST' } });
      expect(await playable(relay, file)).toBe(sidecar.frames);
      await openRecorder(page, pages, relay);
      await expectWorks(page, relay, preset);
      await server.kill();
    });

    test('a pipeline that is killed', async ({ recorderPage, relay }) => {
      await startEndless(recorderPage, { preset, name: 'take' });
      await accepted(recorderPage, 90);
      const { writers } = await relay.sidecar(file);
      process.kill(writers?.pipeline ?? 0, 'SIGKILL');
      const failure = await failureOf(recorderPage);
      expect(failure).toMatchObject({
        code: 'PIPELINE_KILLED',
        recording: { warnings: [expect.stringContaining('The pipeline broke')] },
      });
      await expectClean(relay, [file]);
      const sidecar = await relay.sidecar(file);
      expect(sidecar).toMatchObject({ state: 'finished', error: { code: 'PIPELINE_KILLED' } });
      const frames = await playable(relay, file);
      expect(frames).toBeLessThanOrEqual(sidecar.frames);
      // The sidecar's length is the file's, not that of what was fed to the pipeline.
      expect(sidecar.durationNs / 1e9).toBeCloseTo(frames / 30, 1);
      await expectWorks(recorderPage, relay, preset);
    });

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      test(`a relay that is asked to stop by ${signal}`, async ({ recorderPage, relay }) => {
        await startEndless(recorderPage, { preset, name: 'take' });
        await accepted(recorderPage, 30);
        expect(await relay.end(signal)).toBe(0);
        const failure = await failureOf(recorderPage);
        const sidecar = await relay.sidecar(file);
        expect(failure).toMatchObject({
          code: 'RELAY_STOPPING',
          recording: { frames: sidecar.frames, url: expect.stringContaining(file) },
        });
        expect(sidecar).toMatchObject({ state: 'finished', error: { code: 'RELAY_STOPPING' } });
        expect(await playable(relay, file)).toBe(sidecar.frames);
        await expectClean(relay, [file]);
      });
    }

    test('a relay that is killed: its pipeline ends by itself, and the next relay rescues the file', async ({
      recorderPage,
      relay,
      pages,
      context,
    }) => {
      await startEndless(recorderPage, { preset, name: 'take' });
      await accepted(recorderPage, 60);
      const { writers } = await relay.sidecar(file);
      expect(await relay.end('SIGKILL')).toBe('SIGKILL');
      expect(await failureOf(recorderPage)).toMatchObject({ code: 'CONNECTION_LOST' });
      await expect.poll(() => isRunning(writers?.pipeline ?? 0)).toBe(false);
      await using again = await TestRelay.start({ recordings: relay.recordings });
      await expectClean(again, [file]);
      await expect.poll(async () => (await again.sidecar(file)).state).toBe('finished');
      const sidecar = await again.sidecar(file);
      expect(sidecar).toMatchObject({
        error: { code: 'RELAY_STOPPING' },
        warnings: [expect.stringContaining('killed')],
      });
      const frames = await playable(again, file);
      expect(sidecar.durationNs / 1e9).toBeCloseTo(frames / 30, 1);
      expect(frames).toBeGreaterThanOrEqual(60);
      const next = await context.newPage();
      await openRecorder(next, pages, again);
      await expectWorks(next, again, preset);
    });

    test('a disk that fills up: the recording is ended while there is room to end it well', async ({ page, pages }) => {
      test.skip(!canMount, NO_DISK);
      using disk = new SmallDisk(diskSize);
      await using relay = await TestRelay.start({ recordings: disk.folder });
      await openRecorder(page, pages, relay);
      await startEndless(page, { preset, name: 'take', flood: true });
      const failure = await failureOf(page);
      expect(failure).toMatchObject({ code: 'DISK_FULL', remedy: expect.stringContaining('--recordings') });
      await expectClean(relay, [file]);
      const sidecar = await relay.sidecar(file);
      expect(sidecar).toMatchObject({ state: 'finished', error: { code: 'DISK_FULL' }, warnings: [] });
      // Nothing that was taken in is missing.
      expect(failure.recording).toMatchObject({ id: sidecar.id, frames: sidecar.frames });
      expect(await playable(relay, file)).toBe(sidecar.frames);
      // Fuller still: refused, and nothing is left of it.
      disk.fill();
      await startEndless(page, { preset, name: 'still-full' });
      expect(await failureOf(page)).toMatchObject({ code: 'DISK_FULL', recording: undefined });
      disk.empty();
      await expectClean(relay, [file]);
      // Room again, on the same relay.
      expect((await relay.fetch(`/api/recordings/${sidecar.id}`, { method: 'DELETE' })).status).toBe(204);
      await expectWorks(page, relay, preset);
      await expectClean(relay, []);
    });

    test('a disk that another program fills at once', async ({ page, pages }) => {
      test.skip(!canMount, NO_DISK);
      using disk = new SmallDisk(diskSize);
      await using relay = await TestRelay.start({ recordings: disk.folder });
      await openRecorder(page, pages, relay);
      await startEndless(page, { preset, name: 'take' });
      // An MP4's first fragment is in the file once its second key frame, the 60th, is encoded.
      await accepted(page, 90);
      disk.fill();
      const failure = await failureOf(page);
      expect(failure).toMatchObject({ code: 'DISK_FULL' });
      await expect.poll(() => processesIn(relay.recordings)).toEqual([]);
      // Listed with what became of it, though there is no room for its sidecar.
      const { recordings } = (await (await relay.fetch('/api/recordings')).json()) as { recordings: Sidecar[] };
      expect(recordings).toMatchObject([{ file, state: 'finished', error: { code: 'DISK_FULL' } }]);
      expect(failure.recording).toMatchObject({ id: recordings[0]?.id });
      await playable(relay, file);
      disk.empty();
      await expectWorks(page, relay, preset);
      await expectClean(relay, [file]);
      expect(await relay.sidecar(file)).toMatchObject({ state: 'finished', error: { code: 'DISK_FULL' } });
    });
  });
}

test.describe('what is not there', () => {
  test('an element that is not installed is named before anything is recorded, with what installs it', async ({
    page,
    pages,
  }) => {
    await using tools = await Tools.make();
    await tools.hide('avenc_ffv1');
    await using relay = await TestRelay.start({ env: tools.env });
    await openRecorder(page, pages, relay);
    await startEndless(page, { preset: 'mkv-lossless', name: 'take' });
    const failure = await failureOf(page);
    expect(failure).toMatchObject({ code: 'ELEMENT_MISSING', recording: undefined });
    expect(failure.message).toContain('"avenc_ffv1"');
    expect(failure.remedy).toContain('apt-get install -y gstreamer1.0-libav');
    const { presets } = (await (await relay.fetch('/api/presets')).json()) as {
      presets: { id: string; available: boolean; problem?: { code: string } }[];
    };
    expect(presets.find(({ id }) => id === 'mkv-lossless')).toMatchObject({
      available: false,
      problem: { code: 'ELEMENT_MISSING' },
    });
    await expectClean(relay, []);
    await expectWorks(page, relay, 'mp4');
  });

  test('gst-launch that goes away while the relay runs is missed, and found again', async ({ page, pages }) => {
    await using tools = await Tools.make();
    await using relay = await TestRelay.start({ env: tools.env });
    await openRecorder(page, pages, relay);
    await tools.remove('gst-launch-1.0');
    await startEndless(page, { name: 'take' });
    expect(await failureOf(page)).toMatchObject({
      code: 'GSTREAMER_MISSING',
      remedy: expect.stringContaining('gstreamer1.0-tools'),
    });
    await expectClean(relay, []);
    await tools.link('gst-launch-1.0');
    await expectWorks(page, relay, 'mp4');
  });

  test('without GStreamer the relay does not start, and says what to install', async () => {
    await using tools = await Tools.make();
    await tools.remove('gst-launch-1.0');
    await expect(TestRelay.start({ env: tools.env })).rejects.toThrow(
      /ended with 1:\nGSTREAMER_MISSING: [^]*Install them: .*gstreamer1\.0-tools/,
    );
  });
});

test.describe("the relay's terminal", () => {
  test('that goes away does not end a recording', async ({ recorderPage, relay }) => {
    relay.child.stdout?.destroy();
    relay.child.stderr?.destroy();
    await startEndless(recorderPage, { name: 'take' });
    await accepted(recorderPage, 10);
    expect(await endOf(recorderPage)).toMatchObject({ kind: 'finished' });
    await expectWorks(recorderPage, relay, 'mp4');
    expect(await relay.end()).toBe(0);
  });

  test("is not steered by a page's words", async ({ recorderPage, relay }) => {
    await startEndless(recorderPage, { preset: '\u001b[2J\u001b]0;owned\u0007\r\u009b31m\ntake.mp4: finished' });
    expect(await failureOf(recorderPage)).toMatchObject({ code: 'PRESET_UNKNOWN' });
    await expect.poll(() => relay.log.join('\n')).toContain('PRESET_UNKNOWN');
    expect(relay.log.join('\n')).toMatch(/^[^\p{Cc}]*(?:\n[^\p{Cc}]*)*$/u);
    expect(relay.log.filter((line) => line.startsWith('take.mp4'))).toEqual([]);
  });
});

test.describe("a fragment of the operator's", () => {
  for (const [name, fragment, message] of [
    ['that ends in a link', 'x264enc !', /PIPELINE_INVALID: .*must not end with a link/],
    ['with a quote that is never closed', 'x264enc name="a ! matroskamux', /PIPELINE_INVALID: .*quote/],
    ['that is empty', ' ', /PIPELINE_INVALID: .*empty/],
    [
      'with a property its element has not',
      'x264enc bitrat=1 ! matroskamux',
      /no property "bitrat"; near to it: bitrate/,
    ],
  ] as const) {
    test(`${name} keeps the relay from starting, with the place named`, async () => {
      await expect(TestRelay.start({ args: ['--pipeline', fragment] })).rejects.toThrow(message);
    });
  }

  for (const [name, fragment, code, message] of [
    ['with an element nobody has', 'nosuchenc ! matroskamux', 'ELEMENT_MISSING', '"nosuchenc"'],
    ['with elements that do not link', 'x264enc ! jpegenc ! matroskamux', 'PIPELINE_INVALID', 'link'],
    [
      'that cannot go on from the first frame',
      'video/x-raw,format=I420 ! jpegenc ! jpegdec ! video/x-raw,format=RGB ! videoconvert ! x264enc ! matroskamux',
      'PIPELINE_FAILED',
      'not-negotiated',
    ],
    [
      'that fails in the middle',
      'identity error-after=20 ! x264enc tune=zerolatency ! matroskamux',
      'PIPELINE_FAILED',
      'identity',
    ],
    ['that ends by itself', 'identity eos-after=5 ! x264enc ! matroskamux', 'PIPELINE_FAILED', 'ended by itself'],
  ] as const) {
    test(`${name} fails with ${code}, and the relay goes on`, async ({ page, pages }) => {
      await using relay = await TestRelay.start({ args: ['--pipeline', fragment] });
      await openRecorder(page, pages, relay);
      await startEndless(page, { preset: 'custom', name: 'take' });
      const failure = await failureOf(page);
      expect(failure).toMatchObject({ code, message: expect.stringContaining(message) });
      // Either nothing came of it, or what came of it plays.
      await expectClean(relay, failure.recording ? ['take.mkv'] : []);
      if (failure.recording) await playable(relay, 'take.mkv');
      await expectWorks(page, relay, 'mp4');
    });
  }
});

test.describe('a recordings folder', () => {
  test('that goes away while recording', async ({ recorderPage, relay }) => {
    await startEndless(recorderPage, { name: 'take' });
    await accepted(recorderPage, 30);
    await rm(relay.recordings, { recursive: true });
    const failure = await failureOf(recorderPage);
    expect(failure).toMatchObject({
      code: 'RECORDINGS_UNWRITABLE',
      message: expect.stringContaining(relay.recordings),
      recording: undefined,
    });
    await expect.poll(() => processesIn(relay.recordings)).toEqual([]);
    await startEndless(recorderPage, { name: 'take' });
    expect(await failureOf(recorderPage)).toMatchObject({ code: 'RECORDINGS_UNWRITABLE' });
    await mkdir(relay.recordings);
    await expectWorks(recorderPage, relay, 'mp4');
    await expectClean(relay, []);
  });

  test('that may no longer be written: what was recorded is kept beside it, listed, and told', async ({
    page,
    pages,
  }) => {
    // Root may write anywhere, unless that right is taken from it.
    const under = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];
    await using relay = await TestRelay.start({ under });
    await openRecorder(page, pages, relay);
    await startEndless(page, { name: 'take' });
    await accepted(page, 30);
    await chmod(relay.recordings, 0o555);
    expect(await failureOf(page)).toMatchObject({ code: 'RECORDINGS_UNWRITABLE', recording: undefined });
    await expect.poll(() => processesIn(relay.recordings)).toEqual([]);
    await startEndless(page, { name: 'other' });
    expect(await failureOf(page)).toMatchObject({
      code: 'RECORDINGS_UNWRITABLE',
      remedy: expect.stringContaining('--recordings'),
    });
    const { recordings } = (await (await relay.fetch('/api/recordings')).json()) as {
      recordings: { id: string; state: string }[];
    };
    expect(recordings).toMatchObject([{ file: 'take.mp4', state: 'failed', error: { code: 'RECORDINGS_UNWRITABLE' } }]);
    await playable(relay, 'take.mp4.part');
    await chmod(relay.recordings, 0o755);
    expect((await relay.fetch(`/api/recordings/${recordings[0]?.id}`, { method: 'DELETE' })).status).toBe(204);
    await expectWorks(page, relay, 'mp4');
    await expectClean(relay, []);
  });
});

test('a disk that fills up with repeats of the last frame but one: they end, the file is kept, and there is room left', async () => {
  test.skip(!canMount, NO_DISK);
  using disk = new SmallDisk('64m');
  await using relay = await TestRelay.start({ recordings: disk.folder });
  const [width, height] = [512, 512];
  const client = await WireClient.start(
    { port: relay.port, token: 'token-of-the-tests' },
    { presets: ['png'], name: 'take', mode: 'realtime', width, height, quality: 'high' },
  );
  client.send({ ...GEOMETRY, width, height });
  const noise = randomBytes(width * height * 4);
  client.sendFrame({}, noise);
  // A thousand seconds of one picture, far more than there is room for.
  client.sendFrame({ ptsNs: 1000e9 }, noise);
  const failure = await client.finish();
  expect(failure).toMatchObject({
    type: 'failed',
    code: 'DISK_FULL',
    recording: { url: '/recordings/take.png/000000.png' },
  });
  const { bavail, bsize } = await statfs(disk.folder);
  expect(bavail * bsize).toBeGreaterThan(1024 * 1024);
  expect(await relay.sidecar('take.png')).toMatchObject({ state: 'finished', error: { code: 'DISK_FULL' } });
  await expect.poll(() => processesIn(relay.recordings)).toEqual([]);
});
