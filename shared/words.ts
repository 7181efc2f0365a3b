/** Comparing the memory of two frames, eight bytes at a time. */

export const WORD_BYTES = 8;

/** Index of the first word from `from` on in which both differ; `to` where none does before it. */
export function firstDifference(a: BigInt64Array, b: BigInt64Array, from: number, to: number): number {
  let index = from;
  while (index < to && a[index] === b[index]) index++;
  return index;
}

/** Whether both hold the same bytes from `from` to their end, which is less than some words away. */
export function isSameTail(a: Uint8Array, b: Uint8Array, from: number): boolean {
  for (let at = from; at < b.byteLength; at++) if (a[at] !== b[at]) return false;
  return true;
}
