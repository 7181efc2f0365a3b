/** What is in a file, as ffmpeg sees it: a decoder of its own, so that the tests do not trust GStreamer with its own work. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 1 << 30;

export interface Probe {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: string;
  readonly colour: {
    readonly space?: string;
    readonly range?: string;
    readonly primaries?: string;
    readonly transfer?: string;
  };
  /** Units of a packet's time, as a fraction of a second. */
  readonly timeBase: readonly [number, number];
  /** PTS of each packet in presentation order, in units of the time base. */
  readonly pts: readonly number[];
  readonly durationSeconds: number;
}

/** Reads the container and its packets, without decoding. */
export async function probe(file: string): Promise<Probe> {
  const { stdout } = await run(
    'ffprobe',
    ['-v', 'error', '-select_streams', 'v:0', '-show_streams', '-show_format', '-show_packets', '-of', 'json', file],
    { maxBuffer: MAX_OUTPUT_BYTES },
  );
  const { streams, packets, format } = JSON.parse(stdout) as {
    streams: Record<string, string>[];
    packets: { pts: number }[];
    format: { duration: string };
  };
  const stream = streams[0] ?? {};
  const [numerator = 0, denominator = 1] = (stream['time_base'] ?? '0/1').split('/').map(Number);
  return {
    codec: stream['codec_name'] ?? '',
    width: Number(stream['width']),
    height: Number(stream['height']),
    pixelFormat: stream['pix_fmt'] ?? '',
    colour: {
      ...(stream['color_space'] ? { space: stream['color_space'] } : {}),
      ...(stream['color_range'] ? { range: stream['color_range'] } : {}),
      ...(stream['color_primaries'] ? { primaries: stream['color_primaries'] } : {}),
      ...(stream['color_transfer'] ? { transfer: stream['color_transfer'] } : {}),
    },
    timeBase: [numerator, denominator],
    pts: packets.map(({ pts }) => pts).sort((a, b) => a - b),
    durationSeconds: Number(format.duration),
  };
}

export interface DecodedFrames {
  readonly width: number;
  readonly height: number;
  /** One RGBA picture each, four bytes a pixel, straight alpha. */
  readonly frames: readonly Buffer[];
}

/** Decodes every frame to RGBA. `matrix` is the YUV matrix where the file does not tell it (Theora: bt601). */
export async function decode(
  file: string,
  options: { readonly matrix?: 'bt601' | 'bt709' } = {},
): Promise<DecodedFrames> {
  const { width, height } = await probe(file);
  const filter = options.matrix
    ? `scale=in_color_matrix=${options.matrix}:flags=accurate_rnd+full_chroma_int,format=rgba`
    : 'scale=flags=accurate_rnd+full_chroma_int,format=rgba';
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-vf', filter, '-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
    {
      encoding: 'buffer',
      maxBuffer: MAX_OUTPUT_BYTES,
    },
  );
  const frameBytes = width * height * 4;
  const count = stdout.length / frameBytes;
  if (!Number.isInteger(count))
    throw new Error(`${file}: ${stdout.length} bytes are no whole number of ${width} x ${height} frames`);
  return {
    width,
    height,
    frames: Array.from({ length: count }, (_, index) => stdout.subarray(index * frameBytes, (index + 1) * frameBytes)),
  };
}

/** The pixel at x, y as [r, g, b, a]. */
export function pixelAt(
  { width }: { readonly width: number },
  frame: Buffer,
  x: number,
  y: number,
): [number, number, number, number] {
  const offset = (y * width + x) * 4;
  return [frame[offset] ?? -1, frame[offset + 1] ?? -1, frame[offset + 2] ?? -1, frame[offset + 3] ?? -1];
}

/** SHA-256 of a picture, for comparison with what the page computed by crypto.subtle. */
export function hashOf(frame: Uint8Array): string {
  return createHash('sha256').update(frame).digest('hex');
}
