import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Timeline } from './timeline.ts';

const turn = (): Promise<void> => Promise.resolve();
const MS = 1_000_000;

describe('a timeline', () => {
  test('runs tasks by due time, then in the order in which they were scheduled, each at its own time', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        delays,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }),
        async (due, steps) => {
          const timeline = new Timeline();
          const ran: [time: number, index: number][] = [];
          for (const [index, delayNs] of due.entries()) {
            timeline.schedule(delayNs, () => ran.push([timeline.nowNs, index]));
          }
          let endNs = 0;
          for (const step of steps) await timeline.runUntil((endNs += step), turn);
          const expected = due
            .map((dueNs, index): [number, number] => [dueNs, index])
            .filter(([dueNs]) => dueNs <= endNs)
            .sort(([a, first], [b, second]) => a - b || first - second);
          expect(ran).toEqual(expected);
          expect(timeline.nowNs).toBe(endNs);
        },
      ),
    );
  });

  test('keeps what a task schedules for the same run, where it is due within it', async () => {
    const timeline = new Timeline(5 * MS);
    const times: number[] = [];
    const again = (): void => {
      times.push(timeline.nowMs);
      timeline.schedule(4 * MS, again);
    };
    again();
    await timeline.runUntil(14 * MS, turn);
    expect(times).toEqual([5, 9, 13]);
  });

  test('never goes back', async () => {
    const timeline = new Timeline();
    await timeline.runUntil(10, turn);
    await timeline.runUntil(3, turn);
    expect(timeline.nowNs).toBe(10);
  });

  test('tells how far it moved, until it need not', async () => {
    const timeline = new Timeline();
    const moved: number[] = [];
    const stop = timeline.onMove((deltaNs) => moved.push(deltaNs));
    timeline.schedule(3, () => undefined);
    await timeline.runUntil(10, turn);
    stop();
    await timeline.runUntil(20, turn);
    expect(moved).toEqual([3, 7]);
  });

  test('calls frame callbacks once, those asked for meanwhile in the next frame, and none that was taken back', () => {
    const timeline = new Timeline();
    const called: string[] = [];
    timeline.requestFrame(() => {
      called.push('a');
      timeline.cancel(second);
      timeline.requestFrame(() => called.push('c'));
    });
    const second = timeline.requestFrame(() => called.push('b'));
    expect(timeline.isFrameWanted).toBe(true);
    timeline.runFrameCallbacks();
    expect(called).toEqual(['a']);
    timeline.runFrameCallbacks();
    expect(called).toEqual(['a', 'c']);
    expect(timeline.isFrameWanted).toBe(false);
  });
});
