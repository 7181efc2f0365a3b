/** Reads pictures that move back: for verification and for thumbnails. */
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { ffmpegRun } from './ffmpeg-run.ts';
import { type VerifiedFile, verifyFile, type VerifyOptions } from './verify.ts';
import { writeFirstPicture } from './webp.ts';

/** What a recording's file name ends in where it is one of these. */
const ANIMATION = /\.(?:apng|gif|webp)(?:\.part)?$/;
const WEBP = /\.webp(?:\.part)?$/;

/** Whether `file` is a picture that moves, by its name. */
export function isAnimation(file: string): boolean {
  return ANIMATION.test(file);
}

/** Decodes the first picture of the animation at `path` and says how long it is. Throws FILE_UNREADABLE. */
export async function verifyAnimation(path: string, options: VerifyOptions): Promise<VerifiedFile> {
  const still = `${path}.still.tmp`;
  try {
    const durationNs = await writeStill(path, still);
    return { ...(await verifyFile(still, options)), durationNs };
  } finally {
    await rm(still, { force: true });
  }
}

/** Writes the first picture of the animation at `path` by itself; returns how long all of them last. Throws FILE_UNREADABLE. */
export async function writeStill(path: string, outPath: string): Promise<Nanoseconds> {
  if (WEBP.test(path)) return writeFirstPicture(path, outPath);
  const name = basename(path);
  const run = (...argv: string[]): Promise<Buffer> =>
    ffmpegRun({ directory: dirname(path), argv: ['-i', name, ...argv] });
  try {
    await run('-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', '-y', basename(outPath));
    return endOf((await run('-c', 'copy', '-f', 'framecrc', 'pipe:1')).toString());
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new ReelayError('FILE_UNREADABLE', { cause, file: name }, { cause: error });
  }
}

/** End of the last packet in ffmpeg's `framecrc` listing: `stream, dts, pts, duration, size, checksum`, in units of `#tb`. */
function endOf(listing: string): Nanoseconds {
  const [, numerator = 0, denominator = 1] = (/^#tb 0: (\d+)\/(\d+)$/m.exec(listing) ?? []).map(Number);
  const [, , pts = 0, duration = 0] = (listing.trim().split('\n').at(-1) ?? '').split(',').map(Number);
  return Math.round(((pts + duration) * numerator * 1e9) / denominator);
}
