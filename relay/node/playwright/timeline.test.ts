import { expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

it('counts from its origin, and nothing before it', () => {
  const timeline = new Timeline(1_000);
  expect(timeline.at(1_000.5)).toBe(500_000);
  expect(timeline.at(900)).toBe(0);
});

it('stands still while it is paused, and cuts the pause out', () => {
  const timeline = new Timeline(1_000);
  timeline.pause(1_100);
  timeline.pause(1_150);
  expect(timeline.isPaused).toBe(true);
  expect(timeline.at(1_400)).toBe(100_000_000);
  timeline.resume(1_500);
  timeline.resume(1_600);
  expect(timeline.at(1_700)).toBe(300_000_000);
});
