/** What this browser can encode, and how it is asked to. */
import { ReelayError } from '../../../shared/errors.ts';
import { type CodecName, encodedSize } from '../../../shared/media/codecs.ts';
import { framesPerSecond } from '../../../shared/media/time.ts';
import type { StartMessage } from '../../../shared/wire/messages.ts';
import { rateBounds } from './bitrate.ts';
import { codecStrings } from './codec-strings.ts';

/** In the order in which they are preferred: in hardware by quality, in software by speed. */
const IN_HARDWARE: readonly CodecName[] = ['h264', 'h265', 'av1', 'vp9', 'vp8'];
const IN_SOFTWARE: readonly CodecName[] = ['h264', 'vp9', 'vp8', 'av1', 'h265'];

/** Answers as `VideoEncoder.isConfigSupported` does. */
export type AskEncoder = (config: VideoEncoderConfig) => Promise<{ readonly supported?: boolean }>;

/** Encoders that work here, by codec, the preferred one first. */
export type EncoderConfigs = ReadonlyMap<CodecName, VideoEncoderConfig>;

/**
 * How each codec that can be encoded here is configured for the recording that `start` asks for. Throws ENCODED_UNAVAILABLE where
 * there is none.
 */
export async function encoderConfigs(
  start: StartMessage,
  ask: AskEncoder | undefined = ownEncoder(),
): Promise<EncoderConfigs> {
  if (!ask) throw new ReelayError('ENCODED_UNAVAILABLE', { reason: 'this browser has no VideoEncoder' });
  const found = new Map<CodecName, VideoEncoderConfig>();
  for (const [codecs, hardwareAcceleration] of [
    [IN_HARDWARE, 'prefer-hardware'],
    // Not `prefer-software`: what a browser has for a codec that hardware was asked for in vain is good enough.
    [IN_SOFTWARE, 'no-preference'],
  ] as const) {
    for (const codec of codecs) {
      const config = found.has(codec) ? undefined : await firstSupported(codec, start, hardwareAcceleration, ask);
      if (config) found.set(codec, config);
    }
  }
  if (found.size === 0) {
    const { width, height } = encodedSize(start);
    throw new ReelayError('ENCODED_UNAVAILABLE', { reason: `this browser encodes no video of ${width} x ${height}` });
  }
  return found;
}

async function firstSupported(
  codec: CodecName,
  start: StartMessage,
  hardwareAcceleration: HardwareAcceleration,
  ask: AskEncoder,
): Promise<VideoEncoderConfig | undefined> {
  const size = encodedSize(start);
  const framerate = framesPerSecond(start.fps);
  for (const string of codecStrings(codec, size.width, size.height, framerate)) {
    const config: VideoEncoderConfig = {
      codec: string,
      ...size,
      framerate,
      hardwareAcceleration,
      bitrate: rateBounds(size, start.fps, start.quality, start.bitrate).most,
      // Offline no frame may be left out, and bits go where they are needed; on a network they come as evenly as they can.
      ...(start.mode === 'offline'
        ? ({ latencyMode: 'quality', bitrateMode: 'variable' } as const)
        : ({ latencyMode: 'realtime', bitrateMode: 'constant' } as const)),
      // Parameters stand beside the stream, as MP4 has them.
      ...(codec === 'h264' ? ({ avc: { format: 'avc' } } as const) : {}),
      ...(codec === 'h265' ? { hevc: { format: 'hevc' } } : {}),
    };
    const { supported } = await ask(config).catch(() => ({ supported: false }));
    if (supported === true) return config;
  }
  return undefined;
}

function ownEncoder(): AskEncoder | undefined {
  return typeof VideoEncoder === 'undefined' ? undefined : (config) => VideoEncoder.isConfigSupported(config);
}
