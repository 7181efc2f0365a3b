import { expect, test } from 'vitest';
import { HeldBuffers } from './held-buffers.ts';

function start(...handed: number[][]): (offset: number) => number[] | undefined {
  const held = new HeldBuffers();
  const due: number[] = [];
  handed.forEach((offsets, index) => held.hand(offsets, () => due.push(index)));
  return (offset) => {
    const done = held.release(offset);
    done?.forEach((call) => call());
    return done && due.splice(0);
  };
}

test('what was handed over is due when all its buffers are let go of', () => {
  const release = start([0, 4096]);
  expect(release(4096)).toEqual([]);
  expect(release(0)).toEqual([0]);
});

test('what is let go of early is due after what was handed over before it', () => {
  const release = start([0, 64], [128, 192], [256]);
  expect(release(256)).toEqual([]);
  expect(release(192)).toEqual([]);
  expect(release(128)).toEqual([]);
  expect(release(0)).toEqual([]);
  expect(release(64)).toEqual([0, 1, 2]);
});

test('a buffer that is handed over twice is let go of twice', () => {
  const release = start([0, 4096], [64, 4096]);
  expect(release(4096)).toEqual([]);
  expect(release(64)).toEqual([]);
  expect(release(0)).toEqual([0]);
  expect(release(4096)).toEqual([1]);
});

test('nothing is let go of that is not held', () => {
  const release = start([0]);
  expect(release(64)).toBeUndefined();
  expect(release(0)).toEqual([0]);
  expect(release(0)).toBeUndefined();
});
