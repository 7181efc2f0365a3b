/**
 * `npm test [-- STEP...]`: brings what the tests need, builds, then runs every check and test, or only the named steps.
 * `npm run check` (`--fast`) leaves the end-to-end tests out.
 */
import { Failure, main } from './lib/failure.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { prepare } from './lib/prepare.mjs';
import { runSteps } from './lib/steps.mjs';

/** @type {readonly import('./lib/steps.mjs').Step[]} */
const STEPS = [
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
  { name: 'dead-code', command: ['npm', 'run', '--silent', 'dead-code'] },
  { name: 'errors-doc', command: [process.execPath, 'scripts/errors-doc.mjs', '--check'] },
  { name: 'unit', command: ['npm', 'run', '--silent', 'unit'] },
  { name: 'e2e', command: ['npm', 'run', '--silent', 'e2e'], live: true },
];

const args = process.argv.slice(2);

await main(async () => {
  checkNodeVersion();
  const steps = chosenSteps();
  const e2e = steps.some(({ name }) => name === 'e2e');
  await prepare({ install: !args.includes('--no-install'), chromium: e2e, ffmpeg: true, opencv: true, display: true });
  process.exitCode = (await runSteps(steps)) ? 0 : 1;
});

function chosenSteps() {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const known = STEPS.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Failure(`There is no step "${unknown.join(', ')}". The steps: ${known.join(', ')}`);
  if (names.length > 0) return STEPS.filter(({ name }) => names.includes(name));
  return args.includes('--fast') ? STEPS.filter(({ name }) => name !== 'e2e') : STEPS;
}
