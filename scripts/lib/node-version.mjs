import { readFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { root } from './root.mjs';

/** Throws Failure where this Node is older than package.json's `engines` says. */
export function checkNodeVersion(running = process.versions.node) {
  const floor = JSON.parse(readFileSync(`${root}package.json`, 'utf8')).engines.node.replace('>=', '');
  if (isOlder(running, floor)) throw new Failure(`Reelay needs Node ${floor} or newer; this is ${running}.`);
}

/**
 * @param {string} running
 * @param {string} floor
 */
function isOlder(running, floor) {
  const [major = 0, minor = 0] = running.split('.').map(Number);
  const [floorMajor = 0, floorMinor = 0] = floor.split('.').map(Number);
  return major < floorMajor || (major === floorMajor && minor < floorMinor);
}
