/** The growth table as plots, for docs/PERFORMANCE.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { ROOT } from '../lib/build-pages.ts';
import type { Table } from '../report/history.ts';
import { type Series, svgPlot } from '../report/svg-plot.ts';
import type { Result } from '../statistics.ts';

const FOLDER = `${ROOT}docs/images`;

interface Plot {
  readonly name: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Results by series. */
  series(results: readonly Result[]): Series[];
}

const PLOTS: readonly Plot[] = [
  {
    name: 'area',
    title: 'Time a frame, by the picture’s area',
    x: 'megapixels',
    y: 'ms a frame',
    series: (results) => byTitle(results, ({ value }) => value.median),
  },
  {
    name: 'sessions',
    title: 'Frames a second of all recordings at once, 720p',
    x: 'recordings at once',
    y: 'frames/s, all together',
    series: (results) => byTitle(results, ({ value }) => 1000 / value.median),
  },
  {
    name: 'sessions-cpu',
    title: 'CPU a frame, by recordings at once, 720p',
    x: 'recordings at once',
    y: 'CPU ms a frame',
    series: (results) => byTitle(results, detail('CPU, ms/frame')),
  },
  {
    name: 'length-cpu',
    title: 'CPU a frame, by length, 720p at 60 frames a second',
    x: 'seconds',
    y: 'CPU ms a frame',
    series: (results) => byTitle(results, detail('CPU, ms/frame')),
  },
  {
    name: 'length',
    title: 'Memory of everything that takes part, by length, 720p',
    x: 'seconds',
    y: 'MB',
    series: (results) => byTitle(results, detail('memory, MB')),
  },
];

/** Writes the plots; returns their paths. */
export function plotGrowth({ results }: Table): string[] {
  mkdirSync(FOLDER, { recursive: true });
  return PLOTS.map(({ name, title, x, y, series }) => {
    const path = `${FOLDER}/growth-${name}.svg`;
    const [kind = ''] = name.split('-');
    const own = results.filter(({ id }) => id.startsWith(`growth/${kind}/`));
    writeFileSync(path, svgPlot({ title, x, y, series: series(own) }));
    return path;
  });
}

function detail(name: string): (result: Result) => number {
  return ({ details }) => details[name] ?? Number.NaN;
}

function byTitle(results: readonly Result[], y: (result: Result) => number): Series[] {
  const titles = [...new Set(results.map(({ title }) => title))];
  return titles.map((title) => ({
    name: title,
    points: results.filter((result) => result.title === title).map((result) => ({ x: placeOf(result), y: y(result) })),
  }));
}

/** Where a row stands on its plot. */
export function placeOf({ id }: Result): number {
  return Number(id.split('/').at(-1));
}
