import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Pieces } from './pieces.ts';

const LARGE = 16 * 1024;
const piece = fc
  .oneof(fc.nat({ max: 20 }), fc.nat({ max: LARGE - 1 }), fc.integer({ min: LARGE, max: 3 * LARGE }))
  .map((bytes) => Uint8Array.from({ length: bytes }, (_, index) => (index * 31 + bytes) % 256));

it('gives the bytes that were added, in order, and is empty then', () => {
  const pieces = new Pieces();
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (added) => {
      for (const one of added) pieces.add(one.slice());
      const all = Buffer.concat(added);
      expect(pieces.bytes).toBe(all.length);
      expect(Buffer.concat(pieces.take()).equals(all)).toBe(true);
      expect(pieces.bytes).toBe(0);
    }),
  );
});

it('keeps large pieces as they are', () => {
  const pieces = new Pieces();
  const large = new Uint8Array(LARGE);
  pieces.add(large);
  expect(pieces.take()[0]).toBe(large);
});

it('what was taken stays as it is, whatever is added later', () => {
  const pieces = new Pieces();
  pieces.add(Uint8Array.of(1, 2));
  const taken = pieces.take();
  pieces.add(Uint8Array.of(3, 4));
  expect(taken).toEqual([Buffer.of(1, 2)]);
});

it('a million bytes that come one by one are a few pieces', () => {
  const pieces = new Pieces();
  for (let count = 0; count < 1_000_000; count++) pieces.add(Uint8Array.of(count & 255));
  expect(pieces.take().length).toBeLessThan(20);
});
