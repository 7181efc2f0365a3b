/** Frames that the browser's encoder made: stored as they came where the preset allows it, else encoded again. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { counting, expect, test } from './support/exact.ts';
import { decode, hashOf, pixelAt, probe } from './support/media.ts';
import { openShare } from '../relay/node/share.ts';
import { SlowPath } from './support/slow-path.ts';
import type { TestRelay } from './support/relay.ts';
import type { Page } from '@playwright/test';

const run = promisify(execFile);
const FRAMES = 45;
const FPS = 30;

interface Asked {
  readonly preset: string | readonly string[];
  readonly width?: number;
  readonly height?: number;
  readonly frames?: number;
  readonly relay?: string;
}

/** Records numbered pictures offline with the transport `encoded`. */
function record(page: Page, relay: TestRelay, asked: Asked) {
  return page.evaluate(
    async ({ preset, width, height, frames, fps, relay: origin, token }) => {
      const { addCanvas, context2d, drawNumber } = window.pictures;
      const context = context2d(addCanvas(width, height));
      let encoding: unknown;
      const recording = await window.reelay.record(context.canvas, {
        ...{ preset, fps, frames, relay: origin, token, name: 'take', transport: 'encoded' },
        onProgress: (progress) => {
          encoding = progress.encoding ?? encoding;
        },
        draw: ({ index }) => drawNumber(context, index, width, height),
      });
      return { recording, encoding };
    },
    { width: 320, height: 180, frames: FRAMES, fps: FPS, relay: relay.origin, token: relay.token, ...asked },
  );
}

/** The stored stream's packets as they lie in the file. */
async function packets(file: string): Promise<{ pts: number; seconds: number; data: Buffer }[]> {
  const argv = ['-v', 'error', '-select_streams', 'v:0', '-show_packets', '-show_data', '-of', 'json', file];
  const { stdout } = await run('ffprobe', argv, { maxBuffer: 1 << 28 });
  const { packets: all } = JSON.parse(stdout) as { packets: { pts: number; pts_time: string; data: string }[] };
  return all.map(({ pts, pts_time, data }) => ({ pts, seconds: Number(pts_time), data: fromDump(data) }));
}

/** ffprobe prints `00000000: 0102 0304 ...  ascii` lines. */
function fromDump(dump: string): Buffer {
  const lines = dump.split('\n').filter((line) => line !== '');
  return Buffer.from(lines.map((line) => line.slice(10, 50).replaceAll(' ', '')).join(''), 'hex');
}

for (const [preset, codec, file] of [
  ['mp4', 'h264', 'take.mp4'],
  ['webm', 'vp9', 'take.webm'],
  ['webm-vp8', 'vp8', 'take.webm'],
  ['mp4-av1', 'av1', 'take.mp4'],
] as const) {
  test(`${codec} goes into ${preset} as the browser made it: every frame once, at its time, byte for byte`, async ({
    recorderPage,
    relay,
  }) => {
    await using path = await SlowPath.to(relay.port);
    const { recording } = await record(recorderPage, relay, { preset, relay: path.origin });
    expect(recording).toMatchObject({
      transport: 'encoded',
      codec,
      frames: FRAMES,
      dropped: 0,
      outputs: [{ stored: true }],
    });
    const sidecar = await relay.sidecar(file);
    expect(sidecar).toMatchObject({ transport: 'encoded', codec, stored: true });
    expect(sidecar.encoder).toBeUndefined();
    expect(path.chunks.map(({ header }) => header.sequence)).toEqual(counting(FRAMES));
    expect(path.chunks.map(({ header }) => header.ptsNs)).toEqual(
      counting(FRAMES).map((i) => Math.floor((i * 1e9) / FPS)),
    );
    const stored = await packets(relay.file(file));
    expect(stored.map(({ data }) => hashOf(data))).toEqual(path.chunks.map(({ data }) => hashOf(data)));
    const { timeBase, pts, colour } = await probe(relay.file(file));
    expect(pts).toEqual(counting(FRAMES).map((index) => Math.round((index * timeBase[1]) / (timeBase[0] * FPS))));
    const matrix = codec === 'vp8' ? 'smpte170m' : 'bt709';
    expect(colour).toEqual({ space: matrix, range: 'tv', primaries: matrix, transfer: matrix });
  });
}

