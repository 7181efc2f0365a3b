import { fragmentedMp4 } from './mp4-muxer.ts';
import type { Preset } from './preset.ts';

/** ProRes 4444 in QuickTime, with a straight alpha channel. */
export const movAlpha: Preset = {
  id: 'mov-alpha',
  label: 'MOV (ProRes 4444)',
  description: 'For editing: full chroma and a straight alpha channel, visually lossless. Large files.',
  extension: 'mov',
  mime: 'video/quicktime',
  alpha: true,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  bitrate: false,
  variableRate: true,
  yuv: undefined,
  size: {
    multipleOf: 1,
    minimum: { width: 16, height: 16 },
    maximum: 16_384,
    multipleReason: '',
    minimumReason: 'QuickTime needs at least 16 pixels a side',
  },
  elements: ['avenc_prores_ks', 'capssetter', 'qtmux'],
  chain: {
    kind: 'encoder',
    rawCaps: ({ alpha }) => `format=${alpha === 'keep' ? 'A444_10LE' : 'Y444_10LE'},colorimetry=bt709`,
    encoder: ({ quality }) => [
      ...['avenc_prores_ks', 'profile=4444'],
      // A fixed quantizer; the encoder's own search for a bitrate takes five times as long.
      'pass=quant',
      `quantizer=${{ draft: 8, standard: 4, high: 2, lossless: 1 }[quality]}`,
      'threads=auto',
    ],
    muxer: (settings) => fragmentedMp4(settings, 'video/x-prores', 'qtmux'),
  },
};
