/** Settings that are measured: those of the presets, and others that could stand in their place. */
import { BUILT_IN_PRESETS } from '../../relay/pipeline/presets.ts';
import { FPS } from '../jobs.ts';
import { FULL_HD } from '../measure/sizes.ts';

/** Bits per second that all are asked for. */
const BITRATE = 8_000_000;

export interface Candidate {
  /** Preset whose encoder it is. */
  readonly preset: string;
  readonly title: string;
  /** From raw frames to the bytes of the file, as gst-launch arguments. */
  readonly elements: readonly string[];
}

const KBITS = BITRATE / 1000;
const KEYFRAMES = FPS * 2;
const MP4 = 'mp4mux';

const words = (text: string): string[] => text.trim().split(/\s+/);

const x264 = (settings: string, options = 'deblock=0,0:chroma-qp-offset=-2'): string[] =>
  words(
    `x264enc psy-tune=psnr bframes=0 qp-min=0 key-int-max=${KEYFRAMES} pass=cbr bitrate=${KBITS} vbv-buf-capacity=2000
    option-string=${options} ${settings} ! video/x-h264,profile=high ! ${MP4}`,
  );
const openh264 = (settings: string): string[] =>
  words(`openh264enc rate-control=bitrate bitrate=${BITRATE} gop-size=${KEYFRAMES} ${settings} ! h264parse ! ${MP4}`);
const vpx = (encoder: string, settings: string): string[] =>
  words(
    `${encoder} keyframe-max-dist=${KEYFRAMES} lag-in-frames=0 end-usage=vbr target-bitrate=${BITRATE} deadline=1
    ${settings} ! webmmux`,
  );
const x265 = (settings: string, options: string): string[] =>
  words(
    `x265enc tune=psnr key-int-max=${KEYFRAMES} ${settings} option-string=bitrate=${KBITS}:vbv-maxrate=${KBITS}:` +
      `vbv-bufsize=${2 * KBITS}:bframes=0:${options} ! h265parse ! ${MP4}`,
  );
const av1 = (settings: string): string[] =>
  words(
    `capssetter caps=video/x-raw,framerate=10000/1 ! av1enc usage-profile=realtime lag-in-frames=0
    keyframe-max-dist=${KEYFRAMES} end-usage=vbr target-bitrate=${KBITS} ${settings} !
    capssetter caps=video/x-av1,framerate=${FPS}/1 ! av1parse ! ${MP4}`,
  );
const theora = (settings: string): string[] =>
  words(
    `theoraenc keyframe-force=${KEYFRAMES} keyframe-freq=${KEYFRAMES} drop-frames=false bitrate=${KBITS} ${settings} ! oggmux`,
  );

/** By preset and title, beside what the presets themselves have. */
const OTHERS: readonly (readonly [preset: string, title: string, elements: string[]])[] = [
  ['mp4', 'ultrafast', x264('speed-preset=ultrafast', 'chroma-qp-offset=-2')],
  ['mp4', 'ultrafast cabac dct8x8 deblock', x264('speed-preset=ultrafast cabac=true dct8x8=true')],
  ['mp4', 'the same, subme=1', x264('speed-preset=ultrafast cabac=true dct8x8=true subme=1')],
  ['mp4', 'the same, without dct8x8', x264('speed-preset=ultrafast cabac=true subme=1')],
  ['mp4', 'the same, 1 thread', x264('speed-preset=ultrafast cabac=true subme=1 threads=1')],
  ['mp4', 'the same, 2 slices', x264('speed-preset=ultrafast cabac=true subme=1 threads=2 sliced-threads=true')],
  ['mp4', 'the same, 4 slices', x264('speed-preset=ultrafast cabac=true subme=1 threads=4 sliced-threads=true')],
  ['mp4', '4 slices, no CABAC', x264('speed-preset=ultrafast subme=1 threads=4 sliced-threads=true')],
  [
    'mp4',
    '4 slices, no deblocking',
    x264('speed-preset=ultrafast cabac=true subme=1 threads=4 sliced-threads=true', 'chroma-qp-offset=-2'),
  ],
  ['mp4', 'superfast, 4 slices', x264('speed-preset=superfast threads=4 sliced-threads=true')],
  ['mp4', 'veryfast', x264('speed-preset=veryfast')],
  ['mp4', 'veryfast, rc-lookahead=0', x264('speed-preset=veryfast rc-lookahead=0 mb-tree=false')],
  ['mp4', 'openh264enc low', openh264('complexity=low multi-thread=2 num-slices=2')],
  ['mp4', 'openh264enc medium', openh264('complexity=medium multi-thread=2 num-slices=2')],
  ['webm', 'cpu-used=8, 1 thread', vpx('vp9enc', 'cpu-used=8 threads=1 tile-columns=0')],
  ['webm', 'cpu-used=8, 4 tiles', vpx('vp9enc', 'cpu-used=8 threads=2 row-mt=true tile-columns=2')],
  ['webm', 'cpu-used=8, no row-mt', vpx('vp9enc', 'cpu-used=8 threads=2 tile-columns=1')],
  ['webm', 'cpu-used=7', vpx('vp9enc', 'cpu-used=7 threads=2 row-mt=true tile-columns=1')],
  ['webm-vp8', 'cpu-used=-6, 2 threads', vpx('vp8enc', 'cpu-used=-6 threads=2 token-partitions=1')],
  ['webm-vp8', 'cpu-used=-8, 1 thread', vpx('vp8enc', 'cpu-used=-8 threads=1')],
  ['webm-vp8', 'cpu-used=-12, 1 thread', vpx('vp8enc', 'cpu-used=-12 threads=1')],
  ['webm-vp8', 'cpu-used=4, 1 thread', vpx('vp8enc', 'cpu-used=4 threads=1')],
  ['ogg', 'speed-level=0', theora('speed-level=0')],
  ['mp4-h265', 'frame-threads=1', x265('speed-preset=ultrafast', 'cbqpoffs=-6:crqpoffs=-6:frame-threads=1')],
  [
    'mp4-h265',
    'rc-lookahead=0',
    x265('speed-preset=ultrafast', 'cbqpoffs=-6:crqpoffs=-6:frame-threads=2:rc-lookahead=0:cutree=0'),
  ],
  ['mp4-av1', 'cpu-used=8', av1('cpu-used=8 threads=2 row-mt=true tile-columns=1 min-quantizer=0 max-quantizer=63')],
  ['mp4-av1', 'cpu-used=9, 1 thread', av1('cpu-used=9 threads=1 tile-columns=0 min-quantizer=0 max-quantizer=63')],
];

/** All of them, each preset's own first. */
export const CANDIDATES: readonly Candidate[] = BUILT_IN_PRESETS.filter(({ id }) =>
  OTHERS.some(([preset]) => preset === id),
).flatMap((preset): Candidate[] => [
  ...preset.qualities.flatMap((quality): Candidate[] => {
    const { chain } = preset;
    if (chain.kind !== 'encoder') return [];
    const settings = {
      ...FULL_HD,
      mode: 'offline',
      rate: [FPS, 1],
      alpha: 'discard',
      quality,
      bitrate: BITRATE,
    } as const;
    return [
      {
        preset: preset.id,
        title: `preset at ${quality}`,
        elements: [...chain.encoder(settings), '!', ...chain.muxer(settings)],
      },
    ];
  }),
  ...OTHERS.filter(([id]) => id === preset.id).map(([id, title, elements]) => ({ preset: id, title, elements })),
]);
