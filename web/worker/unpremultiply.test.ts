import { expect, test } from 'vitest';
import { firstTranslucent, unpremultiply } from './unpremultiply.ts';

test('colour is divided by alpha, opaque and transparent pixels stay', () => {
  const pixels = Uint8Array.from([128, 0, 0, 128, 10, 20, 30, 255, 0, 0, 0, 0, 1, 2, 3, 4]);
  unpremultiply(pixels);
  expect([...pixels]).toEqual([255, 0, 0, 128, 10, 20, 30, 255, 0, 0, 0, 0, 64, 128, 191, 4]);
});

test('works behind a header in a larger buffer', () => {
  const buffer = new Uint8Array(48).fill(100);
  unpremultiply(buffer.subarray(40));
  expect([...buffer.subarray(0, 40)]).toEqual(Array(40).fill(100));
  expect([...buffer.subarray(40)]).toEqual([255, 255, 255, 100, 255, 255, 255, 100]);
});

test('finds the first pixel that is neither opaque nor transparent', () => {
  expect(firstTranslucent(Uint8Array.from([9, 9, 9, 255, 0, 0, 0, 0, 1, 2, 3, 4]))).toBe(2);
  expect(firstTranslucent(Uint8Array.from([9, 9, 9, 255, 0, 0, 0, 0]))).toBeUndefined();
});

test('a half is rounded to the even number, as the browser does', () => {
  const pixels = Uint8Array.from([1, 5, 3, 6]);
  unpremultiply(pixels);
  expect([...pixels]).toEqual([42, 212, 128, 6]);
});
