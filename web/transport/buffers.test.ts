import { expect, test } from 'vitest';
import { BufferPool } from './buffers.ts';

test('gives the same buffers again and never more than its bound', () => {
  const pool = new BufferPool();
  const first = [pool.take(8), pool.take(8), pool.take(8)];
  expect(pool.take(8)).toBeUndefined();
  for (const buffer of first) if (buffer) pool.give(buffer);
  const again = [pool.take(8), pool.take(8), pool.take(8)];
  expect(new Set(again)).toEqual(new Set(first));
});

test('makes a new one when the size changes', () => {
  const pool = new BufferPool();
  const small = pool.take(8);
  if (small) pool.give(small);
  expect(pool.take(16)?.byteLength).toBe(16);
});

test('one that is kept is not given to anybody until another is', () => {
  const pool = new BufferPool();
  const [kept, next] = [pool.take(8), pool.take(8)] as [ArrayBuffer, ArrayBuffer];
  pool.keep(kept);
  pool.give(next);
  expect([pool.take(8), pool.take(8), pool.take(8)]).not.toContain(kept);
  pool.keep(next);
  expect(pool.take(8)).toBe(kept);
  expect(pool.take(8)).toBeUndefined();
});
