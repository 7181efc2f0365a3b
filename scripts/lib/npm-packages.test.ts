import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packagesAreInstalled } from './npm-packages.mjs';

const TOOL = { version: '1.0.0', integrity: 'sha512-1' };

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-npm-'));
  await mkdir(path.join(folder, 'node_modules'));
});

afterEach(() => rm(folder, { recursive: true }));

it('holds where npm installed what the lockfile says', async () => {
  await write('package-lock.json', { '': {}, 'node_modules/tool': TOOL });
  await write('node_modules/.package-lock.json', { 'node_modules/tool': TOOL });
  expect(packagesAreInstalled(folder)).toBe(true);
});

it('holds where an optional package for another system is not there', async () => {
  await write('package-lock.json', {
    'node_modules/tool': TOOL,
    'node_modules/tool-darwin': { ...TOOL, optional: true },
  });
  await write('node_modules/.package-lock.json', { 'node_modules/tool': TOOL });
  expect(packagesAreInstalled(folder)).toBe(true);
});

it.each([
  ['nothing was installed', undefined],
  ['a package is missing', {}],
  ['a version differs', { 'node_modules/tool': { ...TOOL, version: '0.9.0' } }],
  ['the contents differ', { 'node_modules/tool': { ...TOOL, integrity: 'sha512-2' } }],
])('does not hold where %s', async (_, installed) => {
  await write('package-lock.json', { 'node_modules/tool': TOOL });
  if (installed !== undefined) await write('node_modules/.package-lock.json', installed);
  expect(packagesAreInstalled(folder)).toBe(false);
});

it('does not hold where npm was interrupted while writing its notes', async () => {
  await write('package-lock.json', { 'node_modules/tool': TOOL });
  await writeFile(path.join(folder, 'node_modules/.package-lock.json'), '{ "packa');
  expect(packagesAreInstalled(folder)).toBe(false);
});

async function write(name: string, packages: Readonly<Record<string, unknown>>): Promise<void> {
  await writeFile(path.join(folder, name), JSON.stringify({ packages }));
}
