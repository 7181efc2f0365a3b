import type { Preset } from './preset.ts';

/** Pixels. */
const SMALLEST_PARTED = 64;

/** FFV1 in Matroska: RGB all the way, nothing is converted but the order of the bytes. */
export const mkvLossless: Preset = {
  id: 'mkv-lossless',
  label: 'Matroska (FFV1, lossless)',
  description:
    'Every pixel as it was drawn, bit for bit, alpha channel included. Large files, for editing and comparing.',
  extension: 'mkv',
  mime: 'video/x-matroska',
  alpha: true,
  lossless: true,
  qualities: ['draft', 'standard', 'high', 'lossless'],
  bitrate: false,
  variableRate: true,
  yuv: undefined,
  size: {
    multipleOf: 1,
    minimum: { width: 2, height: 2 },
    maximum: 16_384,
    multipleReason: '',
    minimumReason: 'FFV1 loses pictures with a side of one pixel',
  },
  elements: ['avenc_ffv1', 'matroskamux'],
  chain: {
    kind: 'encoder',
    rawCaps: ({ alpha }) => `format=${alpha === 'keep' ? 'BGRA' : 'BGRx'},colorimetry=sRGB`,
    encoder: ({ width, height }) => [
      'avenc_ffv1',
      // Four parts of a frame on as many threads as there are processors; very small frames cannot be parted.
      ...[`slices=${Math.min(width, height) < SMALLEST_PARTED ? 1 : 4}`, 'threads=auto', 'thread-type=slice'],
      // Every frame stands alone: seeking is exact, damage ends with its frame, and files grow by less than 1 %.
      'gop-size=1',
    ],
    muxer: () => [
      'matroskamux',
      // Times in steps of 10 microseconds instead of a millisecond. A block's time is 16 bits from its cluster's: clusters
      // must then stay under 327 ms.
      ...['timecodescale=10000', 'min-cluster-duration=100000000', 'max-cluster-duration=300000000'],
    ],
  },
};
