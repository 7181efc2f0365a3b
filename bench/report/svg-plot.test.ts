import { expect, it } from 'vitest';
import { svgPlot, ticks } from './svg-plot.ts';

it('ticks in round steps from zero to beyond the most', () => {
  expect(ticks(8)).toEqual([0, 2, 4, 6, 8]);
  expect(ticks(8.3)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticks(600)).toEqual([0, 200, 400, 600]);
  expect(ticks(0.7)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  expect(ticks(0)).toEqual([0, 1]);
});

it('draws each series to scale, leaves out what is no number, and escapes texts', () => {
  const svg = svgPlot({
    title: 'a < b & c',
    x: 'x',
    y: 'y',
    series: [
      { name: 'one', points: [0, 5, 10].map((x) => ({ x, y: x * 10 })) },
      {
        name: 'two',
        points: [
          { x: 4, y: 20 },
          { x: 5, y: Number.NaN },
        ],
      },
    ],
  });
  // From the corner of the axes (72, 304) to the opposite one (696, 48).
  expect(svg).toContain('d="M72 304L384 176L696 48"');
  expect(svg.match(/<circle /g)).toHaveLength(4);
  expect(svg).toContain('<title>a &lt; b &amp; c</title>');
  expect(svg).not.toContain('NaN');
  expect(svg).toContain('prefers-color-scheme: dark');
});
