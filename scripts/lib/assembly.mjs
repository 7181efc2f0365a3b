/**
 * A Vite plugin: `import bytes from './assembly/index.ts?inline'` compiles the AssemblyScript program in that folder and
 * gives the WebAssembly module in base64, so that it lies in the script that imports it and is never fetched.
 */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './root.mjs';

const IMPORT = /^(.*\/assembly)\/index\.ts\?inline$/;

// A child: importing the compiler would bring its types, which replace those of arrays and numbers everywhere.
const COMPILER = `${root}node_modules/.bin/asc`;
const OPTIONS = [
  // To standard output.
  ...['--outFile', ''],
  ...['--enable', 'simd'],
  ...['--optimizeLevel', '3', '--converge', '--noAssert'],
  // Memory is the worker's, no object lives in it: a garbage collector would be dead code.
  ...['--importMemory', '--noExportMemory', '--runtime', 'stub'],
];

/** @returns {import('vite').Plugin} */
export function assemblyScript() {
  return {
    name: 'reelay:assemblyscript',
    enforce: 'pre',
    async load(id) {
      const [, folder] = IMPORT.exec(id) ?? [];
      if (folder === undefined) return undefined;
      for (const name of await readdir(folder)) this.addWatchFile(path.join(folder, name));
      return `export default '${await compile(folder)}';`;
    },
  };
}

/**
 * Compiles `folder`/index.ts. Rejects with what the compiler says.
 * @param {string} folder
 * @returns {Promise<string>} the module, in base64
 */
async function compile(folder) {
  const { stdout } = await promisify(execFile)(COMPILER, ['index.ts', ...OPTIONS], { cwd: folder, encoding: 'base64' });
  return stdout;
}
