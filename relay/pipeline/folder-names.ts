/** Names of the files in recordings that are folders. The order of the names is the order of the files. */

/** The playlist of an HLS recording. */
export const HLS_INDEX = 'index.m3u8';
/** As GStreamer's sinks take them; more digits come where these do not suffice. */
export const SEGMENT_PATTERN = '%05d.ts';
export const PICTURE_PATTERN = '%06d.png';
export const FIRST_SEGMENT = '00000.ts';
export const FIRST_PICTURE = '000000.png';

/** The file in which the first picture of a recording with this index is. */
export function firstFile(index: string): string {
  return index === HLS_INDEX ? FIRST_SEGMENT : index;
}

/** Orders names of the patterns above by their number. */
export function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}
