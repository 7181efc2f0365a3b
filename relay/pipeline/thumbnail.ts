/** Makes a small picture of a recording. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { RESULT_FD, shortRun } from './short-run.ts';

export interface ThumbnailOptions {
  readonly limitMs?: number;
  /** Path of gst-launch-1.0 where it is not the one on PATH. */
  readonly tool?: string;
}

const LIMIT_MS = 20_000;
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);

const PIPELINE = [
  ...['decodebin', '!'],
  // One frame a second, and the second of them (identity drops the third): a recording's first frame is often still empty.
  ...['videorate', '!', 'video/x-raw(ANY),framerate=1/1', '!', 'identity', 'eos-after=3', '!'],
  // Scaled down with its aspect kept. Full-range BT.601 is what JPEG readers assume.
  ...[
    'videoconvertscale',
    '!',
    'video/x-raw,format=I420,width=[1,320],height=[1,640],pixel-aspect-ratio=1/1,colorimetry=1:4:7:1',
    '!',
  ],
  ...['jpegenc', 'quality=80', '!', 'fdsink', `fd=${RESULT_FD}`],
];

/**
 * Writes a JPEG of at most 320 pixels' width, of the frame about one second in or the first of a shorter recording.
 * The file appears whole or not at all. Throws FILE_UNREADABLE.
 */
export async function makeThumbnail(path: string, outPath: string, options: ThumbnailOptions = {}): Promise<void> {
  const { limitMs = LIMIT_MS, tool } = options;
  const { problem, output } = await shortRun({ path, pipeline: PIPELINE, limitMs, tool });
  // Bytes of a JPEG's body are stuffed, so that a start marker is always the start of one.
  const start = output.lastIndexOf(JPEG_START);
  if (start < 0)
    throw new ReelayError('FILE_UNREADABLE', { cause: problem ?? 'it has no frames', file: basename(path) });
  const temporary = `${outPath}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, output.subarray(start));
    await rename(temporary, outPath);
  } finally {
    await rm(temporary, { force: true });
  }
}
