/** The growth table as Markdown. */
import { placeOf } from '../growth/plots.ts';
import type { Result } from '../statistics.ts';
import { type Column, grid, number, TITLE, VALUE } from './grid.ts';
import type { Table } from './history.ts';
import { machineText } from './machine.ts';

const SECTIONS = [
  { prefix: 'growth/area/', title: 'By the picture’s area', head: 'megapixels' },
  { prefix: 'growth/sessions/', title: 'By recordings at once, 720p', head: 'recordings' },
  { prefix: 'growth/length/', title: 'By length, 720p at 60 frames a second', head: 'seconds' },
] as const;

/** All of `table`. */
export function growthMarkdown({ date, commit, machine, rounds, frames, results }: Table): string {
  return [
    `${date}, commit ${commit}: ${rounds} rounds of ${frames} frames, or of the length that is told.`,
    machineText(machine),
    ...SECTIONS.flatMap(({ prefix, title, head }) => {
      const rows = results.filter(({ id }) => id.startsWith(prefix));
      return rows.length === 0 ? [] : [`### ${title}`, grid(columnsOf(head), rows)];
    }),
  ].join('\n\n');
}

function columnsOf(head: string): readonly Column[] {
  const details = ['CPU, ms/frame', 'memory, MB'];
  return [
    { head, cell: (result: Result) => number(placeOf(result)) },
    TITLE,
    VALUE,
    ...details.map((name) => ({ head: name, cell: ({ details: all }: Result) => number(all[name]) })),
  ];
}
