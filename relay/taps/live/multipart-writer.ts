/** Pictures as the parts of a `multipart/x-mixed-replace` answer. */

const BOUNDARY = 'reelay-picture';

export const MULTIPART_TYPE = `multipart/x-mixed-replace; boundary=${BOUNDARY}`;

/** What comes before the first part. */
export const MULTIPART_OPENING = Buffer.from(`--${BOUNDARY}\r\n`);

/** A picture, made once however many watch. */
export interface Part {
  readonly jpeg: Buffer;
  /** All that is written for it. */
  readonly bytes: Buffer;
}

/**
 * The part for `jpeg`. The boundary stands behind it, not before it: browsers show a part when they see the next
 * boundary, and would be one picture late.
 */
export function makePart(jpeg: Buffer): Part {
  const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
  return { jpeg, bytes: Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\r\n--${BOUNDARY}\r\n`)]) };
}
