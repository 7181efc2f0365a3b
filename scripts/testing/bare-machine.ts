/**
 * A machine with nothing installed, for the start script: a copy of the scripts in a small tree, and a PATH with only the
 * programs below, which write down how they were called.
 */
import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GSTREAMER } from '../lib/needs.mjs';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const LOCK = { packages: { '': {}, 'node_modules/tool': { version: '1.0.0', integrity: 'sha512-1' } } };
const LISTING = GSTREAMER.flatMap(({ essential, preset }) => [...essential, ...preset])
  .map((element) => `plugin:  ${element}: Name`)
  .join('\n');

/** The programs that an installation brings or that stand for the system's own. `$MACHINE` is the machine's folder. */
const PROGRAMS = {
  'apt-get': `
case "$*" in *install*) if [ -e "$MACHINE/apt-fails" ]; then echo "E: Unable to locate package"; exit 100; fi ;; esac
case "$*" in *install*) if [ -e "$MACHINE/apt-fails-once" ]; then /bin/rm "$MACHINE/apt-fails-once"; exit 100; fi ;; esac
case "$*" in *install*) /bin/cp "$MACHINE"/packages/* "$MACHINE/bin/"; echo "Setting up ..." ;; esac`,
  'dpkg-query': 'if [ -e "$MACHINE/dpkg" ]; then /bin/cat "$MACHINE/dpkg"; fi',
  npm: `
if [ -e "$MACHINE/npm-fails" ]; then echo "npm error network"; exit 1; fi
/bin/mkdir -p "$TREE/node_modules/.bin"
/bin/cp "$TREE/package-lock.json" "$TREE/node_modules/.package-lock.json"
/bin/cp "$MACHINE"/tools/* "$TREE/node_modules/.bin/"`,
} as const;

const PACKAGED = {
  'gst-inspect-1.0': `/bin/cat "$MACHINE/listing"`,
  'gst-launch-1.0': '',
  'gst-discoverer-1.0': '',
} as const;

const TOOLS = {
  tsc: `
/bin/mkdir -p "$TREE/dist/relay" "$TREE/dist/types/web/recorder"
echo 'console.log("the relay runs:", process.argv.slice(1).join(" "))' > "$TREE/dist/relay/main.js"
: > "$TREE/dist/types/web/recorder/index.d.ts"`,
  vite: `
/bin/mkdir -p "$TREE/dist/web"
for name in index.html reelay.js render.js dev-button.js encoded.js clock.js clock.classic.js; do : > "$TREE/dist/web/$name"; done`,
} as const;

export interface StartResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BareMachine {
  readonly folder: string;
  readonly tree: string;
  /** What was called since the last look: `apt-get install ...`, one line each. */
  calls(): Promise<readonly string[]>;
  /** Runs `start.mjs` with these arguments. */
  start(...args: readonly string[]): Promise<StartResult>;
  /** Makes an empty file in the machine's folder: a switch for the programs above. */
  touch(name: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A machine that has only the named ones of npm, apt-get and dpkg-query. */
export async function bareMachine(has: readonly (keyof typeof PROGRAMS)[]): Promise<BareMachine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reelay-bare-'));
  const tree = path.join(folder, 'tree');
  await writePrograms(path.join(folder, 'bin'), Object.fromEntries(has.map((name) => [name, PROGRAMS[name]])));
  await writePrograms(path.join(folder, 'packages'), PACKAGED);
  await writePrograms(path.join(folder, 'tools'), TOOLS);
  await symlink('/usr/bin/env', path.join(folder, 'bin/env'));
  await writeFile(
    path.join(folder, 'bin/sudo'),
    '#!/bin/sh\n[ "$1" = -n ] && shift\n[ "$1" = true ] && exit 0\nexec "$@"\n',
    { mode: 0o755 },
  );
  await writeFile(path.join(folder, 'listing'), LISTING);
  await copyTree(tree);
  const log = path.join(folder, 'log');
  return {
    folder,
    tree,
    calls: async () => {
      const text = await readFile(log, 'utf8').catch(() => '');
      await rm(log, { force: true });
      return text.split('\n').filter((line) => line !== '');
    },
    start: (...args) => startIn(tree, folder, args),
    touch: (name) => writeFile(path.join(folder, name), ''),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function writePrograms(folder: string, programs: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, body] of Object.entries(programs)) {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\necho "${name} $*" >> "$MACHINE/log"\n${body}\n`);
    await chmod(file, 0o755);
  }
}

async function copyTree(tree: string): Promise<void> {
  await cp(path.join(REPOSITORY, 'scripts'), path.join(tree, 'scripts'), { recursive: true });
  await mkdir(path.join(tree, 'relay'));
  await cp(path.join(REPOSITORY, 'relay/config.ts'), path.join(tree, 'relay/config.ts'));
  for (const name of [
    'package.json',
    'tsconfig.base.json',
    'vite.config.ts',
    'vite.clock.config.ts',
    'vite.recorder.config.ts',
    'vite.render.config.ts',
  ]) {
    await cp(path.join(REPOSITORY, name), path.join(tree, name));
  }
  await writeFile(path.join(tree, 'package-lock.json'), JSON.stringify(LOCK));
  for (const name of ['shared', 'web']) {
    await mkdir(path.join(tree, name));
    await writeFile(path.join(tree, name, 'main.ts'), 'export {};\n');
  }
}

function startIn(tree: string, folder: string, args: readonly string[]): Promise<StartResult> {
  const child = spawn(process.execPath, [path.join(tree, 'scripts/start.mjs'), ...args], {
    env: { PATH: path.join(folder, 'bin'), MACHINE: folder, TREE: tree },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}
