/**
 * A Vite plugin: of the one table of errors a bundle has the texts of those that its own sources name. All others come from the
 * relay with their texts, and are known by their codes alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const TABLE = /export const ERRORS = \{[^]*?\n\} as const satisfies Record<string, ErrorEntry>;/;

/**
 * @param {Readonly<Record<string, { readonly message: string, readonly remedy: string }>>} errors The table.
 * @param {readonly string[]} folders What may be in the bundle, from the top.
 * @returns {import('vite').Plugin}
 */
export function ownErrors(errors, folders) {
  return {
    name: 'reelay:own-errors',
    enforce: 'pre',
    transform(code, id) {
      if (!isTable(id)) return undefined;
      if (!TABLE.test(code)) throw new Error('shared/errors.ts has no table that looks as the build knows it.');
      const rest = code.replace(TABLE, '');
      const sources = [rest, ...folders.flatMap(sourcesIn)].join('\n');
      const codes = Object.keys(errors);
      const own = codes.filter((name) => sources.includes(`'${name}'`));
      const others = codes.filter((name) => !own.includes(name));
      const entries = own.map((name) => `${name}: ${JSON.stringify(textsOf(errors[name]))}`);
      const known = `...Object.fromEntries('${others.join(' ')}'.split(' ').map((code) => [code, { message: code, remedy: '' }]))`;
      return {
        code: code.replace(TABLE, () => `export const ERRORS = { ${[...entries, known].join(', ')} };`),
        map: null,
      };
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !Object.keys(chunk.modules).some(isTable)) continue;
        const strangers = Object.keys(chunk.modules).filter(
          (id) => isSource(id) && !folders.some((name) => isIn(id, name)),
        );
        if (strangers.length > 0)
          this.error(
            `Their errors would have no texts; name their folders where ownErrors is called: ${strangers.join(', ')}`,
          );
      }
    },
  };
}

/** @param {string} id */
function isTable(id) {
  return id.endsWith('/shared/errors.ts');
}

/**
 * Whether it is one of this project's; what has a query is made by another plugin.
 * @param {string} id
 */
function isSource(id) {
  return id.endsWith('.ts') && ['shared', 'web'].some((name) => isIn(id, name));
}

/**
 * @param {string} id
 * @param {string} folder
 */
function isIn(id, folder) {
  return id.startsWith(path.join(root, folder, '/'));
}

/** @param {{ readonly message: string, readonly remedy: string } | undefined} entry */
function textsOf(entry) {
  return { message: entry?.message, remedy: entry?.remedy };
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function sourcesIn(folder) {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'errors.ts')
    .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8'));
}
