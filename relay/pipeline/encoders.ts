/** What can stand in the place of x264enc and x265enc: encoders in hardware, and OpenH264. */
import type { PresetSettings } from './preset.ts';
import { keyframeDistance, kilobits, nominalRate } from './rates.ts';

/** By the interface they are reached through. */
export type EncoderFamily = 'nvenc' | 'va' | 'v4l2' | 'openh264';

export interface VideoEncoder {
  readonly family: EncoderFamily;
  readonly codec: 'h264' | 'h265';
  readonly element: string;
  /** Pixel format it takes. */
  readonly format: 'I420' | 'NV12';
  /** Its properties, as gst-launch arguments. */
  properties(settings: PresetSettings): readonly string[];
}

/** Quantizers of constant quality: those of x264 and x265, whose scale is the codecs' own. */
const quantizer = ({ quality }: PresetSettings): number => ({ draft: 23, standard: 17, high: 9, lossless: 1 })[quality];

/** A buffer of the parameters every encoder of a family shares, for both codecs. */
type Family = (settings: PresetSettings, keyframes: number, kbits: number | undefined) => readonly string[];

const va: Family = (settings, keyframes, kbits) => [
  `key-int-max=${keyframes}`,
  'b-frames=0',
  ...(kbits === undefined
    ? ['rate-control=cqp', `qpi=${quantizer(settings)}`, `qpp=${quantizer(settings)}`]
    : ['rate-control=cbr', `bitrate=${kbits}`]),
];
const vaapi: Family = (settings, keyframes, kbits) => [
  `keyframe-period=${keyframes}`,
  'max-bframes=0',
  ...(kbits === undefined
    ? ['rate-control=cqp', `init-qp=${quantizer(settings)}`]
    : ['rate-control=cbr', `bitrate=${kbits}`]),
];
const nvenc: Family = (settings, keyframes, kbits) => [
  `gop-size=${keyframes}`,
  ...(kbits === undefined
    ? ['rc-mode=constqp', `qp-const=${quantizer(settings)}`]
    : ['rc-mode=cbr', `bitrate=${kbits}`]),
];
/** Drivers have no constant quantizer in common: quality becomes bits for each pixel. */
const v4l2: Family = ({ width, height, rate, quality }, keyframes, kbits) => {
  const bits = { draft: 0.08, standard: 0.16, high: 0.32, lossless: 0.32 }[quality] * width * height;
  const bitsPerSecond = kbits === undefined ? Math.round((bits * rate[0]) / rate[1]) : kbits * 1000;
  return [`extra-controls=controls,video_bitrate=${bitsPerSecond},video_gop_size=${keyframes}`];
};
/** Bits per second; it refuses more. */
const OPENH264_MAX_BITRATE = 288_000_000;
const openh264: Family = (settings, keyframes, kbits) => [
  'complexity=low',
  `gop-size=${keyframes}`,
  // One slice a thread.
  ...['multi-thread=4', 'num-slices=4'],
  ...(kbits === undefined
    ? // One quantizer for all; there is no other way to name it.
      [
        'rate-control=quality',
        `qp-min=${quantizer(settings)}`,
        `qp-max=${quantizer(settings)}`,
        `bitrate=${OPENH264_MAX_BITRATE}`,
      ]
    : ['rate-control=bitrate', `bitrate=${Math.min(OPENH264_MAX_BITRATE, kbits * 1000)}`]),
];

function encoder(
  family: EncoderFamily,
  element: string,
  properties: Family,
  format: VideoEncoder['format'],
): VideoEncoder {
  return {
    family,
    codec: element.includes('265') ? 'h265' : 'h264',
    element,
    format,
    properties: (settings) =>
      properties(
        settings,
        keyframeDistance(settings.rate),
        settings.bitrate === undefined ? undefined : kilobits(settings.bitrate),
      ),
  };
}

/** In the order in which they are tried. */
export const ENCODERS: readonly VideoEncoder[] = [
  encoder('nvenc', 'nvh264enc', nvenc, 'NV12'),
  encoder('nvenc', 'nvh265enc', nvenc, 'NV12'),
  encoder('va', 'vah264enc', va, 'NV12'),
  encoder('va', 'vah265enc', va, 'NV12'),
  encoder('va', 'vaapih264enc', vaapi, 'NV12'),
  encoder('va', 'vaapih265enc', vaapi, 'NV12'),
  encoder('v4l2', 'v4l2h264enc', v4l2, 'NV12'),
  encoder('v4l2', 'v4l2h265enc', v4l2, 'NV12'),
  encoder('openh264', 'openh264enc', openh264, 'I420'),
];

/** From raw frames to a stream that any muxer takes, as gst-launch arguments joined by `!`. */
export function encoderArguments({ codec, element, properties }: VideoEncoder, settings: PresetSettings): string[] {
  return [
    // Rate control goes by it.
    ...nominalRate(settings),
    element,
    ...properties(settings),
    '!',
    `video/x-${codec},profile=${codec === 'h264' ? 'high' : 'main'}`,
    '!',
    `${codec}parse`,
  ];
}
