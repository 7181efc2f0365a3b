/** `npm run bench:peers`: Reelay beside what one would take instead. */
import { devtoolsRows } from './peers/devtools.ts';
import { hopRows } from './peers/hops.ts';
import { memoryRows } from './peers/memory.ts';
import { offlineRows } from './peers/offline.ts';
import { realtimeRows } from './peers/realtime.ts';
import { Truths } from './peers/truth.ts';
import { peersMarkdown } from './report/peers-markdown.ts';
import { runCommand } from './run-command.ts';
import { runTable } from './run-table.ts';

const COMMAND = {
  script: 'bench:peers',
  about: 'Measures Reelay beside what one would take instead, on this machine.',
  writes: 'bench/results/peers and docs/PERFORMANCE.md',
  rounds: 3,
  frames: 240,
  seconds: 60,
  long: 600,
};

await runCommand(COMMAND, (options, server, folder) => {
  const rows = [
    ...offlineRows({ server, folder, truths: new Truths(server, folder) }),
    ...realtimeRows(server, folder, options.seconds),
    ...devtoolsRows(server),
    ...hopRows(server),
    ...memoryRows(server, options.long),
  ];
  return runTable(rows, options, {
    script: COMMAND.script,
    results: 'bench/results/peers',
    markdown: peersMarkdown,
  });
});
