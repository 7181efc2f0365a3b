/** `npm run bench:growth`: how cost grows with the picture's area, with recordings at once, and with length. */
import { growthRows } from './growth/rows.ts';
import { plotGrowth } from './growth/plots.ts';
import { growthMarkdown } from './report/growth-markdown.ts';
import { runCommand } from './run-command.ts';
import { runTable } from './run-table.ts';

const COMMAND = {
  script: 'bench:growth',
  about: 'Measures how cost grows with the picture’s area, with recordings at once, and with length.',
  writes: 'bench/results/growth, docs/images and docs/PERFORMANCE.md',
  rounds: 1,
  frames: 120,
  long: 600,
};

await runCommand(COMMAND, (options, server) =>
  runTable(growthRows(server, options.long), options, {
    script: COMMAND.script,
    results: 'bench/results/growth',
    markdown: growthMarkdown,
    saved: plotGrowth,
  }),
);
