/** What is in a file that a recorder made, as ffmpeg finds it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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

/**
 * Peak signal-to-noise ratio of `file` against the lossless `truth`, dB over Y, U and V of all frames, of which both
 * must hold the same. Taken in BT.709 and in BT.601, and the better one told: not every file says which it is in.
 */
export async function psnr(file: string, truth: string): Promise<number> {
  return Math.max(await psnrIn('bt709', file, truth), await psnrIn('bt601', file, truth));
}

async function psnrIn(matrix: 'bt709' | 'bt601', file: string, truth: string): Promise<number> {
  // Full range becomes limited; frames are paired by their number, as time bases differ.
  const limited = 'scale=out_range=tv:flags=accurate_rnd+full_chroma_int+full_chroma_inp+area';
  const yuv = 'format=yuv420p,settb=1/60,setpts=N';
  const graph = `[0:v]${limited},${yuv}[a];[1:v]${limited}:out_color_matrix=${matrix},${yuv}[b];[a][b]psnr`;
  const argv = ['-hide_banner', '-i', file, '-i', truth, '-lavfi', graph, '-f', 'null', '-'];
  const { stderr } = await run('ffmpeg', argv, { maxBuffer: MAX_OUTPUT_BYTES });
  const average = /PSNR .*average:([\d.]+|inf)/.exec(stderr)?.[1];
  if (average === undefined) throw new Error(`ffmpeg told no PSNR of ${file}:\n${stderr.slice(-500)}`);
  return Number(average);
}
