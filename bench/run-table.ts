/** Runs the rows that are asked for, prints their table, compares it with the last one of this machine and keeps it. */
import { ROOT } from './lib/build-pages.ts';
import type { BenchOptions } from './options.ts';
import { writeBetweenMarkers } from './report/document.ts';
import { previousTable, saveTable, slowdowns, type Table } from './report/history.ts';
import { describeCommit, describeMachine } from './report/machine.ts';
import { runRounds } from './rounds.ts';
import type { Row } from './row.ts';
import { summarise } from './statistics.ts';

export interface TablePlan {
  /** The npm script, which the document's markers name. */
  readonly script: string;
  /** Folder of earlier tables, from the top. */
  readonly results: string;
  /** The table as Markdown. */
  markdown(table: Table): string;
  /** Called where the table is whole and kept. */
  saved?(table: Table): readonly string[];
}

const DOCUMENT = `${ROOT}docs/PERFORMANCE.md`;

/** Measures the rows of `all` that `options` ask for. A failure sets the exit code. */
export async function runTable(all: readonly Row[], options: BenchOptions, plan: TablePlan): Promise<void> {
  const rows = all.filter(({ id }) => options.only.length === 0 || options.only.some((part) => id.includes(part)));
  if (options.list) print(rows.map(({ id }) => id).join('\n'));
  else await measure(rows, options, plan);
}

async function measure(rows: readonly Row[], { rounds, frames, save }: BenchOptions, plan: TablePlan): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const folder = `${ROOT}${plan.results}`;
  const machine = describeMachine();
  const before = previousTable(folder, machine);
  const { measured, failures } = await runRounds(rows, { rounds, frames, say });
  const results = summarise(measured, frames);
  const table: Table = { version: 1, date, commit: describeCommit(ROOT), machine, rounds, frames, results };
  const text = plan.markdown(table);
  print(`\n${text}\n`);
  for (const { title, unit, before: old, now, by } of before ? slowdowns(results, before) : []) {
    print(
      `Slower than on ${before?.date}: ${title}, ${old} before, ${now} ${unit} now (+${Math.round(by * 100)} % time)`,
    );
  }
  for (const failure of failures) print(`FAILED ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  else if (save) {
    const written = [saveTable(folder, table), ...(plan.saved?.(table) ?? [])];
    if (writeBetweenMarkers(DOCUMENT, plan.script, text)) written.push(DOCUMENT);
    for (const file of written) print(`Written: ${file}`);
  }
}

/** Progress goes beside the table. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
