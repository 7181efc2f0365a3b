/** Whether a picture is the one before it: a moving one costs next to nothing, as it is left at the first difference. */

const WORD_BYTES = 8;

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
      if (different === start) return sameTail(before, now, words * WORD_BYTES);
    }
    this.#differedAt = different;
    return false;
  }
}

/** Index of the first word from `from` on in which both differ; `to` where none does before it. */
function firstDifference(a: BigInt64Array, b: BigInt64Array, from: number, to: number): number {
  let index = from;
  while (index < to && a[index] === b[index]) index++;
  return index;
}

function sameTail(before: Uint8Array, now: Uint8Array, from: number): boolean {
  for (let index = from; index < now.byteLength; index++) if (before[index] !== now[index]) return false;
  return true;
}
