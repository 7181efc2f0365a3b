import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chaptersPathOf, recordingPath, removeRecordedPage } from './recorded-page.ts';

it('gives a file the extension of its preset where it has none', () => {
  expect(recordingPath('/a/tour', 'webm')).toBe('/a/tour.webm');
  expect(recordingPath('/a/tour.of.mine', 'webm')).toBe('/a/tour.of.mine');
  expect(chaptersPathOf('/a.b/tour.webm')).toBe('/a.b/tour.vtt');
});

it('removes the recording and its chapters, and nothing beside them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reelay-recorded-'));
  try {
    const path = join(folder, 'tour.mp4');
    for (const name of ['tour.mp4', 'tour.vtt', 'tour.txt']) await writeFile(join(folder, name), '');
    const recorded = { path, mime: 'video/mp4', frames: 1, durationSeconds: 1, warnings: [] };
    await removeRecordedPage({ ...recorded, chaptersPath: undefined });
    expect((await readdir(folder)).sort()).toEqual(['tour.txt', 'tour.vtt']);
    await removeRecordedPage({ ...recorded, chaptersPath: chaptersPathOf(path) });
    expect(await readdir(folder)).toEqual(['tour.txt']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
