import { describe, expect, it } from 'vitest';
import type { StagePhase } from '../../shared/render/messages.ts';
import { Pace, progressLine } from './progress.ts';

describe('the pace', () => {
  it('knows nothing before two frames are done', () => {
    const pace = new Pace(100);
    expect(pace).toMatchObject({ done: 0, framesPerSecond: 0, secondsLeft: null });
    pace.at({ phase: 'skipping', frame: 9 }, 900);
    pace.at({ phase: 'drawing', frame: 0 }, 950);
    pace.at({ phase: 'storing', frame: 0 }, 980);
    expect(pace.done).toBe(0);
    pace.at({ phase: 'drawing', frame: 1 }, 1000);
    pace.at({ phase: 'storing', frame: 1 }, 1010);
    expect(pace).toMatchObject({ done: 1, framesPerSecond: 0, secondsLeft: null });
  });

  it('is that of the last frames, however slow the first were', () => {
    const pace = new Pace(1000);
    pace.at({ phase: 'drawing', frame: 1 }, 0);
    for (let frame = 2; frame <= 199; frame++) {
      pace.at({ phase: 'drawing', frame }, 60_000 + frame * 20);
      pace.at({ phase: 'storing', frame }, 60_010 + frame * 20);
    }
    pace.at({ phase: 'finishing', frame: 200 }, 64_000);
    expect(pace).toMatchObject({ done: 200, framesPerSecond: 50, secondsLeft: 16 });
  });
});

describe('the line', () => {
  const line = (phase: StagePhase, secondsLeft: number | null, columns?: number): string =>
    progressLine(
      { message: { phase, frame: 25 }, done: 25, frames: 100, framesPerSecond: 50, speed: 2, secondsLeft },
      columns,
    );

  it.each([
    [1.2, '2 s'],
    [125, '2:05'],
    [3725, '1:02:05'],
  ])('tells %d s as %s', (secondsLeft, text) => {
    expect(line('drawing', secondsLeft)).toBe(
      `██████░░░░░░░░░░░░░░░░░░ 25 / 100 frames, 50.0 frames/s (2.00 x), ${text} left`,
    );
  });

  it('tells what is waited for where no frames are drawn', () => {
    expect(line('loading', null)).toBe('Opening the page ...');
    expect(line('skipping', null)).toBe('Skipping: 25 frames');
    expect(line('storing', null)).toMatch(/ 25 \/ 100 frames$/);
  });

  it('is never wider than the terminal', () => {
    expect(line('drawing', 3, 30)).toHaveLength(29);
  });
});
