/** What is in a file that a recorder made, as ffmpeg finds it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Frames that come out of decoding all of `file`. */
export async function decodedFrames(file: string): Promise<number> {
  const argv = ['-v', 'error', '-select_streams', 'v:0', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', file];
  const { stdout } = await run('ffprobe', argv);
  return Number.parseInt(stdout, 10);
}

/**
 * Peak signal-to-noise ratio of `file` against the lossless `truth`, frame by frame, dB over Y, U and V in BT.709.
 * Both must hold the same frames.
 */
export async function psnr(file: string, truth: string): Promise<number> {
  const yuv = 'format=yuv420p,setpts=N';
  const accurate = 'flags=accurate_rnd+full_chroma_int+full_chroma_inp+area';
  const graph = `[0:v]${yuv}[a];[1:v]scale=out_color_matrix=bt709:out_range=tv:${accurate},${yuv}[b];[a][b]psnr`;
  const { stderr } = await run('ffmpeg', ['-hide_banner', '-i', file, '-i', truth, '-lavfi', graph, '-f', 'null', '-'], { maxBuffer: 16 * 1024 * 1024 });
  const average = /PSNR .*average:([\d.]+|inf)/.exec(stderr)?.[1];
  if (average === undefined) throw new Error(`ffmpeg told no PSNR of ${file}:\n${stderr.slice(-500)}`);
  return Number(average);
}