test('several outputs of one take: what cannot be stored is encoded again; other sizes are fitted in, odd sides made even', async ({
  recorderPage,
  relay,
}) => {
  const recording = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d } = window.pictures;
    const context = context2d(addCanvas(321, 179));
    return window.reelay.record(context.canvas, {
      ...{ preset: ['mp4', 'mkv-lossless', 'mov-alpha'], fps: 30, frames: 20, name: 'take', transport: 'encoded' },
      draw: ({ index }) => {
        // Half of the frames are tall ones: they stand between black bars.
        Object.assign(context.canvas, index < 10 ? { width: 321, height: 179 } : { width: 179, height: 358 });
        context.fillStyle = `rgb(${index * 12} 80 160)`;
        context.fillRect(0, 0, 400, 400);
      },
    });
  });
  expect(recording).toMatchObject({
    transport: 'encoded',
    codec: 'h264',
    frames: 20,
    dropped: 0,
    width: 322,
    height: 180,
  });
  expect(recording.outputs.map(({ preset, frames, stored }) => [preset, frames, stored])).toEqual([
    ['mp4', 20, true],
    ['mkv-lossless', 20, false],
    ['mov-alpha', 20, false],
  ]);
  expect(recording.warnings).toContainEqual(expect.stringContaining('padded from 321 x 179 to 322 x 180'));
  for (const file of ['take.mp4', 'take.mkv', 'take.mov']) {
    const { pts, timeBase } = await probe(relay.file(file));
    expect(pts).toEqual(counting(20).map((index) => Math.round((index * timeBase[1]) / (timeBase[0] * 30))));
    const { width, frames } = await decode(relay.file(file));
    for (const [index, frame] of frames.entries()) {
      const [red, green, blue] = pixelAt({ width }, frame, 160, 90);
      for (const [is, was] of [
        [red, index * 12],
        [green, 80],
        [blue, 160],
      ] as const)
        expect(Math.abs(is - was), `${file}, frame ${index}`).toBeLessThan(12);
      expect(pixelAt({ width }, frame, 10, 90)[2] > 80, `${file}, bars of frame ${index}`).toBe(index < 10);
    }
  }
});

test('a path that is too slow: fewer bits, frames left out before they are encoded, every one accounted for, and the file plays', async ({
  recorderPage,
  relay,
}) => {
  await using path = await SlowPath.to(relay.port);
  path.bytesPerSecond = 60_000;
  const { recording, encodings, offered } = await recorderPage.evaluate(
    async ({ origin, token }) => {
      const { addCanvas, context2d } = window.pictures;
      const context = context2d(addCanvas(640, 360));
      const rates: { target: number; sent: number }[] = [];
      let lost = 0;
      const recorder = new window.reelay.Recorder({
        ...{ relay: origin, token, mode: 'realtime', fps: 30, name: 'slow', transport: 'encoded', quality: 'high' },
        onProgress: ({ encoding, droppedFrames }) => {
          lost = droppedFrames;
          if (encoding) rates.push({ target: encoding.targetBitrate, sent: encoding.sentBitrate });
        },
      });
      await recorder.start(context.canvas);
      const noise = context.createImageData(640, 360);
      let drawn = 0;
      await new Promise<void>((resolve) => {
        const draw = (): void => {
          // Nothing of it is in the frame before.
          for (let at = 0; at < noise.data.length; at += 4) {
            noise.data[at] = Math.random() * 256;
            noise.data[at + 3] = 255;
          }
          context.putImageData(noise, 0, 0);
          drawn++;
          // Until the path was too slow for what was drawn, however fast this machine draws.
          const isSlowed = lost > 0 && rates.some(({ target }) => target < (rates[0]?.target ?? 0));
          if (drawn < 100 || (!isSlowed && drawn < 2000)) requestAnimationFrame(draw);
          else resolve();
        };
        draw();
      });
      return { recording: await recorder.stop(), encodings: rates, offered: drawn };
    },
    { origin: path.origin, token: relay.token },
  );
  const targets = encodings.map(({ target }) => target);
  expect(Math.min(...targets)).toBeLessThan(targets[0] ?? 0);
  expect(recording.dropped).toBeGreaterThan(0);
  expect(recording.gaps.every(({ reason }) => ['credit', 'busy', 'late'].includes(reason))).toBe(true);
  expect(recording.gaps.some(({ reason }) => reason === 'credit')).toBe(true);
  expect(recording.frames + recording.dropped).toBeLessThanOrEqual(offered + 1);
  // What was encoded was sent, in order, and is in the file at its time.
  expect(path.chunks).toHaveLength(recording.frames);
  const stored = await packets(relay.file('slow.mp4'));
  expect(stored.map(({ data }) => hashOf(data))).toEqual(path.chunks.map(({ data }) => hashOf(data)));
  for (const [index, { seconds }] of stored.entries())
    expect(Math.abs(seconds - (path.chunks[index]?.header.ptsNs ?? 0) / 1e9)).toBeLessThan(1 / 90_000);
  expect((await decode(relay.file('slow.mp4'))).frames).toHaveLength(recording.frames);
});

