import { expect, it } from 'vitest';
import { longTasks } from './long-tasks.ts';

it('counts what took over 50 ms', () => {
  expect(longTasks([12, 50, 51, 180.5, 49])).toEqual({ count: 2, longestMs: 180.5 });
  expect(longTasks([50])).toEqual({ count: 0, longestMs: 0 });
});
