import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { root } from './root.mjs';

/** What the build is made from. Tests are not. */
const FOLDERS = ['shared', 'relay', 'web'];
const FILES = [
  'package-lock.json',
  'scripts/lib/assembly.mjs',
  'scripts/lib/build.mjs',
  'scripts/lib/own-errors.mjs',
  'scripts/tsconfig.types.json',
  'tsconfig.base.json',
  'vite.clock.config.ts',
  'vite.config.ts',
  'vite.recorder.config.ts',
  'vite.render.config.ts',
];

/**
 * A hash over the names and the contents of all sources: unlike times, it survives a checkout. Takes some 10 ms.
 * @param {string} [folder] The repository's top folder.
 * @returns {string}
 */
export function sourcesFingerprint(folder = root) {
  const hash = createHash('sha256');
  for (const file of [...FILES, ...FOLDERS.flatMap((name) => filesIn(folder, name))].sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(`${folder}/${file}`))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @param {string} name
 */
function filesIn(folder, name) {
  return readdirSync(`${folder}/${name}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.ts$|\.tsbuildinfo$/.test(entry.name))
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(folder.length).replace(/^\/+/, ''));
}
