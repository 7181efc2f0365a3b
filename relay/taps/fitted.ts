/** The picture as a tap wants it. */
import type { Size } from '../pipeline/preset.ts';

/**
 * Elements that fit frames of any shape into one size, as gst-launch arguments: not stretched, but with black bars, as in
 * recordings.
 * @param fields of the `video/x-raw` caps besides the size: pixel format, colorimetry
 */
export function fittedInto({ width, height }: Size, fields: string): string[] {
  return [
    ...['videoconvertscale', 'add-borders=true', '!'],
    `video/x-raw,${fields},width=${width},height=${height},pixel-aspect-ratio=1/1`,
  ];
}
