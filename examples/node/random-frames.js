import { randomFillSync } from 'node:crypto';

/**
 * `count` frames of noise, RGB, 640 x 480, one at a time: the next is drawn when the one before was taken.
 * @param {number} count
 */
export function* randomFrames(count) {
  for (let index = 0; index < count; index++) yield randomFillSync(new Uint8Array(640 * 480 * 3));
}
