import { describe, expect, it } from 'vitest';
import { clamp01, easeInOut, easeOut, phase, wave } from './easing.ts';

describe('easing', () => {
  it('starts at 0, ends at 1 and holds outside', () => {
    for (const ease of [easeInOut, easeOut, clamp01]) {
      expect([ease(-1), ease(0), ease(1), ease(2)]).toEqual([0, 0, 1, 1]);
    }
  });

  it('has a phase that wraps, before zero too', () => {
    expect(phase(2.5, 2)).toBeCloseTo(0.25);
    expect(phase(-0.5, 2)).toBeCloseTo(0.75);
  });

  it('waves from 0 to 1 and back', () => {
    expect([wave(0, 4), wave(2, 4), wave(4, 4)].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([0, 1, 0]);
  });
});
