/** Whether a picture is the one before it: a moving one costs next to nothing, as it is left at the first difference. */
import { firstDifference, isSameTail, WORD_BYTES } from '../../shared/words.ts';

export class SamePicture {
  /** Word at which the last two pictures differed. What moved there is likely to have moved on. */
  #differedAt = 0;

  /** Whether both hold the same bytes. They are of one length and begin at a multiple of eight bytes. */
  holds(before: Uint8Array, now: Uint8Array): boolean {
    const words = Math.floor(now.byteLength / WORD_BYTES);
    const start = Math.min(this.#differedAt, words);
    const a = new BigInt64Array(before.buffer, before.byteOffset, words);
    const b = new BigInt64Array(now.buffer, now.byteOffset, words);
    let different = firstDifference(a, b, start, words);
    if (different === words) {
      different = firstDifference(a, b, 0, start);
      if (different === start) return isSameTail(before, now, words * WORD_BYTES);
    }
    this.#differedAt = different;
    return false;
  }
}
