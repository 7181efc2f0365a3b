/** Converts a lossless recording into a picture that moves, by ffmpeg, once the recording is over. */
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import type { Rate } from '../../shared/media/time.ts';
import type { Mode, Quality } from '../../shared/wire/messages.ts';
import { ffmpegRun } from './ffmpeg-run.ts';

export type AnimationFormat = 'apng' | 'gif' | 'webp';

export interface AnimationOptions {
  readonly mode: Mode;
  readonly rate: Rate;
  readonly quality: Quality;
}

/** What every Matroska file begins with (EBML, RFC 8794, 11.2.1). */
const MATROSKA = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
const WEBP_QUALITY = { draft: 75, standard: 90, high: 98, lossless: 100 } as const;
const DITHER = { draft: 'none', standard: 'sierra2_4a', high: 'sierra2_4a', lossless: 'none' } as const;

/**
 * Replaces the Matroska file at `path` by what it shows as `format`, in one step; does nothing where that has been done.
 * The lossless file stays where anything fails. Throws FILE_UNREADABLE.
 */
export async function convertToAnimation(
  path: string,
  format: AnimationFormat,
  options: AnimationOptions,
): Promise<void> {
  if (!(await isMatroska(path))) return;
  const name = basename(path);
  const directory = dirname(path);
  const result = `${name}.tmp`;
  // What it is, where it lies: ffmpeg is to read nothing out of a name.
  const input = ['-f', 'matroska', '-i', `file:${name}`];
  const output = ['-y', `file:${result}`];
  try {
    const run = (argv: readonly string[], bytes?: Buffer): Promise<Buffer> =>
      ffmpegRun({ directory, argv, input: bytes });
    if (format === 'gif') await makeGif(input, output, options, run);
    else
      await run([
        ...input,
        '-vf',
        exactTimes(options),
        ...keepTimes(options),
        ...encoder(format, options.quality),
        ...output,
      ]);
    await rename(join(directory, result), path);
  } catch (error) {
    if (error instanceof ReelayError) throw error;
    const cause = `it could not be converted (${error instanceof Error ? error.message : String(error)})`;
    throw new ReelayError('FILE_UNREADABLE', { cause, file: name }, { cause: error });
  } finally {
    await rm(join(directory, result), { force: true });
  }
}

/** Seconds a tick lasts. Offline a frame's number is its time; in realtime the container has it, and none of these counts more finely. */
function tick({ mode, rate: [numerator, denominator] }: AnimationOptions): string {
  return mode === 'offline' ? `${denominator}/${numerator}` : '1/1000';
}

function exactTimes(options: AnimationOptions): string {
  return `settb=${tick(options)}${options.mode === 'offline' ? ',setpts=N' : ''}`;
}

/** No frame is repeated or left out, and the encoder counts time as the filter does. */
function keepTimes(options: AnimationOptions): string[] {
  return ['-vsync', 'passthrough', '-enc_time_base', tick(options)];
}

function encoder(format: 'apng' | 'webp', quality: Quality): string[] {
  if (format === 'apng') return ['-c:v', 'apng', '-pred', 'mixed', '-plays', '0', '-f', 'apng'];
  return [
    ...[
      '-c:v',
      'libwebp_anim',
      '-lossless',
      quality === 'lossless' ? '1' : '0',
      '-quality',
      `${WEBP_QUALITY[quality]}`,
    ],
    ...['-compression_level', quality === 'high' ? '4' : '1', '-loop', '0', '-f', 'webp'],
  ];
}

/** `high` has a palette of its own for each frame; else one for all is made first, as an encoder that looks at all frames holds them all. */
async function makeGif(
  input: readonly string[],
  end: readonly string[],
  options: AnimationOptions,
  run: (argv: readonly string[], bytes?: Buffer) => Promise<Buffer>,
): Promise<void> {
  const times = exactTimes(options);
  const use = `paletteuse=dither=${DITHER[options.quality]}:diff_mode=rectangle`;
  const output = [...keepTimes(options), '-loop', '0', '-f', 'gif', ...end];
  if (options.quality === 'high') {
    const graph = `[0:v]${times},split[a][b];[a]palettegen=stats_mode=single[p];[b][p]${use}:new=1`;
    await run([...input, '-lavfi', graph, ...output]);
    return;
  }
  const palette = await run([...input, '-vf', 'palettegen', '-c:v', 'png', '-f', 'image2pipe', 'pipe:1']);
  await run(
    [...input, '-f', 'png_pipe', '-i', 'pipe:0', '-lavfi', `[0:v]${times}[v];[v][1:v]${use}`, ...output],
    palette,
  );
}

async function isMatroska(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(MATROSKA.length), 0, MATROSKA.length, 0);
    return buffer.equals(MATROSKA);
  } finally {
    await file.close();
  }
}
