import type { Preset } from './preset.ts';
import { keyframeDistance, kilobits } from './rates.ts';
import { exactTimescale } from './timescale.ts';

/** H.264 in MP4. */
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
  yuv: 'bt709',
  size: {
    multipleOf: 2,
    minimum: { width: 16, height: 16 },
    maximum: 16_384,
    multipleReason: 'H.264 in 4:2:0 needs even sides',
    minimumReason: 'MP4 needs at least 16 pixels a side',
  },
  elements: ['x264enc', 'capssetter', 'mp4mux'],
  chain: {
    kind: 'encoder',
    rawCaps: () => 'format=I420,colorimetry=bt709',
    encoder: ({ quality, bitrate, rate }) => [
      'x264enc',
      quality === 'high' ? 'speed-preset=veryfast' : 'speed-preset=ultrafast',
      // Without psychovisual tricks pixels stay closer to what was drawn: 1.8 dB for an eighth of the speed, with the next two.
      'psy-tune=psnr',
      'cabac=true',
      'dct8x8=true',
      // Mild deblocking; and six steps finer chroma, without which small flat areas lose their colour.
      'option-string=deblock=0,0:chroma-qp-offset=-6',
      // A B-frame would put decoding times before zero, and the container would need an edit list to hide it.
      'bframes=0',
      `key-int-max=${keyframeDistance(rate)}`,
      // The default of 10 would keep flat areas from being exact.
      'qp-min=0',
      ...(bitrate === undefined
        ? // Constant quality. x264enc would cap even that at its bitrate of 2 Mbit/s; a buffer of 0 lifts the cap.
          ['pass=qual', `quantizer=${{ draft: 23, standard: 17, high: 9, lossless: 0 }[quality]}`, 'vbv-buf-capacity=0']
        : ['pass=cbr', `bitrate=${kilobits(bitrate)}`, 'vbv-buf-capacity=2000']),
      '!',
      'video/x-h264,profile=high',
    ],
    // A fragment a second, so that what is on disk can be played after a crash; made an ordinary MP4 when it ends well.
    muxer: (settings) => [
      ...exactTimescale(settings, 'video/x-h264'),
      'mp4mux',
      'fragment-duration=1000',
      'fragment-mode=first-moov-then-finalise',
    ],
  },
};
