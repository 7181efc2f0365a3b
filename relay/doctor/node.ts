import { type Finding, lack, ok } from './finding.ts';

/** The oldest Node that runs Reelay, as package.json's `engines` has it. */
export const OLDEST_NODE = '20.19';

/** @param running version of Node, such as `20.19.0` */
export function checkNode(running: string = process.versions.node): Finding {
  if (!isOlder(running, OLDEST_NODE)) return ok('node', `Node is ${running}.`);
  return lack(
    'node',
    'error',
    `Node is ${running}; Reelay needs ${OLDEST_NODE} or newer.`,
    'Install a newer Node: https://nodejs.org',
  );
}

/** Whether a version comes before another; major and minor number count. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
