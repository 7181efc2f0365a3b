import { describe, expect, it } from 'vitest';
import { RateControl } from './rate-control.ts';

const BOUNDS = { most: 12_000_000, least: 600_000 };
const FPS = 30;
const KEY_EVERY = 2 * FPS;
/** Credit that a relay gives. */
const WINDOW_FRAMES = 128;

interface Path {
  /** Bits per second that it carries, by second. */
  capacity(second: number): number;
  readonly delayMs: number;
}

interface Second {
  readonly target: number;
  readonly dropped: number;
  /** Longest time that a frame was under way. */
  readonly delayMs: number;
}

/** Encodes into a path with one queue in front of it, millisecond for millisecond; tells how each second went. */
function simulate({ capacity, delayMs }: Path, seconds: number, bounds = BOUNDS, share = 1): Second[] {
  const control = new RateControl(bounds);
  const told: Second[] = [];
  const queue: { bits: number; readonly sentMs: number }[] = [];
  const arrivals: { readonly atMs: number; readonly sentMs: number }[] = [];
  let [frame, acceptedFrames, dropped, longest, sent] = [0, 0, 0, 0, 0];
  for (let nowMs = 0; nowMs < seconds * 1000; nowMs++) {
    for (let room = capacity(Math.floor(nowMs / 1000)) / 1000; room > 0 && queue[0]; ) {
      const [first] = queue;
      const carried = Math.min(room, first.bits);
      first.bits -= carried;
      room -= carried;
      if (first.bits <= 0) {
        queue.shift();
        // There, and the news of it back.
        arrivals.push({ atMs: nowMs + delayMs, sentMs: first.sentMs });
      }
    }
    while (arrivals[0] && arrivals[0].atMs <= nowMs) {
      longest = Math.max(longest, nowMs - (arrivals.shift()?.sentMs ?? 0));
      acceptedFrames++;
    }
    control.accepted(acceptedFrames, nowMs);
    control.adjust(nowMs);
    if (nowMs >= (frame * 1000) / FPS) {
      if (control.isBlocked(nowMs) || sent - acceptedFrames >= WINDOW_FRAMES) dropped++;
      else {
        // A key frame has four times the bits; the others swing.
        const part = frame % KEY_EVERY === 0 ? 4 : 0.95 * (1 + 0.2 * Math.sin(frame));
        const bits = (part * share * control.target) / FPS;
        queue.push({ bits, sentMs: nowMs });
        control.sent(bits / 8, nowMs);
        sent++;
      }
      frame++;
    }
    if (nowMs % 1000 === 999) {
      told.push({ target: control.target, dropped, delayMs: longest });
      [dropped, longest] = [0, 0];
    }
  }
  return told;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

describe('on a path that carries less than the most', () => {
  it.each([
    [1_000_000, 20],
    [2_000_000, 20],
    [2_000_000, 100],
    [2_000_000, 300],
    [8_000_000, 20],
    [8_000_000, 300],
  ])('of %i bit/s and %i ms: settles below it, and stays there', (bits, delayMs) => {
    const last = simulate({ capacity: () => bits, delayMs }, 120).slice(60);
    const targets = last.map(({ target }) => target);
    expect(mean(targets)).toBeGreaterThan(0.65 * bits);
    expect(mean(targets)).toBeLessThan(bits);
    // No oscillation: it neither swings up nor down by much.
    expect(Math.max(...targets) / Math.min(...targets)).toBeLessThan(1.5);
    expect(sum(last.map(({ dropped }) => dropped))).toBe(0);
    expect(Math.max(...last.map((second) => second.delayMs))).toBeLessThan(delayMs + 1000);
  });
});

it.each([20, 300])('on a path of %i ms that carries more it reaches the most and stays there', (delayMs) => {
  const told = simulate({ capacity: () => 100e6, delayMs }, 30);
  expect(told.slice(10).every(({ target }) => target === BOUNDS.most)).toBe(true);
  expect(sum(told.map(({ dropped }) => dropped))).toBe(0);
});

it('never leaves its bounds, where frames are left out instead', () => {
  const told = simulate({ capacity: (second) => (second % 20 < 10 ? 200_000 : 50e6), delayMs: 50 }, 100);
  for (const { target } of told) {
    expect(target).toBeGreaterThanOrEqual(BOUNDS.least);
    expect(target).toBeLessThanOrEqual(BOUNDS.most);
  }
  expect(sum(told.map(({ dropped }) => dropped))).toBeGreaterThan(0);
});

it('a path that gets worse is followed within seconds, and one that gets better, too', () => {
  const capacity = (second: number): number => (second >= 30 && second < 60 ? 1_500_000 : 10_000_000);
  const told = simulate({ capacity, delayMs: 60 }, 120);
  expect(mean(told.slice(20, 30).map(({ target }) => target))).toBeGreaterThan(6e6);
  expect(told.slice(40, 60).every(({ target, dropped }) => target < 2e6 && dropped === 0)).toBe(true);
  expect(mean(told.slice(110).map(({ target }) => target))).toBeGreaterThan(6e6);
});

it('a longer path is no slower one: the target does not fall for long because the delay grew', () => {
  const control = new RateControl(BOUNDS);
  const bits = control.target / FPS;
  const inFlight: number[] = [];
  let accepted = 0;
  for (let nowMs = 0; nowMs < 60_000; nowMs++) {
    const delayMs = nowMs < 20_000 ? 30 : 200;
    while (inFlight[0] !== undefined && inFlight[0] <= nowMs) {
      inFlight.shift();
      accepted++;
    }
    control.accepted(accepted, nowMs);
    control.adjust(nowMs);
    if (nowMs % Math.round(1000 / FPS) === 0) {
      control.sent(Math.max(bits, control.target / FPS) / 8, nowMs);
      inFlight.push(nowMs + delayMs);
    }
  }
  expect(control.target).toBe(BOUNDS.most);
});

it('a picture that hardly moves proves nothing: what is not used is not raised', () => {
  const told = simulate({ capacity: () => 1e6, delayMs: 50 }, 60, BOUNDS, 0.05);
  expect(new Set(told.map(({ target }) => target)).size).toBe(1);
});

it('what the relay claims beyond what was sent is not believed', () => {
  const control = new RateControl(BOUNDS);
  control.sent(1000, 0);
  control.accepted(1_000_000, 10);
  control.sent(1000, 20);
  control.adjust(3000);
  expect(control.isBlocked(3000)).toBe(true);
});
