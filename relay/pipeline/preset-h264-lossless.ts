import { fragmentedMp4 } from './mp4-muxer.ts';
import type { Preset } from './preset.ts';
import { keyframeDistance } from './rates.ts';

/** H.264 in RGB, bit for bit. */
export const mp4Lossless: Preset = {
  id: 'mp4-lossless',
  label: 'MP4 (H.264, lossless)',
  description:
    'Every pixel as it was drawn, bit for bit, without alpha. ffmpeg plays it, hardware decoders do not; at quality draft twice as fast as FFV1.',
  extension: 'mp4',
  mime: 'video/mp4',
  alpha: false,
  lossless: true,
  qualities: ['draft', 'standard', 'high', 'lossless'],
  bitrate: false,
  variableRate: true,
  yuv: undefined,
  size: {
    multipleOf: 1,
    minimum: { width: 16, height: 16 },
    maximum: 16_384,
    multipleReason: '',
    minimumReason: 'H.264 needs at least 16 pixels a side',
  },
  elements: ['gdppay', 'capssetter', 'x264enc', 'mp4mux'],
  chain: {
    kind: 'encoder',
    rawCaps: () => 'format=GBR,colorimetry=sRGB',
    encoder: ({ quality, rate }) => [
      // x264enc takes no RGB, but three full planes: green, blue and red go as luma and chroma, which is what H.264's RGB is.
      // What stands beside each buffer about its format is lost on the way through GDP, and with it the contradiction.
      ...['gdppay', '!', 'gdpdepay', '!'],
      // Full range, a matrix in place of the one that must not be named here (h264-rgb.ts names it), transfer and primaries of sRGB.
      ...['capssetter', 'caps=video/x-raw,format=Y444,colorimetry=1:3:7:1', '!'],
      // The same pixels at every quality; ultrafast is more than twice as fast and takes almost twice the room.
      ...['x264enc', quality === 'draft' ? 'speed-preset=ultrafast' : 'speed-preset=veryfast'],
      ...['pass=quant', 'quantizer=0', 'qp-min=0', 'bframes=0'],
      `key-int-max=${keyframeDistance(rate)}`,
      // The colour is then said in one place only.
      'option-string=repeat-headers=0',
      ...['!', 'video/x-h264,profile=high-4:4:4', '!', 'capssetter', 'caps=video/x-h264,colorimetry=sRGB'],
    ],
    muxer: (settings) => fragmentedMp4(settings, 'video/x-h264'),
  },
};
