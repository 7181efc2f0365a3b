import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { segmentPath } from '../taps/share/names.ts';
import { shareName } from '../taps/share/testing/programs.ts';
import { createShare, openShare } from './share.ts';

test('any Node program can share pictures', async () => {
  const name = shareName();
  const share = await createShare(name, { size: { width: 2, height: 2 }, format: 'BGR', permissions: 0o640 });
  onTestFinished(() => share.end());
  const reader = openShare(name);
  onTestFinished(() => reader.close());
  const data = Buffer.from([9, 8, 7, 255, 9, 8, 7, 255, 9, 8, 7, 255, 9, 8, 7, 255]);
  share.push({ format: 'RGBA', width: 2, height: 2, ptsNs: 1, durationNs: 2, data });
  expect(await reader.pull(20_000)).toMatchObject({
    data: Buffer.from([7, 8, 9, 7, 8, 9, 7, 8, 9, 7, 8, 9]),
    ptsNs: 1,
  });
  expect(() => share.push({ format: 'RGBA', width: 3, height: 2, ptsNs: 1, durationNs: 2, data })).toThrow(
    'The option `data` is 16 bytes, which cannot be used: 3 x 2 RGBA has 24 bytes',
  );
});

test('what is on its way at the end is still written; then the share is gone', async () => {
  const name = shareName();
  const share = await createShare(name, { size: { width: 2, height: 2 } });
  share.push({ format: 'RGBA', width: 2, height: 2, ptsNs: 0, durationNs: 1, data: Buffer.alloc(16) });
  await share.end();
  expect(share).toMatchObject({ frames: 1, dropped: 0, error: undefined });
  expect(existsSync(segmentPath(name))).toBe(false);
});

test('a name that is taken is not shared twice', async () => {
  const name = shareName();
  const share = await createShare(name, { size: { width: 2, height: 2 } });
  onTestFinished(() => share.end());
  await expect(createShare(name, { size: { width: 2, height: 2 } })).rejects.toMatchObject({ code: 'SHARE_TAKEN' });
  await expect(createShare('a/b', { size: { width: 2, height: 2 } })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  expect(existsSync(segmentPath(name))).toBe(true);
});
