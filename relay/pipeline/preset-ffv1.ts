import type { Preset, Size } from './preset.ts';

/** Smaller ones gain nothing by parts; larger ones the encoder takes in parts only. Pixels. */
const LARGEST_WHOLE: Size = { width: 352, height: 288 };
/** Parts of a frame that the encoder can make: rows and columns of them. */
const GRIDS = [
  [2, 2],
  [2, 3],
  [3, 3],
  [3, 4],
  [4, 4],
] as const;
/** A part's pixels at the most: 2^27 bits of four planes of RGB, which the encoder holds in nine bits a sample. */
const LARGEST_PART = Math.floor(2 ** 27 / (9 * 4));

/**
 * In how many parts the encoder makes a frame, each in a thread: four, or as many as a large frame needs. Any other number
 * it refuses (libavcodec/ffv1enc.c, encode_init), and the pipeline would fail or wait for ever.
 */
function slices({ width, height }: Size): number {
  if (width <= LARGEST_WHOLE.width && height <= LARGEST_WHOLE.height) return 1;
  const [rows, columns] =
    GRIDS.find(([down, across]) => Math.ceil(width / across) * Math.ceil(height / down) <= LARGEST_PART) ?? GRIDS[4];
  return rows * columns;
}

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
    // Then they are made in parts.
    thin: { over: LARGEST_WHOLE, minimum: 4 },
    maximum: 16_384,
    multipleReason: '',
    minimumReason: 'FFV1 loses pictures, and parts of pictures, with a side of one pixel',
  },
  elements: ['avenc_ffv1', 'matroskamux'],
  chain: {
    kind: 'encoder',
    rawCaps: ({ alpha }) => `format=${alpha === 'keep' ? 'BGRA' : 'BGRx'},colorimetry=sRGB`,
    encoder: (settings) => [
      'avenc_ffv1',
      // On as many threads as there are processors.
      ...[`slices=${slices(settings)}`, 'threads=auto', 'thread-type=slice'],
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
