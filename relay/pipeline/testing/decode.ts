/** What other programs make of a file: ffprobe's packets and tags, ffmpeg's and GStreamer's pixels. */
import { execFileSync, spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';

const MAX_BYTES = 512 * 1024 * 1024;

function run(tool: string, argv: readonly string[], cwd?: string): Buffer {
  return execFileSync(tool, argv, { maxBuffer: MAX_BYTES, stdio: ['ignore', 'pipe', 'pipe'], cwd });
}

export interface ProbedStream {
  readonly codec_name: string;
  readonly profile: string;
  readonly width: number;
  readonly height: number;
  readonly pix_fmt: string;
  readonly time_base: string;
  readonly start_pts: number;
  readonly duration_ts: number;
  readonly r_frame_rate: string;
  readonly color_range?: string;
  readonly color_space?: string;
  readonly color_transfer?: string;
  readonly color_primaries?: string;
}

export interface Probe {
  readonly stream: ProbedStream;
  readonly format: { readonly duration: string; readonly start_time: string };
  /** PTS and duration in ticks of the stream's time base, in presentation order. */
  readonly packets: readonly {
    readonly pts: number;
    readonly dts?: number;
    readonly duration?: number;
    readonly flags: string;
  }[];
}

export function probe(path: string): Probe {
  const argv = [
    '-v',
    'error',
    '-of',
    'json',
    '-show_streams',
    '-show_format',
    '-show_entries',
    'packet=pts,dts,duration,flags',
    path,
  ];
  const result = JSON.parse(run('ffprobe', argv).toString()) as {
    streams: [ProbedStream];
    format: Probe['format'];
    packets: Probe['packets'];
  };
  return { stream: result.streams[0], format: result.format, packets: result.packets };
}

/** The matrix a reader is told to take: the codec's word, else the container's `colr` box, else BT.601, as decoders do. */
function matrixOf(path: string, stream: ProbedStream): 'bt709' | 'bt601' {
  if (stream.color_space !== undefined && stream.color_space !== 'unknown')
    return stream.color_space === 'bt709' ? 'bt709' : 'bt601';
  // ffmpeg forgets the container's tag where the codec's own header leaves it open, as avenc_prores_ks' does.
  const trace = spawnSync('ffprobe', ['-v', 'trace', path], { maxBuffer: MAX_BYTES }).stderr.toString();
  return /nclc: pri 1 trc 1 matrix 1/.test(trace) ? 'bt709' : 'bt601';
}

/** All frames by ffmpeg in a packed format: `gray`, `rgb24`, `bgra`. No frame is repeated or left out. */
export function decodeWithFfmpeg(path: string, format: string): Buffer {
  const { stream } = probe(path);
  const range = stream.color_range === 'pc' ? 'pc' : 'tv';
  const scale = `scale=in_color_matrix=${matrixOf(path, stream)}:in_range=${range}:flags=accurate_rnd+full_chroma_int+full_chroma_inp`;
  const filter = stream.pix_fmt.startsWith('yuv') ? ['-vf', scale] : [];
  return run('ffmpeg', [
    '-v',
    'error',
    '-i',
    path,
    ...filter,
    '-f',
    'rawvideo',
    '-pix_fmt',
    format,
    '-vsync',
    'passthrough',
    '-',
  ]);
}

/** All frames by GStreamer in a packed `video/x-raw` format. */
export function decodeWithGStreamer(path: string, format: string): Buffer {
  const pipeline = [
    'filesrc',
    `location=${basename(path)}`,
    '!',
    'decodebin',
    '!',
    'videoconvertscale',
    '!',
    `video/x-raw,format=${format},colorimetry=sRGB`,
    '!',
    'fdsink',
    'fd=1',
  ];
  return run('gst-launch-1.0', ['-q', '--', ...pipeline], dirname(path));
}
