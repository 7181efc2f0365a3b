import { H264_RAW_CAPS, H264_SIZE, h264Encoder } from './h264.ts';
import { fragmentedMp4 } from './mp4-muxer.ts';
import type { Preset } from './preset.ts';
import { parsed } from './stored.ts';

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
  size: H264_SIZE,
  elements: ['x264enc', 'capssetter', 'mp4mux'],
  stores: { h264: parsed('h264') },
  chain: {
    kind: 'encoder',
    rawCaps: () => H264_RAW_CAPS,
    encoder: h264Encoder,
    muxer: (settings) => fragmentedMp4(settings, 'video/x-h264'),
  },
};
