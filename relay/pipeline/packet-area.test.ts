import { closeSync, openSync, readSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { MAX_FRAME_BYTES } from '../../shared/wire/limits.ts';
import { SHARED_MEMORY } from '../system/shared-memory.ts';
import { PacketArea } from './packet-area.ts';

async function create(from: number): Promise<PacketArea> {
  const area = await PacketArea.create(from);
  onTestFinished(() => area.close());
  return area;
}

test('places begin where the other file ends, do not overlap, and the lowest free one is the next', async () => {
  const area = await create(1000);
  expect([area.take(62), area.take(64), area.take(1)]).toEqual([1024, 1088, 1152]);
  area.release(1088);
  expect([area.take(65), area.take(64)]).toEqual([1216, 1088]);
});

test('there is room for two frames of the largest size, and no more than the file has', async () => {
  const area = await create(0);
  expect([area.take(MAX_FRAME_BYTES), area.take(MAX_FRAME_BYTES)].every((offset) => offset !== undefined)).toBe(true);
  expect(area.take(area.bytes)).toBeUndefined();
});

test('what is written is in the file that has its name, until that is taken away', async () => {
  const area = await create(0);
  const file = openSync(`${SHARED_MEMORY}${area.name}`, 'r');
  onTestFinished(() => closeSync(file));
  await area.unlink();
  await area.unlink();
  expect(() => openSync(`${SHARED_MEMORY}${area.name}`, 'r')).toThrow('ENOENT');
  area.write(Buffer.from('head'), 64);
  await area.copy([Buffer.from('fra'), Buffer.from('me')], 5, 128);
  const written = Buffer.alloc(69);
  readSync(file, written, 0, 69, 64);
  expect(written.subarray(0, 4).toString() + written.subarray(64).toString()).toBe('headframe');
});
