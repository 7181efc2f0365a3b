/** Frames that go through a file of the browser's: the same pictures as over the socket, and nothing left of it. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Recording, RecorderOptions } from '../web/recorder/index.ts';
import { accepted, failureOf, startEndless } from './support/endless.ts';
import { openPage } from './support/exact.ts';
import { decode, hashOf } from './support/media.ts';
import { readNumber } from './support/numbers.ts';
import { isRunning } from './support/processes.ts';
import { TestRelay } from './support/relay.ts';
import { expect, inSharedMemory, test, withProfile } from './support/ring.ts';
import { canMount, SmallDisk } from './support/small-disk.ts';

interface Take {
  readonly hashes: readonly string[];
  readonly recording: Recording;
}

/** Records pictures of every alpha, of the given sizes one after the other, and hashes each in the page. */
function recordSizes(
  page: Page,
  sizes: readonly (readonly [width: number, height: number])[],
  {
    opaque = false,
    ...options
  }: Pick<RecorderOptions, 'name' | 'preset' | 'transport'> & { readonly opaque?: boolean },
): Promise<Take> {
  return page.evaluate(
    async ({ all, given, isOpaque }) => {
      const { addCanvas, context2d, drawEveryAlpha, hashCanvas } = window.pictures;
      const canvas = addCanvas(...(all[0] ?? [1, 1]));
      const context = context2d(canvas, { alpha: !isOpaque });
      const hashes: string[] = [];
      const recording = await window.reelay.record(canvas, {
        preset: 'mkv-lossless',
        fps: 30,
        frames: all.length,
        ...given,
        draw: async ({ index }) => {
          const [width, height] = all[index] ?? [1, 1];
          if (canvas.width !== width) canvas.width = width;
          if (canvas.height !== height) canvas.height = height;
          drawEveryAlpha(context, width, height, index);
          hashes.push(await hashCanvas(context, width, height));
        },
      });
      return { hashes, recording };
    },
    { all: sizes, given: options, isOpaque: opaque },
  );
}

const SIZE = [256, 256] as const;
/** The same size `frames` times. */
const still = (frames: number): (readonly [number, number])[] => Array.from({ length: frames }, () => SIZE);

/** What the file holds is what the page saw. */
async function expectExact(relay: TestRelay, { hashes, recording }: Take): Promise<void> {
  const { frames } = await decode(relay.file(`${recording.name}.mkv`));
  expect(frames.map(hashOf)).toEqual(hashes);
}

/** Files of frames that the browser keeps for the page's origin. */
function ownFiles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('reelay-frames', { create: true });
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  });
}

/** Status of a picture of the first recording that runs. */
async function watchFirst(relay: TestRelay): Promise<number> {
  for (;;) {
    const { live } = (await (await relay.fetch('/api/live')).json()) as { live: { id: string }[] };
    if (live[0]) return (await relay.fetch(`/live/${live[0].id}.jpg`)).status;
  }
}

test('pictures come back bit for bit, twice the same', async ({ recorderPage, relay }) => {
  const takes: Take[] = [];
  for (const name of ['first', 'second']) {
    const take = await recordSizes(recorderPage, still(12), { name });
    expect(take.recording).toMatchObject({ frames: 12, transport: 'ring', warnings: [] });
    await expectExact(relay, take);
    takes.push(take);
  }
  expect(takes[1]?.hashes).toEqual(takes[0]?.hashes);
  expect(await relay.sidecar('second.mkv')).toMatchObject({ transport: 'ring' });
  expect(await inSharedMemory(relay)).toEqual([]);
  expect(await ownFiles(recorderPage)).toEqual([]);
});

test('a canvas that changes its size is recorded as over the socket, fitted or not', async ({
  recorderPage,
  relay,
}) => {
  const sizes = [
    ...still(3),
    ...([128, 64, 400, 300, 400, 300, 400, 300, 400, 300, 700, 500, 700, 500, 40, 30] as const).flatMap(
      (side, index, all) => (index % 2 === 0 ? [[side, all[index + 1] ?? 0] as const] : []),
    ),
    ...still(3),
  ];
  const [ring, socket] = [
    await recordSizes(recorderPage, sizes, { name: 'ring' }),
    await recordSizes(recorderPage, sizes, { name: 'socket', transport: 'socket' }),
  ];
  expect([ring.recording.transport, socket.recording.transport]).toEqual(['ring', 'socket']);
  const [left, right] = [await decode(relay.file('ring.mkv')), await decode(relay.file('socket.mkv'))];
  expect(left.frames).toHaveLength(sizes.length);
  expect(left.frames.map(hashOf)).toEqual(right.frames.map(hashOf));
});

test('frames that the browser cannot write any more go over the socket, and none is lost', async ({
  page,
  pages,
  relay,
}) => {
  // The worker's own code, with a handle that fails from its tenth write on: the first is the nonce.
  await page.addInitScript(() => {
    const failing = `
      if (typeof FileSystemSyncAccessHandle === 'function') {
        const { write } = FileSystemSyncAccessHandle.prototype;
        let count = 0;
        FileSystemSyncAccessHandle.prototype.write = function (...given) {
          if (++count >= 10) throw new DOMException('No space is left.', 'QuotaExceededError');
          return write.apply(this, given);
        };
      }
    `;
    const { Blob } = window;
    window.Blob = class extends Blob {
      constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
        super(options?.type?.includes('javascript') ? [failing, ...parts] : parts, options);
      }
    };
  });
  await openPage(page, pages, relay);
  const take = await recordSizes(page, still(20), { name: 'broken' });
  expect(take.recording).toMatchObject({
    frames: 20,
    dropped: 0,
    transport: 'ring',
    warnings: [expect.stringMatching(/^From frame 8 on .+ over the socket, .+ No space is left\.$/)],
  });
  await expectExact(relay, take);
  expect(await inSharedMemory(relay)).toEqual([]);
});

