import type { Preset } from './preset.ts';

export const mkvLossless: Preset = {
  id: 'mkv-lossless',
  label: 'Matroska (FFV1, lossless)',
  description: 'Every pixel as it was drawn, bit for bit, alpha channel included. Large files, for editing and comparing.',
  extension: 'mkv',
  mime: 'video/x-matroska',
  alpha: true,
  lossless: true,
  qualities: ['draft', 'standard', 'high', 'lossless'],
  bitrate: false,
  variableRate: true,
  size: { multipleOf: 1, minimum: 1, maximum: 16_384, reason: '' },
  elements: ['avenc_ffv1', 'matroskamux'],
  chain: {
    kind: 'encoder',
    rawCaps: ({ alpha }) => `format=${alpha === 'keep' ? 'BGRA' : 'BGRx'},colorimetry=1:1:7:1`,
    encoder: () => ['avenc_ffv1'],
    muxer: () => ['matroskamux'],
  },
};
