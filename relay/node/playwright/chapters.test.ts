import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chaptersOf, webVtt, writeChapters } from './chapters.ts';
import { openPipeline } from '../pipeline.ts';

const run = promisify(execFile);
const SECOND = 1_000_000_000;
const MARKS = [
  { title: 'A = "1"; #2\n\\ three', startNs: 0 },
  { title: 'Größe <b> & 日本', startNs: 0.4 * SECOND },
];
const CHAPTERS = chaptersOf(MARKS, SECOND);

it('lets each chapter last until the next, and the last until the end', () => {
  expect(CHAPTERS).toEqual([
    { title: 'A = "1"; #2 \\ three', startNs: 0, endNs: 0.4 * SECOND },
    { title: 'Größe <b> & 日本', startNs: 0.4 * SECOND, endNs: SECOND },
  ]);
});

it('writes WebVTT', () => {
  expect(webVtt([{ title: 'a < b', startNs: 3_661_002_999_999, endNs: 3_662_000_000_000 }])).toBe(
    'WEBVTT\n\n01:01:01.002 --> 01:01:02.000\na &lt; b\n',
  );
});

describe('in a container', () => {
  let folder = '';
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'reelay-chapters-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['mp4', 'webm', 'mkv-lossless'])(
    'are read back from %s, whose pictures stay bit for bit as they were',
    async (preset) => {
      const extension = preset.slice(0, preset === 'webm' ? 4 : 3);
      const file = join(folder, `chapters.${extension}`);
      const pipeline = await openPipeline(preset, { format: 'RGB', width: 64, height: 48, fps: 10, file });
      for (let index = 0; index < 10; index++) await pipeline.push(new Uint8Array(64 * 48 * 3).fill(index * 20));
      await pipeline.endOfStream();
      const before = await packets(file);
      await writeChapters(file, extension, CHAPTERS);
      expect(await packets(file)).toEqual(before);
      const { stdout } = await run('ffprobe', ['-v', 'error', '-show_chapters', '-of', 'json', file]);
      const { chapters } = JSON.parse(stdout) as { chapters: { start_time: string; tags: { title: string } }[] };
      expect(chapters.map(({ start_time, tags }) => [Number(start_time), tags.title])).toEqual([
        [0, CHAPTERS[0]?.title],
        [0.4, CHAPTERS[1]?.title],
      ]);
      expect((await readdir(folder)).filter((name) => name.includes('.tmp') || name.includes('.chapters'))).toEqual([]);
    },
  );

  it('that cannot be written are an error, and the file stays', async () => {
    const file = join(folder, 'none.mp4');
    await expect(writeChapters(file, 'mp4', CHAPTERS)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

/** Time and checksum of each video packet. */
async function packets(file: string): Promise<string[]> {
  const { stdout } = await run('ffprobe', [
    ...[
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      'packet=pts_time,data_hash',
      '-show_data_hash',
      'md5',
    ],
    ...['-of', 'csv', file],
  ]);
  return stdout.trim().split('\n');
}
