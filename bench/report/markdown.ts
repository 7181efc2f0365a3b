/** The table as Markdown, for the terminal and for docs/PERFORMANCE.md. */
import type { Result, Spread } from '../statistics.ts';
import type { Table } from './history.ts';

interface Column {
  readonly head: string;
  cell(result: Result): string;
}

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

const TITLE: Column = { head: '', cell: ({ title }) => title };
const VALUE: Column = {
  head: 'median (min to max)',
  cell: ({ value, unit }) => `${spreadText(value, number)} ${unit}`,
};
const SHARE: Column = {
  head: 'of the row above',
  cell: ({ share }) => (share ? spreadText(share, (part) => part.toFixed(2)) : ''),
};
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
  const { cpu, cores, memoryGB, kernel, node, chromium, gstreamer } = machine;
  const used = results.filter(({ cpu: seconds }) => Object.keys(seconds).length > 0);
  return [
    `${date}, commit ${commit}: ${rounds} rounds of ${frames} frames.`,
    `${cpu}, ${cores} cores, ${memoryGB} GB, Linux ${kernel}; ${chromium}; ${gstreamer}; Node ${node}.`,
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

function grid(columns: readonly Column[], results: readonly Result[]): string {
  const rows = [columns.map(({ head }) => head), ...results.map((result) => columns.map(({ cell }) => cell(result)))];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

function chromiumParts(parts: Readonly<Record<string, number>>): string {
  return Object.entries(parts)
    .filter(([, seconds]) => seconds >= WORTH_TELLING)
    .sort(([, a], [, b]) => b - a)
    .map(([name, seconds]) => `${name} ${number(seconds)}`)
    .join('; ');
}

function spreadText({ median, min, max }: Spread, text: (value: number) => string): string {
  return `${text(median)} (${text(min)} to ${text(max)})`;
}

function number(value: number | undefined): string {
  if (value === undefined) return '';
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function whole(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(0);
}
