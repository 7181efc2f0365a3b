import { expect, test } from 'vitest';
import { randomWords } from './random.ts';

function words(seed: number, count = 5): number[] {
  const word = randomWords(seed);
  return Array.from({ length: count }, word);
}

test('a seed always gives the same words, each seed its own', () => {
  const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
  expect(seeds.map((seed) => words(seed))).toEqual(seeds.map((seed) => words(seed)));
  expect(new Set(seeds.map((seed) => words(seed).join(' '))).size).toBe(seeds.length);
});

test('each of the 32 bits is set half the time', () => {
  const drawn = words(7, 10_000);
  for (let bit = 0; bit < 32; bit++) {
    const set = drawn.filter((word) => (word >>> bit) & 1).length;
    expect(set).toBeGreaterThan(4700);
    expect(set).toBeLessThan(5300);
  }
});
