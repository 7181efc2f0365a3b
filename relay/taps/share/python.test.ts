/** The Python client, run by a real Python against real writers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { MAX_FRAME_BYTES, MAX_SIDE_PIXELS } from '../../../shared/wire/limits.ts';
import { encodeHeader } from './header.ts';
import * as layout from './layout.ts';
import { segmentPath } from './names.ts';
import { RingWriter } from './ring-writer.ts';
import { runPython, shareName, startPython, startWriter } from './testing/programs.ts';

const TINY: layout.ShareGeometry = { format: 'RGB', width: 3, height: 2, slots: 4, intervalMs: 0 };

function program(name: string): string {
  return fileURLToPath(new URL(`testing/${name}.py`, import.meta.url));
}

async function follow(name: string, ...how: string[]): Promise<{ next(): Promise<unknown> }> {
  const { line } = startPython([program('follow'), name, ...how]);
  expect(await line()).toBe('ready');
  return { next: async () => JSON.parse(await line()) as unknown };
}

async function tiny(name: string): Promise<RingWriter> {
  const writer = await RingWriter.create(name, TINY, 0o600);
  onTestFinished(() => writer.close());
  return writer;
}

async function write(writer: RingWriter, value: number): Promise<void> {
  await writer.write({ ptsNs: value, durationNs: 1, pixels: Buffer.alloc(18, value), dropped: 0 });
}

test('it knows the same layout as the writer', async () => {
  expect(JSON.parse(await runPython([program('tables')]))).toEqual({
    header: layout.HEADER_FIELDS,
    progress: layout.PROGRESS_FIELDS,
    slot: layout.SLOT_FIELDS,
    formats: layout.SHARE_FORMATS,
    headerBytes: layout.HEADER_BYTES,
    slotHeaderBytes: layout.SLOT_HEADER_BYTES,
    slots: [layout.MIN_SLOTS, layout.MAX_SLOTS],
    maxSide: MAX_SIDE_PIXELS,
    maxFrameBytes: MAX_FRAME_BYTES,
    maxIntervalMs: layout.MAX_INTERVAL_MS,
    stateClosed: layout.STATE_CLOSED,
  });
});

test.each([[[]], [['polling']]])('it outlives the end, the death and the successor of its writer %j', async (how) => {
  const name = shareName();
  const reader = await follow(name, ...how);
  const first = await startWriter(name);
  await first.tell('write 2');
  // Sequence, PTS, width, frames lost, writer, and whether every pixel is of this frame.
  expect(await reader.next()).toEqual([0, 0, 64, 0, 1, true]);
  expect(await reader.next()).toEqual([1, 1_000_000, 64, 0, 1, true]);
  const late = await follow(name, 'late', ...how);
  await first.tell('write 1');
  expect(await reader.next()).toEqual([2, 2_000_000, 64, 0, 1, true]);
  // Its newest frame was the second when it came, which it took before it said it was ready.
  expect(await late.next()).toEqual([2, 2_000_000, 64, 0, 1, true]);
  await first.tell('close');
  const second = await startWriter(name);
  await second.tell('write 1');
  expect(await reader.next()).toEqual([0, 0, 64, 0, 2, true]);
  await second.kill();
  const third = await startWriter(name, { width: 32 });
  await third.tell('write 1');
  expect(await reader.next()).toEqual([0, 0, 32, 0, 3, true]);
});

test('sixteen readers at once see no torn frame, and each knows what it lost', async () => {
  const name = shareName();
  const readers = Array.from({ length: 16 }, () => startPython([program('count'), name, '999']));
  for (const { line } of readers) expect(await line()).toBe('ready');
  const writer = await startWriter(name, { width: 320, height: 180, slots: 3 });
  await writer.tell('write 1000');
  for (const { line } of readers) {
    const [whole, lost, torn] = JSON.parse(await line()) as [number, number, number];
    expect(torn).toBe(0);
    expect(whole).toBeGreaterThan(0);
    expect(whole + lost).toBe(1000);
  }
});

test('a slow reader is told what it lost, and one that states other parameters is told which', async () => {
  const name = shareName();
  const writer = await tiny(name);
  await write(writer, 0);
  const script = `
import sys, reelay_share as r
share = r.open_share(sys.argv[1], width=3, format="RGB")
print(share.pull(20000).sequence, share.pull(10), flush=True)
sys.stdin.readline()
frame = share.pull(20000)
print(frame.sequence, frame.lost, share.lost_frames, frame.array.shape, frame.array.tolist()[1][2], flush=True)
newest = r.open_share(sys.argv[1], newest=True)
print(newest.pull(20000).sequence, flush=True)
for stated in ({"width": 4}, {"format": "BGR"}, {"slots": 5}, {"interval_ms": 1}):
    try:
        r.open_share(sys.argv[1], **stated).pull(20000)
    except r.ShareError as error:
        print(error.code, str(error).split('" ')[1], flush=True)
for name in ("a/b", "", 5):
    try:
        r.open_share(name)
    except r.ShareError as error:
        print(error.code, flush=True)
share.close()
try:
    share.pull(0)
except r.ShareError as error:
    print(error.code, flush=True)
`;
  const { child, line } = startPython(['-c', script, name]);
  expect(await line()).toBe('0 None');
  for (let value = 1; value < 10; value++) await write(writer, value);
  child.stdin?.write('go\n');
  expect(await line()).toBe('9 8 8 (2, 3, 3) [9, 9, 9]');
  expect(await line()).toBe('9');
  expect(await line()).toBe('SHARE_MISMATCH has width 3, and 4 was stated.');
  expect(await line()).toBe('SHARE_MISMATCH has format RGB, and BGR was stated.');
  expect(await line()).toBe('SHARE_MISMATCH has slots 4, and 5 was stated.');
  expect(await line()).toBe('SHARE_MISMATCH has intervalMs 0, and 1 was stated.');
  for (let index = 0; index < 3; index++) expect(await line()).toBe('OPTION_INVALID');
  expect(await line()).toBe('SHARE_CLOSED');
});

test('a view is the frame itself, cannot be written, and says at its end whether it was overwritten', async () => {
  const name = shareName();
  const writer = await tiny(name);
  await write(writer, 1);
  const { child, line } = startPython([program('view'), name]);
  expect(await line()).toBe('0 18 (2, 3, 3) False');
  await write(writer, 2);
  expect(await line()).toBe('1 True');
  for (let value = 3; value < 7; value++) await write(writer, value);
  child.stdin?.write('go\n');
  expect(await line()).toBe('False');
  expect(await line()).toBe('SHARE_OVERRUN');
});

test('damaged segments are refused, and nothing beyond them is touched', async () => {
  const name = shareName();
  const folder = mkdtempSync(join(tmpdir(), 'reelay-fuzz-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    rmSync(segmentPath(name), { force: true });
  });
  const segment = Buffer.alloc(layout.shareSizes(TINY).segmentBytes);
  encodeHeader(TINY).copy(segment);
  layout.encodeFields(layout.PROGRESS_FIELDS, { frames: 1, state: layout.STATE_WRITING }, segment);
  const slot = segment.subarray(layout.HEADER_BYTES);
  layout.encodeFields(layout.SLOT_FIELDS, { stamp: 2, payloadBytes: 18 }, slot);
  writeFileSync(join(folder, 'good'), segment);
  const told = await runPython([program('fuzz'), name, join(folder, 'good'), String(Date.now()), '1000']);
  const [refused, given] = told.split(' ').map(Number);
  expect(refused).toBeGreaterThan(100);
  expect(given).toBeGreaterThan(100);
});
