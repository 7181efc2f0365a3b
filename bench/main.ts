/** The benchmark's entry: options, pages, rows, rounds, table. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPages, ROOT } from './lib/build-pages.ts';
import { PageServer } from './lib/page-server.ts';
import { feedRows } from './measure/feed.ts';
import { liveRows } from './measure/live.ts';
import { readbackRows } from './measure/readback.ts';
import { shareRows } from './measure/share.ts';
import { socketRows } from './measure/socket.ts';
import { wholePathRows } from './measure/whole-path.ts';
import { wireRows } from './measure/wire.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { writeBetweenMarkers } from './report/document.ts';
import { previousTable, saveTable, slowdowns, type Table } from './report/history.ts';
import { describeCommit, describeMachine } from './report/machine.ts';
import { markdown } from './report/markdown.ts';
import { runRounds } from './rounds.ts';
import type { Row } from './row.ts';
import { summarise } from './statistics.ts';

const RESULTS = `${ROOT}bench/results`;
const DOCUMENT = `${ROOT}docs/PERFORMANCE.md`;

async function main(options: BenchOptions): Promise<void> {
  const server = await PageServer.start(await buildPages(ROOT));
  const folder = await mkdtemp(path.join(tmpdir(), 'reelay-bench-files-'));
  try {
    const all = [
      ...readbackRows(server),
      ...wireRows(),
      ...socketRows(server, folder),
      ...feedRows(),
      ...shareRows(),
      ...liveRows(),
      ...wholePathRows({ server, folder, judged: new Map() }),
    ];
    const rows = all.filter(({ id }) => options.only.length === 0 || options.only.some((part) => id.includes(part)));
    if (options.list) print(rows.map(({ id }) => id).join('\n'));
    else await measure(rows, options);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(rows: readonly Row[], { rounds, frames, save }: BenchOptions): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const machine = describeMachine();
  const before = previousTable(RESULTS, machine);
  const { measured, failures } = await runRounds(rows, { rounds, frames, say });
  const results = summarise(measured, frames);
  const table: Table = { version: 1, date, commit: describeCommit(ROOT), machine, rounds, frames, results };
  const text = markdown(table);
  print(`\n${text}\n`);
  for (const { title, unit, before: old, now, by } of before ? slowdowns(results, before) : []) {
    print(
      `Slower than on ${before?.date}: ${title}, ${old} before, ${now} ${unit} now (+${Math.round(by * 100)} % time)`,
    );
  }
  for (const failure of failures) print(`FAILED ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  else if (save) {
    print(`Written: ${saveTable(RESULTS, table)}`);
    if (writeBetweenMarkers(DOCUMENT, text)) print(`Written: ${DOCUMENT}`);
  }
}

/** Progress goes beside the table. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const options = parseOptions(process.argv.slice(2));
if ('exitCode' in options) {
  process.stdout.write(options.text);
  process.exitCode = options.exitCode;
} else {
  await main(options);
}
