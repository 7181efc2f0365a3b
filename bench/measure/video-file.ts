/** What is in a file that a recorder made, as ffmpeg finds it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Size } from './sizes.ts';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Frames that come out of decoding all of `file`. */
export async function decodedFrames(file: string): Promise<number> {
  const argv = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-count_frames',
    '-show_entries',
    'stream=nb_read_frames',
    '-of',
    'csv=p=0',
    file,
  ];
  const { stdout } = await run('ffprobe', argv);
  return Number.parseInt(stdout, 10);
}

interface Colour {
  readonly matrix: 'bt709' | 'bt601';
  readonly range: 'tv' | 'pc';
}

const COLOURS: readonly Colour[] = [
  { matrix: 'bt709', range: 'tv' },
  { matrix: 'bt709', range: 'pc' },
  { matrix: 'bt601', range: 'tv' },
  { matrix: 'bt601', range: 'pc' },
];
/** Enough to see which colour a file is in. */
const TRIAL_FRAMES = 5;

/**
 * Peak signal-to-noise ratio of `file` against the lossless `truth`, dB over Y, U and V of all frames, of which both
 * must hold the same. Taken in limited range, so that files of either compare; each file is read in the matrix and
 * range that fit it best, as not every one says which it is in.
 */
export async function psnr(file: string, truth: string): Promise<number> {
  const trials: { readonly colour: Colour; readonly decibels: number }[] = [];
  for (const colour of COLOURS) trials.push({ colour, decibels: await psnrIn(colour, file, truth, TRIAL_FRAMES) });
  const [best] = trials.sort((a, b) => b.decibels - a.decibels);
  return psnrIn(best?.colour ?? { matrix: 'bt709', range: 'tv' }, file, truth);
}

/** The same of `file` against the I420 frames of `size` in `truth` that went into its encoder. */
export async function psnrOfRaw(file: string, truth: string, { width, height }: Size): Promise<number> {
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', '60', '-i', truth];
  const yuv = 'format=yuv420p,settb=1/60,setpts=N';
  return average(['-i', file, ...raw, '-lavfi', `[0:v]${yuv}[a];[1:v]${yuv}[b];[a][b]psnr`], file);
}

async function psnrIn({ matrix, range }: Colour, file: string, truth: string, frames?: number): Promise<number> {
  // Frames are paired by their number, as time bases differ.
  const yuv = 'format=yuv420p,settb=1/60,setpts=N';
  const accurate = 'flags=accurate_rnd+full_chroma_int+full_chroma_inp+area';
  const graph =
    `[0:v]scale=in_range=${range}:out_range=tv:${accurate},${yuv}[a];` +
    `[1:v]scale=out_color_matrix=${matrix}:out_range=tv:${accurate},${yuv}[b];[a][b]psnr`;
  const limit = frames === undefined ? [] : ['-frames:v', String(frames)];
  return average(['-i', file, '-i', truth, '-lavfi', graph, ...limit], file);
}

async function average(argv: readonly string[], file: string): Promise<number> {
  const { stderr } = await run('ffmpeg', ['-hide_banner', ...argv, '-f', 'null', '-'], { maxBuffer: MAX_OUTPUT_BYTES });
  const found = /PSNR .*average:([\d.]+|inf)/.exec(stderr)?.[1];
  if (found === undefined) throw new Error(`ffmpeg told no PSNR of ${file}:\n${stderr.slice(-500)}`);
  return Number(found);
}
