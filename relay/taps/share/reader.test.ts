import { existsSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { encodeHeader } from './header.ts';
import { HEADER_BYTES, type ShareGeometry, shareSizes } from './layout.ts';
import { segmentPath } from './names.ts';
import { ShareReader } from './reader.ts';
import type { OpenShareOptions } from './reader-types.ts';
import { RingWriter } from './ring-writer.ts';
import { checkWhole, shareName, startWriter } from './testing/programs.ts';

const TINY: ShareGeometry = { format: 'GRAY8', width: 4, height: 2, slots: 4, intervalMs: 0 };

function open(name: string, options?: OpenShareOptions): ShareReader {
  const reader = new ShareReader(name, options);
  onTestFinished(() => reader.close());
  return reader;
}

async function tiny(name: string, geometry = TINY): Promise<RingWriter> {
  const writer = await RingWriter.create(name, geometry, 0o600);
  onTestFinished(() => writer.close());
  return writer;
}

async function write(writer: RingWriter, count = 1): Promise<void> {
  for (let index = 0; index < count; index++) {
    const { frames } = writer;
    const pixels = Buffer.alloc(8, frames);
    await writer.write({ ptsNs: frames * 10, durationNs: 10, pixels, dropped: 0 });
  }
}

test('a frame comes with its time, its place, its shape and its pixels', async () => {
  const name = shareName();
  const writer = await tiny(name);
  await writer.write({
    ptsNs: 7_000_000_001,
    durationNs: 5,
    pixels: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]),
    dropped: 3,
  });
  expect(await open(name).pull(20_000)).toEqual({
    data: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]),
    ...{ format: 'GRAY8', width: 4, height: 2, rowBytes: 4, sequence: 0 },
    ...{ ptsNs: 7_000_000_001, durationNs: 5, lost: 0, dropped: 3, writer: 1 },
  });
});

test('without a frame a pull ends when its time is over, with a writer and without', async () => {
  const name = shareName();
  const reader = open(name);
  expect(await reader.pull(10)).toBeUndefined();
  await tiny(name);
  expect(await reader.pull(0)).toBeUndefined();
  expect(await reader.pull(10)).toBeUndefined();
});

test('a reader that was there first sees every frame; one that comes later begins with the newest', async () => {
  const name = shareName();
  const early = open(name);
  const first = early.pull();
  const writer = await startWriter(name, { slots: 8 });
  await writer.tell('write 3');
  expect(await first).toMatchObject({ sequence: 0, ptsNs: 0 });
  const late = open(name);
  expect(await late.pull(20_000)).toMatchObject({ sequence: 2, ptsNs: 2_000_000, lost: 0 });
  for (const sequence of [1, 2]) expect(await early.pull(20_000)).toMatchObject({ sequence, lost: 0 });
  await writer.tell('write 1');
  for (const reader of [early, late]) expect(await reader.pull(20_000)).toMatchObject({ sequence: 3, lost: 0 });
});

test('readers outlive the end, the death and the successor of their writer', async () => {
  const name = shareName();
  const reader = open(name);
  const first = await startWriter(name);
  // Attached now: who comes after both frames would begin with the newest.
  expect(await reader.pull(0)).toBeUndefined();
  await first.tell('write 2');
  expect(await reader.pull(20_000)).toMatchObject({ sequence: 0, writer: 1 });
  await first.tell('close');
  // What was written before the end is still to be had.
  expect(await reader.pull(20_000)).toMatchObject({ sequence: 1, writer: 1 });
  expect(await reader.pull(10)).toBeUndefined();

  const second = await startWriter(name);
  await second.tell('write 1');
  expect(await reader.pull(20_000)).toMatchObject({ sequence: 0, writer: 2 });
  const waiting = reader.pull();
  await second.kill();
  expect(existsSync(segmentPath(name))).toBe(true);

  // The dead writer's segment is reclaimed, and who waited on it moves over.
  const third = await startWriter(name, { width: 32 });
  await third.tell('write 1');
  expect(await waiting).toMatchObject({ sequence: 0, width: 32, writer: 3 });
});

test('a slow reader is told how much it lost, and goes on with the newest', async () => {
  const name = shareName();
  const reader = open(name);
  expect(await reader.pull(0)).toBeUndefined();
  const writer = await tiny(name);
  await write(writer, 4);
  // A ring of four: the oldest is the next to be overwritten.
  expect(await reader.pull(20_000)).toMatchObject({ sequence: 3, lost: 3 });
  await write(writer, 3);
  expect(await reader.pull(20_000)).toMatchObject({ sequence: 4, lost: 0 });
  await write(writer, 13);
  expect(await reader.pull(20_000)).toMatchObject({ sequence: 19, lost: 14 });
  expect(reader.lostFrames).toBe(17);
});

