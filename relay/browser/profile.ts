/**
 * Profiles of the browsers that Reelay starts. They lie in shared memory where there is room: GStreamer can then map the frames
 * that a page writes into its origin-private files (docs/decisions/036).
 */
import { lstat, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freeBytes } from '../system/free-bytes.ts';
import { hasRunSince } from '../system/processes.ts';
import { SHARED_MEMORY } from '../system/shared-memory.ts';

/** Begins the name of each; the id of the process that removes it follows. */
const PREFIX = 'reelay-profile.';
const NAME = /^reelay-profile\.(\d+)\./;
/** What must be free in shared memory. A fresh profile takes some 30 MB, the frames of an 8K page 700 MB. Containers have 64 MB where nobody asks for more. */
export const PROFILE_ROOM_BYTES = 1e9;
/** Others' write permission: what lies in such a folder may be anybody's. */
const WRITABLE_BY_OTHERS = 0o022;

/** Makes an empty profile folder that only this user can enter; in shared memory where there is room. */
export async function makeProfile(): Promise<string> {
  const folder = (await hasRoom(SHARED_MEMORY)) ? SHARED_MEMORY : tmpdir();
  return mkdtemp(path.join(folder, `${PREFIX}${process.pid}.`));
}

/** Removes a profile whose browser has ended. */
export async function removeProfile(profile: string): Promise<void> {
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Profile folders of this user's browsers that Reelay started, by whichever process. */
export async function findProfiles(): Promise<string[]> {
  const found = await Promise.all([...new Set([SHARED_MEMORY, tmpdir()])].map(profilesIn));
  return found.flat();
}

/** Removes the profiles that killed processes left behind. Never rejects. */
export async function removeStaleProfiles(): Promise<void> {
  for (const profile of await findProfiles()) {
    // Another relay may be clearing up, too.
    if (await isLeftBehind(profile).catch(() => false)) await removeProfile(profile).catch(() => undefined);
  }
}

/** Whether neither who made it runs, nor its browser, which may outlive that. */
async function isLeftBehind(profile: string): Promise<boolean> {
  const maker = Number(NAME.exec(path.basename(profile))?.[1]);
  // When it was made is not told on every file system; it was not after this.
  const { ctimeMs } = await lstat(profile);
  if (maker === process.pid || (await hasRunSince(maker, ctimeMs))) return false;
  return !(await hasRunSince(await browserOf(profile), Date.now()));
}

/** Process id of the browser that says it uses `profile`; NaN where none does. */
async function browserOf(profile: string): Promise<number> {
  const lock = await readlink(path.join(profile, 'SingletonLock')).catch(() => '');
  return Number(/-(\d+)$/.exec(lock)?.[1]);
}

async function profilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const paths = names.filter((name) => NAME.test(name)).map((name) => path.join(folder, name));
  const own = await Promise.all(paths.map(isOwn));
  return paths.filter((_, index) => own[index]);
}

/** Both folders are open to all users: a name proves nothing. */
async function isOwn(profile: string): Promise<boolean> {
  const found = await lstat(profile).catch(() => undefined);
  return (
    found !== undefined &&
    found.isDirectory() &&
    found.uid === process.getuid?.() &&
    (found.mode & WRITABLE_BY_OTHERS) === 0
  );
}

async function hasRoom(folder: string): Promise<boolean> {
  return (await freeBytes(folder).catch(() => 0)) >= PROFILE_ROOM_BYTES;
}
