import { HLS_INDEX, SEGMENT_PATTERN } from './folder-names.ts';
import { H264_RAW_CAPS, H264_SIZE, h264Encoder } from './h264.ts';
import type { Preset } from './preset.ts';

/** H.264 in MPEG-TS segments with a playlist that grows while it records. */
export const hls: Preset = {
  id: 'hls',
  label: 'HLS (H.264)',
  description: 'A folder of two-second segments with a playlist. Players can watch while it records.',
  extension: 'hls',
  mime: 'application/vnd.apple.mpegurl',
  alpha: false,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  bitrate: true,
  variableRate: true,
  yuv: 'bt709',
  size: H264_SIZE,
  elements: ['x264enc', 'h264parse', 'mpegtsmux', 'hlssink'],
  chain: {
    kind: 'folder',
    index: HLS_INDEX,
    rawCaps: () => H264_RAW_CAPS,
    encoder: h264Encoder,
    sink: (folder) => [
      // Byte stream, with the parameter sets before each keyframe: every segment stands alone.
      ...['h264parse', 'config-interval=-1', '!'],
      // hlssink2 hangs now and then at the end of a stream that is very short.
      ...['mpegtsmux', '!', 'hlssink'],
      `location=${folder}/${SEGMENT_PATTERN}`,
      `playlist-location=${folder}/${HLS_INDEX}`,
      // As long as the encoder's distance between keyframes.
      'target-duration=2',
      // All segments are kept and listed.
      ...['playlist-length=0', 'max-files=0'],
    ],
  },
};
