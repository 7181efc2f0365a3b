import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { sourcesFingerprint } from './fingerprint.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';
import { secondsSince } from './seconds.mjs';

const STAMP = `${root}dist/.sources`;
const OUTPUTS = [
  'dist/relay/main.js',
  'dist/web/index.html',
  'dist/web/reelay.js',
  'dist/web/render.js',
  'dist/web/dev-button.js',
  'dist/web/encoded.js',
  'dist/web/clock.js',
  'dist/web/clock.classic.js',
  'dist/types/web/recorder/index.d.ts',
];

const bin = `${root}node_modules/.bin`;

/** Each chain runs by itself; within a chain the order matters, as the site's build empties dist/web. */
const CHAINS = [
  // --force: tsc trusts its own notes on what it wrote, even where dist has been emptied since.
  [[`${bin}/tsc`, '-b', '--force', 'relay']],
  [
    [`${bin}/vite`, 'build', '--logLevel', 'warn'],
    [`${bin}/vite`, 'build', '--logLevel', 'warn', '--config', 'vite.recorder.config.ts'],
    [`${bin}/vite`, 'build', '--logLevel', 'warn', '--config', 'vite.render.config.ts'],
    [`${bin}/vite`, 'build', '--logLevel', 'warn', '--config', 'vite.recorder.config.ts', '--mode', 'dev-button'],
    [`${bin}/vite`, 'build', '--logLevel', 'warn', '--config', 'vite.recorder.config.ts', '--mode', 'encoded'],
    [`${bin}/vite`, 'build', '--logLevel', 'warn', '--config', 'vite.clock.config.ts'],
    [`${bin}/vite`, 'build', '--logLevel', 'warn', '--config', 'vite.clock.config.ts', '--mode', 'classic'],
  ],
  [[`${bin}/tsc`, '-p', 'scripts/tsconfig.types.json']],
];

/** Builds where the sources are not those of the last build. */
export async function buildWhereStale() {
  if (!isStale()) return;
  await build();
}

/** Builds shared, relay, the site, the recorder's and the clock's bundles and their types into dist/. */
export async function build() {
  say('Building.');
  const startedMs = performance.now();
  // Taken before the build: what is edited meanwhile is built the next time.
  const fingerprint = sourcesFingerprint();
  const failures = (await Promise.all(CHAINS.map(runChain))).filter((failure) => failure !== undefined);
  if (failures.length > 0) throw new Failure(`${failures.join('\n')}\nThe build failed.`);
  mkdirSync(`${root}dist`, { recursive: true });
  writeFileSync(STAMP, fingerprint);
  say(`Built in ${secondsSince(startedMs)}.`);
}

function isStale() {
  if (!existsSync(STAMP) || OUTPUTS.some((output) => !existsSync(`${root}${output}`))) return true;
  return readFileSync(STAMP, 'utf8') !== sourcesFingerprint();
}

/**
 * @param {readonly (readonly string[])[]} commands
 * @returns {Promise<string | undefined>} What the first failing command said.
 */
async function runChain(commands) {
  for (const command of commands) {
    const { code, output } = await run(command);
    if (code !== 0) return output;
  }
  return undefined;
}
