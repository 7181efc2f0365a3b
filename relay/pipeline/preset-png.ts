import { FIRST_PICTURE, PICTURE_PATTERN } from './folder-names.ts';
import type { Preset } from './preset.ts';

/** Numbered PNG pictures. */
export const png: Preset = {
  id: 'png',
  label: 'PNG pictures',
  description:
    'A folder of numbered pictures, bit for bit, alpha channel included. For compositing and for tools of any kind.',
  extension: 'png',
  mime: 'image/png',
  alpha: true,
  lossless: true,
  qualities: ['draft', 'standard', 'high', 'lossless'],
  bitrate: false,
  // A picture's time is its number.
  variableRate: false,
  yuv: undefined,
  size: {
    multipleOf: 1,
    minimum: { width: 2, height: 2 },
    maximum: 16_384,
    multipleReason: '',
    minimumReason: "GStreamer's converter gives the first picture again and again where one is a single pixel",
  },
  elements: ['videorate', 'pngenc', 'multifilesink'],
  chain: {
    kind: 'folder',
    index: FIRST_PICTURE,
    rawCaps: ({ alpha }) => `format=${alpha === 'keep' ? 'RGBA' : 'RGB'},colorimetry=sRGB`,
    encoder: ({ quality }) => [
      ...['videorate', '!', 'pngenc'],
      // Pixels are the same; level 6 takes almost three times as long as 1.
      `compression-level=${{ draft: 1, standard: 3, high: 6, lossless: 3 }[quality]}`,
    ],
    sink: (folder) => ['multifilesink', `location=${folder}/${PICTURE_PATTERN}`],
  },
};
