/** `npm run bench:encoders`: the presets' encoders with other settings beside theirs, by speed, likeness and size. */
import { encoderRows } from './encoders/rows.ts';
import { encodersMarkdown } from './report/encoders-markdown.ts';
import { runCommand } from './run-command.ts';
import { runTable } from './run-table.ts';

const COMMAND = {
  script: 'bench:encoders',
  about: 'Measures the presets’ encoders, with other settings beside theirs, by speed, likeness and size.',
  writes: 'bench/results/encoders and docs/PERFORMANCE.md',
  rounds: 1,
  frames: 120,
};

await runCommand(COMMAND, (options, server, folder) =>
  runTable(encoderRows(server, folder), options, {
    script: COMMAND.script,
    results: 'bench/results/encoders',
    markdown: encodersMarkdown,
  }),
);
