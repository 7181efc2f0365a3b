/** Makes docs/ERRORS.md from the built table of errors. `--check`: changes nothing and fails where the page is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Failure, main } from './lib/failure.mjs';
import { errorsPage } from './lib/errors-page.mjs';
import { root } from './lib/root.mjs';
import { say } from './lib/say.mjs';

const PAGE = `${root}docs/ERRORS.md`;

await main(async () => {
  const { ERRORS } = await import(`${root}dist/shared/errors.js`);
  const source = readFileSync(`${root}shared/errors.ts`, 'utf8');
  const page = errorsPage(ERRORS, source);
  if (current() === page) return;
  if (process.argv.includes('--check'))
    throw new Failure('docs/ERRORS.md is stale. Make it anew: node scripts/errors-doc.mjs');
  writeFileSync(PAGE, page);
  say('Wrote docs/ERRORS.md.');
});

function current() {
  try {
    return readFileSync(PAGE, 'utf8');
  } catch {
    return undefined;
  }
}
