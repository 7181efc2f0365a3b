/** The table against peers as Markdown. */
import type { Result } from '../statistics.ts';
import { type Column, grid, number, spreadText, TITLE, VALUE } from './grid.ts';
import type { Table } from './history.ts';
import { machineText } from './machine.ts';

/** Parts of the table, by the beginning of the rows' ids; `share` heads the column that compares rows. */
const SECTIONS = [
  { prefix: 'offline/', title: 'Offline, to H.264 of 8 Mbit/s', share: 'of mediabunny' },
  { prefix: 'realtime/', title: 'Realtime, the scene drawn in a worker: its frames that are in the file', share: '' },
] as const;

/** All of `table`. */
export function peersMarkdown({ date, commit, machine, rounds, frames, results }: Table): string {
  return [
    `${date}, commit ${commit}: ${rounds} rounds of ${frames} frames.`,
    machineText(machine),
    ...SECTIONS.flatMap(({ prefix, title, share }) =>
      section(
        title,
        share,
        results.filter(({ id }) => id.startsWith(prefix)),
      ),
    ),
  ].join('\n\n');
}

/** A column for each thing that any of the rows tells. */
function section(title: string, share: string, results: readonly Result[]): string[] {
  if (results.length === 0) return [];
  const names = [...new Set(results.flatMap(({ details }) => Object.keys(details)))];
  const columns: readonly Column[] = [
    TITLE,
    VALUE,
    ...(results.some((result) => result.share) ? [shareColumn(share)] : []),
    ...names.map((name) => ({ head: name, cell: ({ details }: Result) => number(details[name]) })),
  ];
  return [`### ${title}`, grid(columns, results)];
}

function shareColumn(head: string): Column {
  return { head, cell: ({ share }) => (share ? spreadText(share, (part) => part.toFixed(2)) : '') };
}
