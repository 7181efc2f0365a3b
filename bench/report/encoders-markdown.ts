/** The encoders' table as Markdown. */
import type { Result } from '../statistics.ts';
import { type Column, grid, number, TITLE } from './grid.ts';
import type { Table } from './history.ts';
import { machineText } from './machine.ts';

const COLUMNS: readonly Column[] = [
  TITLE,
  { head: 'frames/s', cell: ({ value }) => number(value.median) },
  ...['beside, frames/s', 'CPU, ms/frame', 'Mbit/s', 'PSNR, dB'].flatMap((name) => columnOf('', name)),
];
const BUSY: readonly Column[] = ['Mbit/s', 'PSNR, dB'].flatMap((name) => columnOf('busy: ', name));

/** One grid for each preset: the quiet scene, and what the busy one comes to. */
export function encodersMarkdown({ date, commit, machine, rounds, frames, results }: Table): string {
  const presets = [...new Set(results.map(({ id }) => id.split('/')[2] ?? ''))];
  const busy = new Map(results.map((result) => [result.id, result]));
  return [
    `${date}, commit ${commit}: ${rounds} rounds of ${frames} frames.`,
    machineText(machine),
    ...presets.flatMap((preset) => {
      const rows = results.filter(({ id }) => id.startsWith(`encoders/quiet/${preset}/`));
      const columns = [
        ...COLUMNS,
        ...BUSY.map(({ head, cell }) => ({
          head,
          cell: ({ id }: Result) => {
            const other = busy.get(id.replace('/quiet/', '/busy/'));
            return other ? cell(other) : '';
          },
        })),
      ];
      return rows.length === 0 ? [] : [`### \`${preset}\``, grid(columns, rows)];
    }),
  ].join('\n\n');
}

function columnOf(prefix: string, name: string): Column[] {
  return [{ head: `${prefix}${name}`, cell: ({ details }) => number(details[name]) }];
}
