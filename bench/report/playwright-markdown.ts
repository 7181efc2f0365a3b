/** The table of Playwright suites as Markdown. */
import { type Column, grid, number, SHARE, TITLE, VALUE, whole } from './grid.ts';
import type { Result } from '../statistics.ts';
import type { Table } from './history.ts';
import { machineText } from './machine.ts';

const SUITES: readonly Column[] = [
  TITLE,
  { ...VALUE, head: 'a test, median (min to max)' },
  { ...SHARE, head: 'of not recorded' },
];
const FRAMES: readonly Column[] = [
  TITLE,
  { ...VALUE, head: 'in the file, median (min to max)' },
  ...['drawn', 'missing', 'doubled'].map((name) => ({
    head: name,
    cell: ({ details }: Result) => whole(details[name]),
  })),
  { head: 'time error, ms', cell: ({ details }) => number(details['time error, ms']) },
];

export function playwrightMarkdown({ date, commit, machine, rounds, frames, results }: Table): string {
  return [
    `${date}, commit ${commit}: ${rounds} rounds, ${frames} frames of the page that numbers them; medians.`,
    machineText(machine),
    '### A suite of DOM tests, 1280 x 720',
    grid(
      SUITES,
      results.filter(({ id }) => id.startsWith('playwright/suite/')),
    ),
    '### A page that numbers its frames, 30 a second, 1280 x 720',
    grid(
      FRAMES,
      results.filter(({ id }) => id.startsWith('playwright/frames/')),
    ),
  ].join('\n\n');
}
