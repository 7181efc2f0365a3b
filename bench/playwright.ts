/** `npm run bench:playwright`: what recording takes from a suite of Playwright tests, and what it misses. */
import { playwrightRows } from './playwright/rows.ts';
import { playwrightMarkdown } from './report/playwright-markdown.ts';
import { runCommand } from './run-command.ts';
import { runTable } from './run-table.ts';

const COMMAND = {
  script: 'bench:playwright',
  about: 'Measures what recording takes from a suite of Playwright tests, and which frames are missing or doubled.',
  writes: 'bench/results/playwright and docs/PERFORMANCE.md',
  rounds: 2,
  frames: 180,
};

await runCommand(COMMAND, (options, _server, folder) =>
  runTable(playwrightRows(folder), options, {
    script: COMMAND.script,
    results: 'bench/results/playwright',
    markdown: playwrightMarkdown,
  }),
);
