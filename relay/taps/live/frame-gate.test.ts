import { expect, test } from 'vitest';
import { FrameGate } from './frame-gate.ts';

/** Hours between frames: nothing falls due while a test runs. */
const SELDOM = 1e-4;

test('without a limit every frame passes at once', () => {
  const passed: number[] = [];
  const gate = new FrameGate<number>(Number.POSITIVE_INFINITY, (frame) => passed.push(frame));
  for (let frame = 0; frame < 100; frame++) gate.offer(frame);
  expect(passed).toHaveLength(100);
});

test('beyond the rate frames wait, and what is cleared never passes', () => {
  const passed: number[] = [];
  const gate = new FrameGate<number>(SELDOM, (frame) => passed.push(frame));
  for (let frame = 0; frame < 100; frame++) gate.offer(frame);
  expect(passed).toEqual([0]);
  gate.clear();
});

test('the last frame before a pause passes when it is due, and those between never do', async () => {
  const passed: number[] = [];
  const last = new Promise<void>((resolve) => {
    const gate = new FrameGate<number>(20, (frame) => {
      passed.push(frame);
      if (frame === 99) resolve();
    });
    for (let frame = 0; frame < 100; frame++) gate.offer(frame);
  });
  await last;
  expect(passed.at(0)).toBe(0);
  expect(passed.at(-1)).toBe(99);
  expect(passed.length).toBeLessThan(100);
});
