import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { expect, it } from 'vitest';
import { completeFile, type FileOrigin } from './complete.ts';
import { numberedFrame } from './testing/pictures.ts';
import { frames, record } from './testing/record.ts';

const origin = (preset: string): FileOrigin => ({ preset, mode: 'offline', rate: [60, 1], quality: 'standard' });

/** Matrix, primaries and transfer of each frame, as the decoder believes them. */
function coloursOf(path: string): string[] {
  const fields = 'frame=color_space,color_primaries,color_transfer';
  const output = execFileSync('ffprobe', ['-v', 'error', '-show_entries', fields, '-of', 'csv=p=0', path], {
    encoding: 'utf8',
  });
  return output.trim().split('\n');
}

it('marks every ProRes frame as BT.709', async () => {
  const { path } = await record({ preset: 'mov-alpha', width: 160, height: 120 }, frames(5, 160, 120, numberedFrame));
  expect(new Set(coloursOf(path))).toEqual(new Set(['unknown,unknown,unknown']));
  await completeFile(path, origin('mov-alpha'));
  expect(coloursOf(path)).toEqual(Array(5).fill('bt709,bt709,bt709'));
});

it('leaves the files of other presets as they are', async () => {
  const { path } = await record({ preset: 'mp4' }, frames(5, 320, 240, numberedFrame));
  await expect(completeFile(path, origin('mp4'))).resolves.toMatchObject({ width: 320, height: 240 });
});

it('says of a torn file that it cannot be read', async () => {
  const { path } = await record({ preset: 'mov-alpha', width: 160, height: 120 }, frames(5, 160, 120, numberedFrame));
  truncateSync(path, 100);
  await expect(completeFile(path, origin('mov-alpha'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