test.describe('beside each other', () => {
  test.use({
    relayOptions: {
      args: [
        '--share',
        'ring-spec=interval:0',
        '--pipeline',
        'identity sleep-time=20000 ! video/x-raw,format=BGRA ! avenc_ffv1 ! matroskamux',
      ],
    },
  });

  test('several outputs, a slow one, a share and a live view take the frames as they are', async ({
    recorderPage,
    relay,
  }) => {
    const watching = watchFirst(relay);
    const take = await recordSizes(recorderPage, still(40), {
      name: 'all',
      preset: ['mkv-lossless', 'custom', 'mp4'],
      opaque: true,
    });
    expect(take.recording).toMatchObject({ frames: 40, transport: 'ring', warnings: [] });
    expect(take.recording.outputs.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    await expectExact(relay, take);
    const [first, second] = take.recording.outputs.map(({ url }) => new URL(url).pathname.split('/').at(-1) ?? '');
    // The slow one held frames up while the page would have had slots to write in.
    const [exact, slow] = [await decode(relay.file(first ?? '')), await decode(relay.file(second ?? ''))];
    expect(slow.frames.map(hashOf)).toEqual(exact.frames.map(hashOf));
    expect(await watching).toBe(200);
    expect(await inSharedMemory(relay)).toEqual([]);
  });
});

test('a profile on a disk: the relay reads the frames', async ({ pages, relay }) => {
  await withProfile(await mkdtemp(path.join(tmpdir(), `reelay-profile.${process.pid}.`)), async (page) => {
    await openPage(page, pages, relay);
    const take = await recordSizes(page, still(12), { name: 'read' });
    expect(take.recording).toMatchObject({ frames: 12, transport: 'ring-read', warnings: [] });
    await expectExact(relay, take);
  });
  expect(await inSharedMemory(relay)).toEqual([]);
});

test('without room for the frames where the profile lies they go over the socket', async ({ pages }) => {
  test.skip(!canMount, 'NOT TESTED: a small disk cannot be mounted here; it takes root and CAP_SYS_ADMIN.');
  using disk = new SmallDisk('120m');
  await using relay = await TestRelay.start({ args: ['--browser-profile', path.join(disk.folder, 'profile')] });
  await withProfile(path.join(disk.folder, 'profile'), async (page) => {
    await openPage(page, pages, relay);
    const small = await recordSizes(page, still(3), { name: 'small' });
    expect(small.recording).toMatchObject({ transport: 'ring-read' });
    // Five frames of it are 74 MB, and the profile is there, too.
    const large = await recordSizes(page, [[2560, 1440]], { name: 'large' });
    expect(large.recording).toMatchObject({ frames: 1, transport: 'socket', warnings: [] });
    await expectExact(relay, large);
  });
});

test('a page that crashes leaves a file that plays, and what it left is removed by the next recording', async ({
  recorderPage,
  relay,
  context,
  pages,
}) => {
  await startEndless(recorderPage, { name: 'take' });
  await accepted(recorderPage, 10);
  expect(await inSharedMemory(relay)).not.toEqual([]);
  const session = await context.newCDPSession(recorderPage);
  const crashed = recorderPage.waitForEvent('crash');
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  await expect.poll(async () => (await relay.sidecar('take.mp4')).state).toBe('finished');
  expect(await relay.sidecar('take.mp4')).toMatchObject({ transport: 'ring', error: { code: 'CONNECTION_LOST' } });
  expect((await decode(relay.file('take.mp4'))).frames.length).toBeGreaterThanOrEqual(10);
  await expect.poll(() => inSharedMemory(relay)).toEqual([]);
  const next = await context.newPage();
  await openPage(next, pages, relay);
  expect(await ownFiles(next)).toHaveLength(1);
  await recordSizes(next, still(3), { name: 'next' });
  expect(await ownFiles(next)).toEqual([]);
});

test('a relay that is killed leaves a file that plays; the next one clears up', async ({ recorderPage, relay }) => {
  await startEndless(recorderPage, { name: 'take' });
  await accepted(recorderPage, 150);
  const { writers } = await relay.sidecar('take.mp4');
  expect(await relay.end('SIGKILL')).toBe('SIGKILL');
  expect(await failureOf(recorderPage)).toMatchObject({ code: 'CONNECTION_LOST' });
  await expect.poll(() => isRunning(writers?.pipeline ?? 0)).toBe(false);
  expect(await inSharedMemory(relay)).not.toEqual([]);
  await using again = await TestRelay.start({ recordings: relay.recordings });
  expect(await inSharedMemory(relay)).toEqual([]);
  await expect.poll(async () => (await again.sidecar('take.mp4')).state).toBe('finished');
  const { frames, width, height } = await decode(again.file('take.mp4'));
  // What was in the encoder is lost, with what the last fragment lacked.
  expect(frames.length).toBeGreaterThanOrEqual(60);
  expect(frames.map((frame) => readNumber(frame, width, height))).toEqual(frames.map((_, index) => index));
});
