/** The table against peers as Markdown. */
import type { Result } from '../statistics.ts';
import { type Verdict, verdicts } from '../peers/verdicts.ts';
import { type Column, grid, number, spreadText, TITLE, VALUE } from './grid.ts';
import type { Table } from './history.ts';
import { machineText } from './machine.ts';

/** Parts of the table, by the beginning of the rows' ids; `share` heads the column that compares rows. */
const SECTIONS = [
  { prefix: 'offline/', title: 'Offline, to H.264 of 8 Mbit/s', share: 'of mediabunny' },
  { prefix: 'realtime/', title: 'Realtime, the scene drawn in a worker: its frames that are in the file', share: '' },
  { prefix: 'devtools/', title: 'In Playwright’s default context', share: 'of the plain socket' },
  { prefix: 'hop/', title: 'From the worker’s memory to GStreamer, CPU', share: 'of a memcpy' },
  { prefix: 'memory/', title: 'Memory of the page, the relay and GStreamer together', share: 'of the row above' },
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
    ...reached(verdicts(results)),
  ].join('\n\n');
}

function reached(all: readonly Verdict[]): string[] {
  if (all.length === 0) return [];
  const columns = [
    { head: 'to reach', cell: ({ what }: Verdict) => what },
    { head: 'demand', cell: ({ demand }: Verdict) => demand },
    { head: 'measured', cell: ({ measured }: Verdict) => measured },
    { head: '', cell: (verdict: Verdict) => (verdict.reached ? 'reached' : 'missed') },
  ];
  return ['### To reach', grid(columns, all)];
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
