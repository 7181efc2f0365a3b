/** `npm run bench`: where Reelay's own time goes. */
import { feedRows } from './measure/feed.ts';
import { liveRows } from './measure/live.ts';
import { readbackRows } from './measure/readback.ts';
import { shareRows } from './measure/share.ts';
import { socketRows } from './measure/socket.ts';
import { wholePathRows } from './measure/whole-path.ts';
import { wireRows } from './measure/wire.ts';
import { markdown } from './report/markdown.ts';
import { runCommand } from './run-command.ts';
import { runTable } from './run-table.ts';

const COMMAND = {
  script: 'bench',
  about: 'Measures Reelay on this machine.',
  writes: 'bench/results and docs/PERFORMANCE.md',
  rounds: 5,
  frames: 240,
};

await runCommand(COMMAND, (options, server, folder) => {
  const rows = [
    ...readbackRows(server),
    ...wireRows(),
    ...socketRows(server, folder),
    ...feedRows(),
    ...shareRows(),
    ...liveRows(),
    ...wholePathRows({ server, folder, judged: new Map() }),
  ];
  return runTable(rows, options, { script: COMMAND.script, results: 'bench/results', markdown });
});
