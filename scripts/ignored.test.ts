import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['shared', 'relay', 'web', 'tests', 'bench', 'scripts', 'docs', 'examples'];

// What is ignored is missing in a fresh clone, and the linter, the formatter and knip pass it over.
it.skipIf(!existsSync(`${root}.git`))('ignores no source file', () => {
  const present = SOURCES.filter((folder) => existsSync(root + folder));
  const ignored = execFileSync('git', ['ls-files', '--others', '--ignored', '--exclude-standard', '--', ...present], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(ignored.split('\n').filter((file) => /\.(ts|mjs|css|html|md|json|py)$/.test(file))).toEqual([]);
});
