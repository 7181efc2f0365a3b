/** What the live views that are compared have in common. */
import { HEIGHT, WIDTH } from './stamped-frames.ts';

/** Where a server listens. */
export interface LiveAddress {
  readonly port: number;
  /** The process that writes to the viewers. */
  readonly pid: number;
}

/** As the relay encodes the size `full` (relay/taps/live/recording-view.ts). */
export const JPEG_ELEMENTS: readonly string[] = [
  'videoconvertscale',
  '!',
  `video/x-raw,format=I420,width=${WIDTH},height=${HEIGHT},pixel-aspect-ratio=1/1,colorimetry=1:4:7:1`,
  '!',
  'jpegenc',
  'quality=85',
];

/** What a hundred viewers saw. */
export interface ViewersReport {
  /** Age of each picture at arrival, readers only, ms: median and 99th percentile. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Pictures that arrived at any reader, and that did not arrive at the others, all together. */
  readonly pictures: number;
  readonly lost: number;
  /** Old pictures that came after a pause before live ones: the most of any pause. */
  readonly behind: number;
  readonly pauses: number;
  /** Streams that broke or ended. */
  readonly torn: number;
}
