/** Pictures as the parts of a `multipart/x-mixed-replace` answer. */
import { randomBytes } from 'node:crypto';

/** New at each start: whoever sends pictures to be shown cannot put it into one, and parts of its own behind it. */
const BOUNDARY = `reelay-${randomBytes(12).toString('hex')}`;

export const MULTIPART_TYPE = `multipart/x-mixed-replace; boundary=${BOUNDARY}`;

const HEAD = Buffer.from(`--${BOUNDARY}\r\nContent-Type: image/jpeg\r\n\r\n`);

/** What comes before the first part. */
export const MULTIPART_OPENING = HEAD;

/** A picture, made once however many watch. */
export interface Part {
  readonly jpeg: Buffer;
  /** All that is written for it. */
  readonly bytes: Buffer;
}

/**
 * The part for `jpeg`. The header of the next one stands behind it: Chromium paints a picture when it has read the header
 * that follows, and would else be one picture late. So no header can tell a length.
 */
export function makePart(jpeg: Buffer): Part {
  return { jpeg, bytes: Buffer.concat([jpeg, Buffer.from('\r\n'), HEAD]) };
}
