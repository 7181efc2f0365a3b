/** The tables that are kept in bench/results, one file a day and machine. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { moreIsBetter } from '../row.ts';
import type { Result } from '../statistics.ts';
import type { Machine } from './machine.ts';

export interface Table {
  readonly version: 1;
  /** Day, UTC. */
  readonly date: string;
  readonly commit: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly frames: number;
  readonly results: readonly Result[];
}

/** A row that is slower than it was. */
export interface Slowdown {
  readonly title: string;
  readonly unit: string;
  readonly before: number;
  readonly now: number;
  /** How much more time each frame takes, a fraction. */
  readonly by: number;
}

/** Less than this is noise. */
const SLOWER_BY = 0.05;

/** The newest table of this machine, the day's own included. */
export function previousTable(folder: string, { host }: Machine): Table | undefined {
  try {
    const newest = readdirSync(folder)
      .filter((name) => name.endsWith(`-${host}.json`))
      .sort()
      .at(-1);
    return newest === undefined ? undefined : (JSON.parse(readFileSync(`${folder}/${newest}`, 'utf8')) as Table);
  } catch {
    return undefined; // There is no history yet.
  }
}

/** Writes `table` over an earlier one of the same day; returns its path. */
export function saveTable(folder: string, table: Table): string {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${table.date}-${table.machine.host}.json`;
  writeFileSync(path, `${JSON.stringify(table, null, 2)}\n`);
  return path;
}

/** Rows whose best round is now slower than the median before, and whose median is slower by more than noise. */
export function slowdowns(results: readonly Result[], before: Table): Slowdown[] {
  return results.flatMap(({ id, title, unit, value }) => {
    const old = before.results.find((result) => result.id === id && result.unit === unit)?.value.median;
    if (old === undefined) return [];
    const more = moreIsBetter(unit);
    const by = (more ? old / value.median : value.median / old) - 1;
    const bestIsSlower = more ? value.max < old : value.min > old;
    return by > SLOWER_BY && bestIsSlower ? [{ title, unit, before: old, now: value.median, by }] : [];
  });
}
