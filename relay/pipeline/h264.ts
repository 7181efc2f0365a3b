/** H.264 as all presets that share it make it: High profile, 4:2:0, BT.709. */
import type { Quality } from '../../shared/wire/messages.ts';
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

/**
 * Parts of a frame that are encoded at once. x264's other way, several frames at once, takes a tenth more processor time and
 * holds those frames; with two parts on two processors each waits for the one that shares its processor with the browser.
 */
const SLICES = 4;

/** What each quality adds to `ultrafast`, or takes in its place: docs/PERFORMANCE.md has the table it was chosen from. */
const EFFORT: Readonly<Record<Quality, readonly string[]>> = {
  draft: ['speed-preset=ultrafast', 'subme=1'],
  // Half pixels found by their difference after the transform, subme=1, are worth 1.3 dB for a tenth of the speed; so is CABAC.
  standard: ['speed-preset=ultrafast', 'subme=1', 'me=hex', 'cabac=true'],
  // Without looking ahead it holds no frames, keeps to the bitrate, and is no worse.
  high: ['speed-preset=veryfast', 'rc-lookahead=0', 'mb-tree=false'],
  lossless: [],
};

/** Encoder and profile, as gst-launch arguments joined by `!`. */
export function h264Encoder({ quality, bitrate, rate }: PresetSettings): string[] {
  return [
    'x264enc',
    ...EFFORT[quality],
    ...['sliced-threads=true', `threads=${SLICES}`],
    // Without psychovisual tricks pixels stay closer to what was drawn.
    'psy-tune=psnr',
    // Mild deblocking. And finer chroma: by six steps where bits do not matter, without which small flat areas lose their
    // colour; where they do, by the two at which the whole picture is closest.
    `option-string=${quality === 'draft' ? '' : 'deblock=0,0:'}chroma-qp-offset=${bitrate === undefined ? -6 : -2}`,
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
