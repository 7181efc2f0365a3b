/** Random numbers that are the same in every run. */
import type { Patches } from './patches.ts';
import type { Realm } from './realm.ts';

/** SplitMix32: 32 bits a call, from a seed of which 53 bits count. */
export function randomWords(seed: number): () => number {
  let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32) + 1, 0x9e3779b9)) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
}

/** `Math.random`, `crypto.getRandomValues` and `crypto.randomUUID`, by `word`. */
export function patchRandom(realm: Realm, word: () => number, patches: Patches): void {
  patches.value(realm.Math, 'random', () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53);
  const { prototype } = realm.Crypto;
  const { getRandomValues } = prototype;
  patches.value(prototype, 'getRandomValues', function <View extends ArrayBufferView>(this: Crypto, view: View): View {
    // The browser's own refuses what is no array of integers, or too long.
    getRandomValues.call(this, view as unknown as Uint8Array<ArrayBuffer>);
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let at = 0; at < bytes.length; at++) bytes[at] = word() >>> 24;
    return view;
  });
  patches.value(prototype, 'randomUUID', () => {
    const bytes = Array.from({ length: 16 }, () => word() >>> 24);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  });
}
