import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findProfiles, makeProfile, removeProfile, removeStaleProfiles } from './profile.ts';

/** A profile folder that process `pid` made. */
async function profileOf(pid: number): Promise<string> {
  const profile = await mkdtemp(path.join(tmpdir(), `reelay-profile.${pid}.`));
  onTestFinished(() => removeProfile(profile));
  return profile;
}

/** Id of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

const exists = (folder: string): Promise<boolean> =>
  stat(folder).then(
    () => true,
    () => false,
  );

it('a profile is found, entered by nobody else, and removed', async () => {
  const profile = await makeProfile();
  expect(await findProfiles()).toContain(profile);
  expect((await stat(profile)).mode & 0o777).toBe(0o700);
  await removeProfile(profile);
  expect(await findProfiles()).not.toContain(profile);
});

it('a folder that others may write, and a link to one, are no profiles', async () => {
  const open = await profileOf(process.pid);
  await chmod(open, 0o777);
  const target = await mkdtemp(path.join(tmpdir(), 'reelay-elsewhere-'));
  onTestFinished(() => removeProfile(target));
  const link = path.join(tmpdir(), `reelay-profile.${process.pid}.link`);
  await symlink(target, link);
  onTestFinished(() => removeProfile(link));
  const found = await findProfiles();
  expect(found).not.toContain(open);
  expect(found).not.toContain(link);
});

it('what a killed process left is removed, but not while its browser runs', async () => {
  const [left, used, own] = [
    await profileOf(await endedPid()),
    await profileOf(await endedPid()),
    await profileOf(process.pid),
  ];
  await mkdir(path.join(left, 'Default'));
  const browser = spawn('sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void browser.kill());
  await symlink(`host-${browser.pid}`, path.join(used, 'SingletonLock'));
  await removeStaleProfiles();
  expect([await exists(left), await exists(used), await exists(own)]).toEqual([false, true, true]);
});
