import { availableParallelism } from 'node:os';
import { fragmentedMp4 } from './mp4-muxer.ts';
import type { Preset } from './preset.ts';
import { keyframeDistance, kilobits } from './rates.ts';
import { parsed } from './stored.ts';

/** AV1 in MP4: browsers play it from there as from WebM, and its times are finer. */
export const mp4Av1: Preset = {
  id: 'mp4-av1',
  label: 'MP4 (AV1)',
  description: 'The smallest files browsers play, free of patents. The slowest to make.',
  extension: 'mp4',
  mime: 'video/mp4',
  alpha: false,
  lossless: false,
  qualities: ['draft', 'standard', 'high'],
  bitrate: true,
  variableRate: true,
  yuv: 'bt601',
  size: {
    multipleOf: 1,
    minimum: { width: 16, height: 16 },
    // Beyond, av1parse finds no frames in what av1enc writes.
    maximum: 8192,
    multipleReason: '',
    minimumReason: 'MP4 needs at least 16 pixels a side',
  },
  elements: ['av1enc', 'av1parse', 'capssetter', 'mp4mux'],
  stores: { av1: parsed('av1') },
  chain: {
    kind: 'encoder',
    // av1enc 1.22 leaves the colour open in the bitstream, and decoders then take BT.601.
    rawCaps: () => 'format=I420,colorimetry=bt601',
    encoder: ({ quality, bitrate, rate }) => {
      const quantizer = { draft: 36, standard: 22, high: 10, lossless: 0 }[quality];
      return [
        // Its clock is the rate in the caps, and it rounds times down to that: frames would seem to last no or two ticks, and a
        // bitrate came out twice as high.
        ...['capssetter', 'caps=video/x-raw,framerate=10000/1', '!'],
        'av1enc',
        // Made to keep up with a picture that moves.
        ...['usage-profile=realtime', `cpu-used=${quality === 'high' ? 7 : 9}`],
        // Each frame comes out as it goes in.
        'lag-in-frames=0',
        `keyframe-max-dist=${keyframeDistance(rate)}`,
        ...[`threads=${Math.min(4, availableParallelism())}`, 'row-mt=true', 'tile-columns=1'],
        ...(bitrate === undefined
          ? // The encoder's own quality level cannot be set; a range of one quantizer can.
            ['end-usage=q', `min-quantizer=${quantizer}`, `max-quantizer=${quantizer}`]
          : ['end-usage=vbr', `target-bitrate=${kilobits(bitrate)}`, 'min-quantizer=0', 'max-quantizer=63']),
        // The parser counts the last frame's length by the rate.
        ...['!', 'capssetter', `caps=video/x-av1,framerate=${rate.join('/')}`, '!', 'av1parse', '!'],
        // The container names it.
        ...['capssetter', 'caps=video/x-av1,colorimetry=bt601'],
      ];
    },
    muxer: (settings) => fragmentedMp4(settings, 'video/x-av1'),
  },
};
