import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { type ShareGeometry, shareSizes } from './layout.ts';
import { segmentPath } from './names.ts';
import { RingWriter } from './ring-writer.ts';
import { removeStaleSegments } from './stale.ts';
import { failingWriter, shareName, startWriter } from './testing/programs.ts';

const TINY: ShareGeometry = { format: 'GRAY8', width: 4, height: 2, slots: 4, intervalMs: 0 };

async function tiny(name: string): Promise<RingWriter> {
  const writer = await RingWriter.create(name, TINY, 0o600);
  onTestFinished(() => writer.close());
  return writer;
}

test('the segment is for its user alone, has all its memory, and is gone at the end', async () => {
  const name = shareName();
  const umask = process.umask(0);
  onTestFinished(() => void process.umask(umask));
  const writer = await tiny(name);
  const { mode, size, blocks } = statSync(writer.path);
  expect(mode & 0o777).toBe(0o600);
  expect(size).toBe(shareSizes(TINY).segmentBytes);
  expect(blocks * 512).toBeGreaterThanOrEqual(size);
  await writer.close();
  expect(existsSync(writer.path)).toBe(false);
});

test('a name that a living writer has is not taken from it', async () => {
  const name = shareName();
  const writer = await startWriter(name);
  const taken = { code: 'SHARE_TAKEN', message: expect.stringContaining(String(writer.child.pid)) };
  await expect(RingWriter.create(name, TINY, 0o600)).rejects.toMatchObject(taken);
  const own = shareName();
  const { path } = await tiny(own);
  const { ino } = statSync(path);
  await expect(RingWriter.create(own, TINY, 0o600)).rejects.toMatchObject({ code: 'SHARE_TAKEN' });
  expect(statSync(path).ino).toBe(ino);
});

test('what is no share is not removed to make room for one', async () => {
  const name = shareName();
  writeFileSync(segmentPath(name), 'somebody else uses this');
  onTestFinished(() => rmSync(segmentPath(name)));
  await expect(RingWriter.create(name, TINY, 0o600)).rejects.toMatchObject({ code: 'SHARE_TAKEN' });
  expect(existsSync(segmentPath(name))).toBe(true);
});

test('frames larger than any reader takes are refused before memory is taken', async () => {
  const huge: ShareGeometry = { ...TINY, format: 'RGBA', width: 16_384, height: 16_384 };
  await expect(RingWriter.create(shareName(), huge, 0o600)).rejects.toMatchObject({ code: 'SHARE_INVALID' });
});

test('where memory runs out there is no share, and nothing is left behind', async () => {
  const name = shareName();
  const failed = await failingWriter(name, 'ulimit -f 100');
  expect(failed).toContain("code: 'SHARE_UNAVAILABLE'");
  expect(failed).toContain('EFBIG');
  expect(readdirSync('/dev/shm').filter((file) => file.startsWith(`reelay.${name}`))).toEqual([]);
});

test('segments of killed writers are removed, those of living ones stay', async () => {
  const names = [shareName(), shareName()];
  const [deadName = '', aliveName = ''] = names;
  const dead = await startWriter(deadName);
  const alive = await startWriter(aliveName);
  const leftOver = `/dev/shm/reelay..${dead.child.pid}.test`;
  writeFileSync(leftOver, '');
  await dead.kill();
  await removeStaleSegments();
  expect(names.map((name) => existsSync(segmentPath(name)))).toEqual([false, true]);
  expect(existsSync(leftOver)).toBe(false);
  await alive.tell('close');
});

test('a program that ends and forgets its share leaves none behind', async () => {
  const name = shareName();
  const { child } = await startWriter(name);
  expect(existsSync(segmentPath(name))).toBe(true);
  const exited = once(child, 'exit');
  child.send('exit');
  await exited;
  expect(existsSync(segmentPath(name))).toBe(false);
});
