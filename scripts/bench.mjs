/**
 * `npm run bench [-- options]`: brings what the benchmark needs, builds, then runs bench/main.ts with the options.
 * `npm run bench:peers`, `bench:growth`, `bench:encoders` and `bench:playwright` name themselves before the options.
 */
import { Failure, main } from './lib/failure.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { prepare } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';
import { run } from './lib/run.mjs';

await main(async () => {
  checkNodeVersion();
  await prepare({
    install: !process.argv.includes('--no-install'),
    chromium: true,
    ffmpeg: true,
    opencv: false,
    display: false,
  });
  const { code, output } = await run([`${root}node_modules/.bin/tsc`, '-b', 'bench']);
  if (code !== 0) throw new Failure(output);
  const entry = ['peers', 'growth', 'encoders', 'playwright'].find((name) => name === process.argv[2]);
  if (entry !== undefined) process.argv.splice(2, 1);
  const bench = `${root}dist/bench/${entry ?? 'main'}.js`;
  process.argv[1] = bench;
  await import(bench);
});
