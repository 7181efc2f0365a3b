import type { Preset } from './preset.ts';
import { keyframeDistance } from './rates.ts';

export const mp4: Preset = {
  id: 'mp4',
  label: 'MP4 (H.264)',
  description: 'Plays everywhere, in browsers too. Readable up to its last second even if the relay is killed.',
  extension: 'mp4',
  mime: 'video/mp4',
  alpha: false,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  bitrate: true,
  variableRate: true,
  size: { multipleOf: 2, minimum: 16, maximum: 16_384, reason: 'H.264 in 4:2:0 needs even sides, and MP4 at least 16 pixels' },
  elements: ['x264enc', 'mp4mux'],
  chain: {
    kind: 'encoder',
    rawCaps: () => 'format=I420,colorimetry=bt709',
    encoder: ({ quality, bitrate, rate }) => [
      'x264enc',
      'speed-preset=ultrafast',
      `key-int-max=${keyframeDistance(rate)}`,
      ...(bitrate === undefined
        ? ['pass=qual', `quantizer=${{ draft: 22, standard: 17, high: 12, lossless: 0 }[quality]}`]
        : ['pass=cbr', `bitrate=${Math.max(1, Math.round(bitrate / 1000))}`]),
      '!',
      'video/x-h264,profile=high',
    ],
    muxer: () => ['mp4mux', 'fragment-duration=1000', 'fragment-mode=first-moov-then-finalise'],
  },
};
