/** Real pictures that carry a number: in a comment, so that any size can be had and none need be decoded. */
import { readFileSync } from 'node:fs';

const JPEG = readFileSync(new URL('corpus/bare-jpeg.bin', import.meta.url));
const NUMBER_OFFSET = 6;
const COMMENT_BYTES = 60_000;

/** A JPEG of at least `bytes` that carries `number`. */
export function numberedJpeg(number: number, bytes = 0): Buffer {
  const first = comment(4);
  first.writeUInt32BE(number, 4);
  const filling = Array.from({ length: Math.ceil(bytes / COMMENT_BYTES) }, () => comment(COMMENT_BYTES));
  return Buffer.concat([JPEG.subarray(0, 2), first, ...filling, JPEG.subarray(2)]);
}

export function numberOf(jpeg: Buffer): number {
  return jpeg.readUInt32BE(NUMBER_OFFSET);
}

function comment(bytes: number): Buffer {
  const segment = Buffer.alloc(4 + bytes);
  segment.writeUInt16BE(0xfffe, 0);
  segment.writeUInt16BE(2 + bytes, 2);
  return segment;
}