test('who begins to look sees a picture that stands, long after it was encoded; a key frame comes when it is asked for', async ({
  recorderPage,
  relay,
  context,
}) => {
  await using path = await SlowPath.to(relay.port);
  await captureStanding(recorderPage, path.origin);
  const { live } = (await (await relay.fetch('/api/live')).json()) as { live: { id: string }[] };
  const page = await context.newPage();
  await page.goto(`${relay.origin}/live/${live[0]?.id}?token=${relay.token}`);
  await expect.poll(() => isBlue(page)).toBe(true);
  const keys = (): number[] =>
    path.chunks.filter(({ header }) => header.kind === 'key').map(({ header }) => header.sequence);
  const before = keys();
  path.tell('{"type":"keyframe"}');
  await expect
    .poll(async () => {
      await recorderPage.evaluate(() => window.captureStanding());
      return keys().length;
    })
    .toBe(before.length + 1);
  // By itself the next would stand at two seconds of picture.
  expect(keys().at(-1)).toBeLessThan(60);
  const frames = await recorderPage.evaluate(() => window.stopStanding());
  expect(frames).toBe(path.chunks.length);
  expect(await relay.sidecar('stands.mp4')).toMatchObject({ stored: true, frames });
});

test.describe('with a share', () => {
  const SHARE = `encoded-${process.pid}`;
  test.use({ relayOptions: { args: ['--share', `${SHARE}=interval:1000,format:RGBA,slots:4`] } });

  test('another program reads the decoded frames out of shared memory', async ({ recorderPage, relay }) => {
    using share = openShare(SHARE);
    const pulled = share.pull();
    await captureStanding(recorderPage, relay.origin);
    const [first, second] = [await pulled, await share.pull()];
    expect([first, second].map((frame) => frame?.ptsNs)).toEqual([0, 1e9]);
    const [red = 0, green = 255, blue = 255] = first?.data ?? [];
    expect([red > 200, green < 50, blue < 50]).toEqual([true, true, true]);
    expect(await recorderPage.evaluate(() => window.stopStanding())).toBe(40);
  });
});

/** Records 40 frames offline, the last of which is blue and the others red; ended by `stopStanding`. */
function captureStanding(page: Page, relay: string): Promise<void> {
  return page.evaluate(async (origin) => {
    const { addCanvas, context2d } = window.pictures;
    const drawing = context2d(addCanvas(320, 240));
    const recorder = new window.reelay.Recorder({ relay: origin, fps: 30, name: 'stands', transport: 'encoded' });
    await recorder.start(drawing.canvas);
    for (let index = 0; index < 40; index++) {
      drawing.fillStyle = index < 39 ? '#f00' : '#00f';
      drawing.fillRect(0, 0, 320, 240);
      await recorder.capture();
    }
    window.captureStanding = () => recorder.capture();
    window.stopStanding = async () => (await recorder.stop()).frames;
  }, relay);
}

/** Whether the live view's picture is blue. */
function isBlue(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const image = document.querySelector('img');
    const context = document.createElement('canvas').getContext('2d');
    if (!image || image.naturalWidth === 0) return false;
    context?.drawImage(image, 0, 0);
    const [red = 255, , blue = 0] = context?.getImageData(9, 9, 1, 1).data ?? [];
    return blue > 128 && red < 128;
  });
}

declare global {
  interface Window {
    captureStanding(): Promise<void>;
    stopStanding(): Promise<number>;
  }
}
