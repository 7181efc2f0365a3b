/** Which frames are in a file, by the numbers drawn into them, and when each is shown. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NUMBER_BITS, NUMBER_ROWS, numberCell, numberIsWhite } from '../numbers.ts';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const PICTURE_BYTES = NUMBER_ROWS * NUMBER_BITS;
const MIDDLE = 128;

/** A picture of a file. */
export interface Shown {
  /** Undefined where the picture has no number that can be read. */
  readonly number: number | undefined;
  readonly timeSeconds: number;
}

/** Decodes all of `file`, whose pictures are `width` wide. */
export async function shownFrames(file: string, width: number): Promise<Shown[]> {
  const [numbers, times] = await Promise.all([numbersOf(file, width), timesOf(file)]);
  if (numbers.length !== times.length)
    throw new Error(`${file} has ${times.length} frames, of which ${numbers.length} can be decoded`);
  return numbers.map((number, index) => ({ number, timeSeconds: times[index] ?? 0 }));
}

async function numbersOf(file: string, width: number): Promise<(number | undefined)[]> {
  const cell = numberCell(width);
  const crop = `crop=${NUMBER_BITS * cell}:${NUMBER_ROWS * cell}:0:0:exact=1`;
  const filter = `format=gray,${crop},scale=${NUMBER_BITS}:${NUMBER_ROWS}:flags=area`;
  const output = ['-vf', filter, '-fps_mode', 'passthrough', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1'];
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', file, '-map', '0:v:0', ...output], {
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return numbersIn(stdout);
}

/** The numbers of pictures that were shrunk to one byte of luma a square. */
export function numbersIn(pixels: Uint8Array): (number | undefined)[] {
  return Array.from({ length: pixels.length / PICTURE_BYTES }, (_, picture) =>
    numberIn(pixels.subarray(picture * PICTURE_BYTES, (picture + 1) * PICTURE_BYTES)),
  );
}

function numberIn(squares: Uint8Array): number | undefined {
  const isWhite = (row: number, bit: number): boolean => (squares[row * NUMBER_BITS + bit] ?? 0) > MIDDLE;
  const bits = Array.from({ length: NUMBER_BITS }, (_, bit) => bit);
  const number = bits.reduce((sum, bit) => sum + (isWhite(0, bit) ? 2 ** bit : 0), 0);
  const isNumber = bits.every((bit) => isWhite(1, bit) === numberIsWhite(number, 1, bit));
  return isNumber ? number : undefined;
}

/** When the frames are shown, in order, seconds. */
async function timesOf(file: string): Promise<number[]> {
  const entries = ['-select_streams', 'v:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...entries, file], { maxBuffer: MAX_OUTPUT_BYTES });
  return stdout
    .split('\n')
    .map((line) => Number.parseFloat(line))
    .filter((time) => !Number.isNaN(time))
    .sort((a, b) => a - b);
}
