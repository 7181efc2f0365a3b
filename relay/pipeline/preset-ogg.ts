import type { Preset } from './preset.ts';
import { keyframeDistance, kilobits } from './rates.ts';

/** Theora in Ogg: `videorate ! theoraenc ! oggmux`, with colours and quality said. */
export const ogg: Preset = {
  id: 'ogg',
  label: 'Ogg (Theora)',
  description: 'The classic free format, at a constant rate.',
  extension: 'ogg',
  mime: 'video/ogg',
  alpha: false,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  bitrate: true,
  // A Theora packet's time is its number: frames must come at a constant rate.
  variableRate: false,
  yuv: 'bt601',
  size: {
    multipleOf: 1,
    minimum: { width: 18, height: 1 },
    maximum: 16_384,
    multipleReason: '',
    minimumReason: 'ffmpeg reads Theora only from 18 pixels of width',
  },
  elements: ['videorate', 'theoraenc', 'oggmux'],
  chain: {
    kind: 'encoder',
    // The bitstream names primaries only; decoders take the BT.601 matrix.
    rawCaps: () => 'format=I420,colorimetry=bt601',
    encoder: ({ quality, bitrate, rate }) => [
      ...['videorate', '!', 'theoraenc'],
      `keyframe-force=${keyframeDistance(rate)}`,
      `keyframe-freq=${keyframeDistance(rate)}`,
      // Quality first: no frame may be left out to keep to a bitrate.
      'drop-frames=false',
      `speed-level=${quality === 'high' ? 1 : 2}`,
      bitrate === undefined
        ? `quality=${{ draft: 40, standard: 52, high: 60, lossless: 63 }[quality]}`
        : `bitrate=${kilobits(bitrate)}`,
    ],
    muxer: () => ['oggmux'],
  },
};
