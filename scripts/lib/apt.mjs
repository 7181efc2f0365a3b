import { readdirSync } from 'node:fs';
import { say } from './say.mjs';
import { run, tail } from './run.mjs';
import { secondsSince } from './seconds.mjs';
import { which } from './which.mjs';

const LISTS = '/var/lib/apt/lists';

/** dpkg and apt-get must neither ask nor wait for an answer. */
const QUIET = ['env', 'DEBIAN_FRONTEND=noninteractive'];

/** Another apt at work (unattended-upgrades, say) is waited for. */
const WAIT_FOR_LOCK = ['-o', 'DPkg::Lock::Timeout=300'];

/**
 * The command a person would type.
 * @param {readonly string[]} packages
 */
export function aptCommand(packages) {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/**
 * Those of the packages that dpkg does not have.
 * @param {readonly string[]} packages
 * @returns {Promise<readonly string[]>}
 */
export async function notInstalled(packages) {
  // The exit code is 1 where it does not know one of them; the others are listed all the same.
  const { output } = await run([
    'dpkg-query',
    '--show',
    '--showformat',
    '${Package} ${db:Status-Status}\\n',
    ...packages,
  ]);
  const lines = new Set(output.split('\n'));
  return packages.filter((name) => !lines.has(`${name} installed`));
}

/**
 * Installs packages. `apt-get update` runs first where there are no lists yet, and after a failure, before one more try.
 * @param {readonly string[]} packages
 * @param {string} [lists] Where apt keeps its package lists.
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>}
 */
export async function installWithApt(packages, lists = LISTS) {
  const asRoot = await rootPrefix();
  if (asRoot === undefined)
    return { ok: false, reason: 'This needs root, and there is no sudo that may be used here.' };
  const update = () => run([...asRoot, ...QUIET, 'apt-get', ...WAIT_FOR_LOCK, 'update']);
  const install = () =>
    run([...asRoot, ...QUIET, 'apt-get', ...WAIT_FOR_LOCK, 'install', '--yes', '--no-install-recommends', ...packages]);

  say(`Installing with apt-get, which may take some minutes: ${packages.join(' ')}`);
  const startedMs = performance.now();
  if (!hasLists(lists)) await update();
  let installed = await install();
  if (installed.code !== 0) {
    const updated = await update();
    installed = await install();
    if (installed.code !== 0) return { ok: false, reason: tail(`${updated.output}\n${installed.output}`) };
  }
  say(`Installed in ${secondsSince(startedMs)}.`);
  return { ok: true };
}

/**
 * What to put before a command for it to run as root; undefined where that cannot be.
 * @returns {Promise<readonly string[] | undefined>}
 */
async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (which('sudo') === undefined) return undefined;
  if ((await run(['sudo', '-n', 'true'])).code === 0) return ['sudo', '-n'];
  // sudo asks for the password on the terminal itself.
  return process.stdin.isTTY ? ['sudo'] : undefined;
}

/** @param {string} lists */
function hasLists(lists) {
  try {
    return readdirSync(lists).some((name) => /_Packages(\.\w+)?$/.test(name));
  } catch {
    return false;
  }
}
