import { fragmentedMp4 } from './mp4-muxer.ts';
import type { Preset } from './preset.ts';
import { keyframeDistance, kilobits, nominalRate } from './rates.ts';
import { parsed } from './stored.ts';

/** H.265 in MP4. */
export const mp4H265: Preset = {
  id: 'mp4-h265',
  label: 'MP4 (H.265)',
  description:
    'Smaller than H.264 at the same quality, three times slower to make. Browsers play it where the machine can.',
  extension: 'mp4',
  mime: 'video/mp4',
  alpha: false,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  bitrate: true,
  variableRate: true,
  yuv: 'bt709',
  size: {
    multipleOf: 2,
    minimum: { width: 32, height: 32 },
    maximum: 8192,
    multipleReason: 'H.265 in 4:2:0 needs even sides',
    minimumReason: 'x265 needs at least 32 pixels a side',
  },
  elements: ['x265enc', 'h265parse', 'capssetter', 'mp4mux'],
  stores: { h265: parsed('h265') },
  chain: {
    kind: 'encoder',
    rawCaps: () => 'format=I420,colorimetry=bt709',
    encoder: (settings) => {
      const { quality, bitrate, rate } = settings;
      return [
        ...nominalRate(settings),
        'x265enc',
        quality === 'high' ? 'speed-preset=superfast' : 'speed-preset=ultrafast',
        // As with H.264: no psychovisual tricks.
        'tune=psnr',
        `key-int-max=${keyframeDistance(rate)}`,
        `option-string=${[
          ...(bitrate === undefined
            ? [`crf=${{ draft: 23, standard: 17, high: 9, lossless: 0 }[quality]}`]
            : // Here and not as a property, which ends at 102 Mbit/s.
              [
                `bitrate=${kilobits(bitrate)}`,
                `vbv-maxrate=${kilobits(bitrate)}`,
                `vbv-bufsize=${2 * kilobits(bitrate)}`,
              ]),
          // No decoding time before zero; and finer chroma, as with H.264.
          'bframes=0',
          ...['cbqpoffs=-6', 'crqpoffs=-6'],
          // No more frames at once than that: each is held until it is done.
          'frame-threads=2',
        ].join(':')}`,
        '!',
        // From byte stream to the form MP4 holds.
        'h265parse',
      ];
    },
    muxer: (settings) => fragmentedMp4(settings, 'video/x-h265'),
  },
};
