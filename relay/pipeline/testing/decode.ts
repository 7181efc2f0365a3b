/** What other programs make of a file: ffprobe's packets and tags, ffmpeg's and GStreamer's pixels. */
import { execFileSync } from 'node:child_process';
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
  readonly packets: readonly { readonly pts: number; readonly dts?: number; readonly duration?: number; readonly flags: string }[];
}

export function probe(path: string): Probe {
  const argv = ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', '-show_entries', 'packet=pts,dts,duration,flags', path];
  const result = JSON.parse(run('ffprobe', argv).toString()) as { streams: [ProbedStream]; format: Probe['format']; packets: Probe['packets'] };
  return { stream: result.streams[0], format: result.format, packets: result.packets };
}

/** All frames by ffmpeg in a packed format: `gray`, `rgb24`, `bgra`. No frame is repeated or left out. */
export function decodeWithFfmpeg(path: string, format: string): Buffer {
  const { stream } = probe(path);
  // swscale takes the matrix from the frame's tags where it is told nothing; bt601 is what untagged streams mean.
  const matrix = stream.color_space === 'bt709' ? 'bt709' : 'bt601';
  const scale = `scale=in_color_matrix=${matrix}:in_range=${stream.color_range === 'pc' ? 'pc' : 'tv'}:flags=accurate_rnd+full_chroma_int+full_chroma_inp`;
  const filter = stream.pix_fmt.startsWith('yuv') ? ['-vf', scale] : [];
  return run('ffmpeg', ['-v', 'error', '-i', path, ...filter, '-f', 'rawvideo', '-pix_fmt', format, '-vsync', 'passthrough', '-']);
}

/** All frames by GStreamer in a packed `video/x-raw` format. */
export function decodeWithGStreamer(path: string, format: string): Buffer {
  const pipeline = ['filesrc', `location=${basename(path)}`, '!', 'decodebin', '!', 'videoconvertscale', '!', `video/x-raw,format=${format},colorimetry=sRGB`, '!', 'fdsink', 'fd=1'];
  return run('gst-launch-1.0', ['-q', '--', ...pipeline], dirname(path));
}
