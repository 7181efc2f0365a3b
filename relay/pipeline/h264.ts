/** H.264 as all presets that share it make it: High profile, 4:2:0, BT.709. */
import type { PresetSettings, SizeRules } from './preset.ts';
import { keyframeDistance, kilobits } from './rates.ts';

export const H264_SIZE: SizeRules = {
  multipleOf: 2,
  minimum: { width: 16, height: 16 },
  maximum: 16_384,
  multipleReason: 'H.264 in 4:2:0 needs even sides',
  minimumReason: 'H.264 needs at least 16 pixels a side',
};

export const H264_RAW_CAPS = 'format=I420,colorimetry=bt709';

/** Encoder and profile, as gst-launch arguments joined by `!`. */
export function h264Encoder({ quality, bitrate, rate }: PresetSettings): string[] {
  return [
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
  ];
}
