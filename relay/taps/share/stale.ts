/** Segments that a killed writer left behind: told from those that are written, and removed. */
import { constants, lstatSync } from 'node:fs';
import { link, lstat, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { hasRunSince } from '../../system/processes.ts';
import { decodeHeader } from './header.ts';
import { HEADER_BYTES } from './layout.ts';
import { SEGMENT_PREFIX, SHARED_MEMORY, temporaryMaker, temporaryPath } from '../../system/shared-memory.ts';

const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Removes the segments of this user that killed processes left behind. */
export async function removeStaleSegments(): Promise<void> {
  const names = await readdir(SHARED_MEMORY).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(SEGMENT_PREFIX)) continue;
    const path = `${SHARED_MEMORY}/${name}`;
    const maker = temporaryMaker(name);
    try {
      const found = maker === undefined ? await inspectSegment(path, () => false) : undefined;
      if (found?.isStale) await takeAway(path, found.inode);
      if (maker !== undefined && (await isLeftOver(path, maker))) await rm(path, { recursive: true });
    } catch {
      // Another user's, or gone meanwhile.
    }
  }
}

/** True for a temporary file or folder whose maker was killed before it had its name, or had taken it away. */
async function isLeftOver(path: string, maker: number): Promise<boolean> {
  return maker !== process.pid && !(await hasRunSince(maker, (await lstat(path)).mtimeMs));
}

interface Found {
  readonly inode: number;
  readonly pid: number;
  readonly isStale: boolean;
}

/** What lies at `path`; undefined where nothing does. What is no segment is never stale: it is not ours to remove. */
export async function inspectSegment(path: string, isOwn: (inode: number) => boolean): Promise<Found | undefined> {
  const file = await open(path, READ_FLAGS).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const { ino: inode, size } = await file.stat();
    if (isOwn(inode)) return { inode, pid: process.pid, isStale: false };
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
    try {
      const { writerPid: pid, writerSinceMs } = decodeHeader(header.subarray(0, bytesRead), size, path);
      return { inode, pid, isStale: !(await hasRunSince(pid, writerSinceMs)) };
    } catch {
      return { inode, pid: 0, isStale: false };
    }
  } finally {
    await file.close();
  }
}

/** Removes the file `inode` at `path`. Moved aside first: another process may have put its own there just now. */
export async function takeAway(path: string, inode: number): Promise<void> {
  const aside = temporaryPath();
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = lstatSync(aside).ino === inode;
  if (!moved) await link(aside, path).catch(() => undefined);
  await unlink(aside);
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
