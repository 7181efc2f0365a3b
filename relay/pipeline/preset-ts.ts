import { H264_RAW_CAPS, H264_SIZE, h264Encoder } from './h264.ts';
import type { Preset } from './preset.ts';
import { parsed } from './stored.ts';

/** H.264 in MPEG-TS. */
export const ts: Preset = {
  id: 'ts',
  label: 'MPEG-TS (H.264)',
  description: 'A stream without beginning or end: can be cut anywhere, and read while it is written.',
  extension: 'ts',
  mime: 'video/mp2t',
  alpha: false,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  bitrate: true,
  variableRate: true,
  yuv: 'bt709',
  size: H264_SIZE,
  elements: ['x264enc', 'h264parse', 'avmux_mpegts'],
  stores: { h264: parsed('h264') },
  chain: {
    kind: 'encoder',
    rawCaps: () => H264_RAW_CAPS,
    encoder: h264Encoder,
    muxer: () => [
      // Byte stream, with the parameter sets before each keyframe.
      ...['h264parse', 'config-interval=-1', '!'],
      // x264enc counts from a thousand hours, and the next element does not take that off.
      ...['identity', 'single-segment=true', '!'],
      // mpegtsmux rounds times down, which puts two of three frames at 60 per second a tick early.
      'avmux_mpegts',
    ],
  },
};
