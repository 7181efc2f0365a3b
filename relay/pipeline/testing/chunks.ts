/** Encoded frames as a browser would send them, made by GStreamer. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CodecName } from '../../../shared/media/codecs.ts';
import { GdpReader } from '../gdp-reader.ts';
import { LAUNCH_TOOL } from '../packages.ts';

/** Encoder and the form in which browsers give its stream, a key frame every ten. */
const ENCODERS = {
  h264: 'x264enc bframes=0 key-int-max=10 ! h264parse ! video/x-h264,stream-format=avc,alignment=au',
  vp8: 'vp8enc deadline=1 keyframe-max-dist=10',
} as const satisfies Partial<Record<CodecName, string>>;

export interface MadeStream {
  /** In hexadecimal, where the codec has one. */
  readonly description: string | undefined;
  readonly chunks: readonly Buffer[];
}

const run = promisify(execFile);

/** `frames` encoded pictures of `width` x `height` at 30 a second; each tenth stands alone. */
export async function encodedFrames(
  codec: keyof typeof ENCODERS,
  frames: number,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<MadeStream> {
  const source = `videotestsrc num-buffers=${frames} ! video/x-raw,format=I420,width=${width},height=${height},framerate=30/1`;
  const pipeline = `${source} ! ${ENCODERS[codec]} ! gdppay ! fdsink fd=1`.split(' ');
  const { stdout } = await run(LAUNCH_TOOL, ['--quiet', '--', ...pipeline], { encoding: 'buffer', maxBuffer: 1 << 28 });
  const chunks: Buffer[] = [];
  let description: string | undefined;
  const reader = new GdpReader(1 << 24, {
    onCaps: (caps) => {
      description = /codec_data=\(buffer\)([0-9a-f]+)/.exec(caps)?.[1];
    },
    onBuffer: ({ payload }) => chunks.push(payload),
  });
  reader.read(stdout);
  return { description, chunks };
}