test('a reader that wants the newest gets no other', async () => {
  const name = shareName();
  const writer = await tiny(name);
  const reader = open(name, { newest: true });
  await write(writer);
  expect(await reader.pull(20_000)).toMatchObject({ sequence: 0, lost: 0 });
  await write(writer, 3);
  expect(await reader.pull(20_000)).toMatchObject({ sequence: 3, lost: 2 });
});

test('stated parameters are checked, and the right ones give frames', async () => {
  const name = shareName();
  await write(await tiny(name));
  const wrong = open(name, { width: 5 });
  for (let turn = 0; turn < 2; turn++) {
    await expect(wrong.pull(20_000)).rejects.toMatchObject({
      code: 'SHARE_MISMATCH',
      message: `The share "${name}" has width 4, and 5 was stated.`,
    });
  }
  expect(await open(name, { ...TINY }).pull(20_000)).toMatchObject({ sequence: 0 });
});

test('a share of another user is not read, unless its owner was named', async () => {
  const name = shareName();
  await write(await tiny(name));
  // This user's own share, seen as if another were wanted; root's are always read, so it may be let through.
  const read = open(name, { owner: 12_345 }).pull(20_000);
  if (process.geteuid?.() === 0) expect(await read).toMatchObject({ sequence: 0 });
  else await expect(read).rejects.toMatchObject({ code: 'SHARE_FORBIDDEN' });
});

test('close ends what waits, and iteration', async () => {
  const name = shareName();
  const reader = open(name);
  const writer = await tiny(name);
  const seen: number[] = [];
  const iterated = (async () => {
    for await (const { sequence } of reader) {
      seen.push(sequence);
      if (sequence === 1) reader.close();
    }
  })();
  await write(writer, 2);
  await iterated;
  expect(seen.at(-1)).toBe(1);
  await expect(reader.pull()).rejects.toMatchObject({ code: 'SHARE_CLOSED' });
});

test('no frame is torn while the writer hammers, for several readers at once', async () => {
  const name = shareName();
  const readers = Array.from({ length: 4 }, () => open(name));
  for (const reader of readers) expect(await reader.pull(0)).toBeUndefined();
  const writer = await startWriter(name, { width: 640, height: 360, slots: 2 });
  const read = readers.map(async (reader) => {
    let expected = 0;
    let lost = 0;
    for (let count = 0; count < 100; count++) {
      const frame = await reader.pull();
      if (!frame) throw new Error('there is no time that could be over');
      checkWhole(frame);
      expect(frame.sequence).toBe(expected + frame.lost);
      expected = frame.sequence + 1;
      lost += frame.lost;
    }
    expect(reader.lostFrames).toBe(lost);
    return true;
  });
  const done = Promise.all(read);
  while ((await Promise.race([done, writer.tell('write 200')])) === undefined);
  await done;
});

test('any header at all is read as it is or refused, and nothing beyond the segment is touched', async () => {
  const name = shareName();
  onTestFinished(() => removeFile(name));
  const good = Buffer.alloc(shareSizes(TINY).segmentBytes);
  encodeHeader(TINY).copy(good);
  const change = fc.record({ at: fc.nat(143), value: fc.oneof(fc.nat(255), fc.constantFrom(0, 255)) });
  const slotChange = fc.record({ at: fc.nat(63).map((at) => at + HEADER_BYTES), value: fc.nat(255) });
  const length = fc.oneof(fc.constant(good.length), fc.nat(good.length + 10_000));
  const changes = fc.array(fc.oneof(change, slotChange), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(changes, length, async (all, bytes) => {
      const segment = Buffer.alloc(bytes);
      good.copy(segment);
      // As if one frame had been written.
      if (bytes > HEADER_BYTES + 8) {
        segment[128] = 1;
        segment[HEADER_BYTES] = 2;
        segment[HEADER_BYTES + 24] = 8;
      }
      for (const { at, value } of all) if (at < bytes) segment[at] = value;
      writeFileSync(segmentPath(name), segment);
      const reader = new ShareReader(name);
      try {
        const frame = await reader.pull(0);
        if (frame) expect(frame.data.byteLength).toBe(frame.rowBytes * frame.height);
      } catch (error) {
        expect(error).toMatchObject({ code: 'SHARE_INVALID' });
      } finally {
        reader.close();
      }
    }),
    { numRuns: 500 },
  );
});

test('a segment that is cut short while it is read is an error', async () => {
  const name = shareName();
  const writer = await tiny(name);
  await write(writer);
  const reader = open(name);
  await reader.pull(20_000);
  writeFileSync(writer.path, '');
  await expect(reader.pull(20_000)).rejects.toMatchObject({ code: 'SHARE_INVALID' });
});

function removeFile(name: string): void {
  rmSync(segmentPath(name), { force: true });
}
