import { readFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { root } from './root.mjs';
import { head, run } from './run.mjs';
import { say } from './say.mjs';
import { secondsSince } from './seconds.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage */

/**
 * Whether node_modules holds what package-lock.json says. npm writes down what it installed in a lockfile of its own, as the
 * last thing it does; comparing the two needs neither network nor npm.
 * @param {string} [folder] The package's folder.
 */
export function packagesAreInstalled(folder = root) {
  const wanted = lockedPackages(`${folder}/package-lock.json`);
  const installed = lockedPackages(`${folder}/node_modules/.package-lock.json`);
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, locked]) => {
    if (path === '') return true; // the project itself
    const found = installed[path];
    if (found === undefined) return locked.optional === true;
    return found.version === locked.version && found.integrity === locked.integrity;
  });
}

/** Installs exactly what package-lock.json says. */
export async function installPackages() {
  say('Installing npm packages.');
  const startedMs = performance.now();
  // The build's tools are development packages, which NODE_ENV=production would leave out.
  const { code, output } = await run(['npm', 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']);
  if (code !== 0)
    throw new Failure(
      `${head(output)}\nThe npm packages could not be installed. Check the network and try again: npm ci`,
    );
  say(`Installed in ${secondsSince(startedMs)}.`);
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined; // there is none, or npm was interrupted while writing it
  }
}
