import { expect, it } from 'vitest';
import { compareWithDrawn, requireEveryFrame } from './verify.ts';

function shown(...frames: readonly (readonly [number: number | undefined, timeSeconds: number])[]) {
  return frames.map(([number, timeSeconds]) => ({ number, timeSeconds }));
}

it('accepts a file with every frame once and in order, and names the first frame that is wrong', () => {
  expect(() => requireEveryFrame(shown([0, 0], [1, 0.1]), 2)).not.toThrow();
  expect(() => requireEveryFrame(shown([0, 0], [0, 0.1], [2, 0.2]), 3)).toThrow('frame 0 stands where 1 should');
  expect(() => requireEveryFrame(shown([0, 0], [undefined, 0.1]), 2)).toThrow('without a number');
  expect(() => requireEveryFrame(shown([0, 0]), 2)).toThrow('2 frames were recorded and 1 come out');
});

it('counts what was lost and doubled, and tells times apart from a shift of the whole file', () => {
  const file = shown([undefined, 0], [0, 1], [0, 1.1], [1, 1.1], [3, 1.304]);
  const { timeErrorMs, ...counts } = compareWithDrawn(file, [0, 1, 2, 3], 10);
  expect(counts).toEqual({ kept: 3, lost: 1, doubled: 1 });
  expect(timeErrorMs).toBeCloseTo(2);
});

it('refuses a file that holds what was never drawn', () => {
  expect(() => compareWithDrawn(shown([5, 0]), [0, 1], 10)).toThrow('frame 5 is in the file and was never drawn');
});
