import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { installWithApt } from './apt.mjs';

let folder = '';
const log = () => readFile(path.join(folder, 'log'), 'utf8');

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-apt-'));
  await mkdir(path.join(folder, 'bin'));
  await mkdir(path.join(folder, 'lists'));
  await program('env', 'while [ "${1#*=}" != "$1" ]; do shift; done; exec "$@"');
  await program('apt-get', `echo "apt-get $*" >> ${folder}/log`);
  vi.stubEnv('PATH', path.join(folder, 'bin'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('fetches the lists first where there are none', async () => {
  asUser(0);
  await installWithApt(['some-package'], path.join(folder, 'lists'));
  expect(await log()).toMatch(/^apt-get .* update\napt-get .* install --yes --no-install-recommends some-package\n$/);
});

it('does not fetch the lists where there are some', async () => {
  asUser(0);
  await writeFile(path.join(folder, 'lists/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4'), '');
  await installWithApt(['some-package'], path.join(folder, 'lists'));
  expect(await log()).not.toContain('update');
});

it('goes through sudo where it needs no password', async () => {
  asUser(1000);
  await program('sudo', `echo "sudo $*" >> ${folder}/log; shift; [ "$1" = true ] || exec "$@"`);
  expect(await installWithApt(['some-package'], path.join(folder, 'lists'))).toEqual({ ok: true });
  expect(await log()).toContain('sudo -n env DEBIAN_FRONTEND=noninteractive apt-get ');
});

it('says so where it may not become root', async () => {
  asUser(1000);
  expect(await installWithApt(['some-package'], path.join(folder, 'lists'))).toEqual({
    ok: false,
    reason: expect.stringContaining('root'),
  });
  await program('sudo', 'exit 1');
  vi.spyOn(process, 'stdin', 'get').mockReturnValue({ isTTY: false } as typeof process.stdin);
  expect(await installWithApt(['some-package'], path.join(folder, 'lists'))).toMatchObject({ ok: false });
  await expect(log()).rejects.toThrow('ENOENT');
});

function asUser(id: number): void {
  vi.spyOn(process, 'getuid').mockReturnValue(id);
}

async function program(name: string, body: string): Promise<void> {
  const file = path.join(folder, 'bin', name);
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
}
