import { expect, it } from 'vitest';
import { SRGB } from '../../shared/media/colour.ts';
import type { PipelineFrame } from '../pipeline/types.ts';
import { FanOut, type FormedTarget } from './fan-out.ts';

/** A target that takes its frames when it is told to. */
class Slow implements FormedTarget {
  readonly written: PipelineFrame[] = [];
  readonly #taking: (() => void)[] = [];

  setCaps(): void {}

  formFor(): undefined {
    return undefined;
  }

  write(frame: PipelineFrame, accepted: () => void): void {
    this.written.push(frame);
    this.#taking.push(accepted);
  }

  take(count = 1): void {
    for (const accepted of this.#taking.splice(0, count)) accepted();
  }
}

function numbered(index: number): PipelineFrame {
  return { ptsNs: index, durationNs: 1, payload: [Uint8Array.of(index)] };
}

/** Writes `count` frames; `accepted` has those that were accepted, in order. */
function fanOut(targets: readonly Slow[], count: number): { fan: FanOut; accepted: number[] } {
  const fan = new FanOut(targets);
  fan.setCaps({ format: 'RGBA', width: 1, height: 1, colour: SRGB });
  const accepted: number[] = [];
  for (let index = 0; index < count; index++) fan.write(numbered(index), () => accepted.push(index));
  return { fan, accepted };
}

it('each frame goes to all, in the same memory, and counts when the last of them has taken it (rule 24)', () => {
  const [fast, slow] = [new Slow(), new Slow()];
  const { accepted } = fanOut([fast, slow], 3);
  expect(fast.written[1]?.payload[0]).toBe(slow.written[1]?.payload[0]);
  fast.take(3);
  expect(accepted).toEqual([]);
  slow.take();
  expect(accepted).toEqual([0]);
  slow.take(2);
  expect(accepted).toEqual([0, 1, 2]);
});

it('one that leaves is waited for no longer and gets no more', () => {
  const [good, stuck] = [new Slow(), new Slow()];
  const { fan, accepted } = fanOut([good, stuck], 3);
  good.take(2);
  fan.leave(stuck);
  expect(accepted).toEqual([0, 1]);
  fan.write(numbered(3), () => accepted.push(3));
  expect(stuck.written).toHaveLength(3);
  good.take(2);
  expect(accepted).toEqual([0, 1, 2, 3]);
});

it('what went to nobody is never accepted', () => {
  const [one, two] = [new Slow(), new Slow()];
  const { fan, accepted } = fanOut([one, two], 1);
  fan.leave(one);
  fan.leave(two);
  fan.write(numbered(1), () => accepted.push(1));
  expect(accepted).toEqual([]);
});
