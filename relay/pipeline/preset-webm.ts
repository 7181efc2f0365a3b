import { availableParallelism } from 'node:os';
import type { Preset, PresetSettings } from './preset.ts';
import { keyframeDistance } from './rates.ts';
import { parsed, unparsed } from './stored.ts';

/** Bits per second no recording reaches: constant quality is then bounded by nothing else. */
const UNBOUNDED = 500_000_000;

const common = {
  extension: 'webm',
  mime: 'video/webm',
  alpha: false,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  bitrate: true,
  variableRate: true,
  size: {
    multipleOf: 1,
    minimum: { width: 16, height: 16 },
    maximum: 16_383,
    multipleReason: '',
    minimumReason: 'WebM needs at least 16 pixels a side',
  },
} as const;

/** Properties libvpx's two encoders share. `levels`: the constrained quality for draft, standard, high (0 is best, 63 worst). */
function vpx(
  { quality, bitrate, rate }: PresetSettings,
  levels: readonly [draft: number, standard: number, high: number],
  threads: number,
): string[] {
  const level = levels[quality === 'draft' ? 0 : quality === 'standard' ? 1 : 2];
  return [
    // Realtime encoding with cpu-used for the speed: the other deadlines take 10 to 50 times as long.
    'deadline=1',
    // Each frame comes out as it goes in: no hidden reference frames, nothing held back.
    'lag-in-frames=0',
    `keyframe-max-dist=${keyframeDistance(rate)}`,
    `threads=${threads}`,
    ...(bitrate === undefined
      ? ['end-usage=cq', `cq-level=${level}`, `target-bitrate=${UNBOUNDED}`]
      : ['end-usage=vbr', `target-bitrate=${bitrate}`]),
  ];
}

/** More than there are processors only wait for each other. */
const VP9_THREADS = Math.min(4, availableParallelism());
/**
 * VP8's threads wait for each other busily: with one on the processor that the browser draws on, both stand still for most of
 * the time. One processor is left to it.
 */
const VP8_THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));

/** VP9 in WebM. */
export const webm: Preset = {
  ...common,
  id: 'webm',
  label: 'WebM (VP9)',
  description: 'Small files for browsers, free of patents. Slower than MP4.',
  elements: ['vp9enc', 'webmmux'],
  // All that browsers play from WebM.
  stores: { vp9: parsed('vp9'), vp8: unparsed, av1: parsed('av1') },
  yuv: 'bt709',
  chain: {
    kind: 'encoder',
    rawCaps: () => 'format=I420,colorimetry=bt709',
    encoder: (settings) => [
      'vp9enc',
      ...vpx(settings, [32, 20, 10], VP9_THREADS),
      `cpu-used=${{ draft: 9, standard: 8, high: 5, lossless: 5 }[settings.quality]}`,
      // Rows and columns of a frame on several threads.
      'row-mt=true',
      // As a power of two.
      `tile-columns=${Math.floor(Math.log2(VP9_THREADS))}`,
    ],
    muxer: () => ['webmmux'],
  },
};

/** VP8 in WebM. Its bitstream cannot name a matrix: decoders take BT.601. */
export const webmVp8: Preset = {
  ...common,
  id: 'webm-vp8',
  label: 'WebM (VP8)',
  description: 'For old browsers and tools; faster to make than VP9, larger files.',
  elements: ['vp8enc', 'webmmux'],
  stores: { vp8: unparsed },
  yuv: 'bt601',
  chain: {
    kind: 'encoder',
    rawCaps: () => 'format=I420,colorimetry=bt601',
    encoder: (settings) => [
      'vp8enc',
      ...vpx(settings, [20, 10, 4], VP8_THREADS),
      // Below zero the speed is what it says. Above, libvpx's VP8 chooses it by the clock, up to the worst where the machine is
      // busy: on a test scene of small dots 1.4 dB less for a quarter more bits.
      `cpu-used=${settings.quality === 'high' ? -4 : -6}`,
      // As a power of two.
      `token-partitions=${Math.floor(Math.log2(VP8_THREADS))}`,
    ],
    muxer: () => ['webmmux'],
  },
};
