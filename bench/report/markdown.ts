/** The table as Markdown, for the terminal and for docs/PERFORMANCE.md. */
import type { Result } from '../statistics.ts';
import { type Column, grid, number, SHARE, TITLE, VALUE, whole } from './grid.ts';
import type { Table } from './history.ts';
import { machineText } from './machine.ts';

/** Parts of the table, by the beginning of the rows' ids. */
const SECTIONS = [
  { prefix: 'readback/', title: 'From canvas to bytes, in a worker' },
  { prefix: 'wire/', title: 'Headers and messages' },
  { prefix: 'socket/', title: 'From the worker to the relay' },
  { prefix: 'feed/', title: 'From the relay to GStreamer' },
  { prefix: 'share/', title: 'From shared memory to other programs, each reader' },
  { prefix: 'live/', title: 'Age of a picture at a hundred viewers, 99th percentile' },
  { prefix: 'whole/', title: 'The whole path, offline' },
] as const;

const ROLE_HEADS = { chromium: 'Chromium', node: 'Node', child: 'GStreamer' } as const;
const ROLES = ['chromium', 'node', 'child'] as const;
/** Kinds of Chromium process that use less are not told, CPU seconds for 1000 frames. */
const WORTH_TELLING = 0.5;

const DETAILS: Column = {
  head: 'parts',
  cell: ({ details }) =>
    Object.entries(details)
      .map(([name, value]) => `${name} ${number(value)}`)
      .join('; '),
};
const PROCESSES: readonly Column[] = [
  TITLE,
  ...ROLES.map((role) => ({ head: `${ROLE_HEADS[role]}, CPU s`, cell: ({ cpu }: Result) => number(cpu[role]) })),
  { head: 'of which in Chromium', cell: ({ chromium }) => chromiumParts(chromium) },
  ...ROLES.map((role) => ({ head: `${ROLE_HEADS[role]}, peak MB`, cell: ({ peakMB }: Result) => whole(peakMB[role]) })),
];

/** All of `table`. */
export function markdown({ date, commit, machine, rounds, frames, results }: Table): string {
  const used = results.filter(({ cpu: seconds }) => Object.keys(seconds).length > 0);
  return [
    `${date}, commit ${commit}: ${rounds} rounds of ${frames} frames.`,
    machineText(machine),
    ...SECTIONS.flatMap(({ prefix, title }) =>
      section(
        title,
        results.filter(({ id }) => id.startsWith(prefix)),
      ),
    ),
    ...(used.length > 0 ? ['### CPU time and memory', grid(PROCESSES, used)] : []),
  ].join('\n\n');
}

/** Columns in which no row has anything are left out. */
function section(title: string, results: readonly Result[]): string[] {
  if (results.length === 0) return [];
  const columns = [TITLE, VALUE, SHARE, DETAILS].filter(({ cell }) => results.some((result) => cell(result) !== ''));
  return [`### ${title}`, grid(columns, results)];
}

function chromiumParts(parts: Readonly<Record<string, number>>): string {
  return Object.entries(parts)
    .filter(([, seconds]) => seconds >= WORTH_TELLING)
    .sort(([, a], [, b]) => b - a)
    .map(([name, seconds]) => `${name} ${number(seconds)}`)
    .join('; ');
}
