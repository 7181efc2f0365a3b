/** A segment's file: made under a name of its own, given its real name when it is whole, taken away at the end. */
import { randomBytes } from 'node:crypto';
import { constants, fstatSync, lstatSync, unlinkSync } from 'node:fs';
import { type FileHandle, link, lstat, open, readdir, rename, unlink } from 'node:fs/promises';
import { ReelayError } from '../../../shared/errors.ts';
import { hasRunSince } from '../../system/processes.ts';
import { decodeHeader, encodeHeader, HEADER_BYTES, type ShareGeometry, shareSizes } from './layout.ts';
import { SEGMENT_PREFIX, segmentPath, SHARED_MEMORY } from './names.ts';

/** Bytes written at once while the memory is taken. */
const FILL_BYTES = 1024 * 1024;
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The segments that this process writes. */
const own = new Set<Segment>();
// A program that ends without ending its shares leaves none behind, unless it is killed.
process.on('exit', () => {
  for (const segment of own) segment.removeNow();
});

export class Segment {
  readonly path: string;
  readonly fd: number;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
    this.fd = file.fd;
  }

  /**
   * Makes the segment `name`, all of its memory taken. Throws SHARE_TAKEN where another process writes one of this name,
   * SHARE_UNAVAILABLE where there is no room or no right.
   */
  static async create(name: string, geometry: ShareGeometry, permissions: number): Promise<Segment> {
    const path = segmentPath(name);
    const temporary = temporaryPath();
    const { segmentBytes } = shareSizes(geometry);
    const header = encodeHeader(geometry);
    // What no reader would take is not made.
    decodeHeader(header, segmentBytes, path);
    try {
      const file = await open(temporary, 'wx+', permissions);
      try {
        // Whatever the umask is.
        await file.chmod(permissions);
        await fill(file, segmentBytes);
        await file.write(header, 0, HEADER_BYTES, 0);
        await giveName(temporary, path, name);
      } catch (error) {
        await file.close();
        throw error;
      } finally {
        await unlink(temporary).catch(() => undefined);
      }
      const segment = new Segment(path, file);
      own.add(segment);
      return segment;
    } catch (error) {
      if (error instanceof ReelayError) throw error;
      const cause = error instanceof Error ? error.message : String(error);
      throw new ReelayError('SHARE_UNAVAILABLE', { name, bytes: segmentBytes, cause }, { cause: error });
    }
  }

  /** Takes the name away, unless it is another's by now. Readers that have the segment open keep it. */
  removeNow(): void {
    own.delete(this);
    try {
      if (lstatSync(this.path).ino === fstatSync(this.fd).ino) unlinkSync(this.path);
    } catch {
      // It is gone already.
    }
  }

  async close(): Promise<void> {
    this.removeNow();
    await this.#file.close();
  }
}

/** Removes the segments of this user that killed processes left behind. */
export async function removeStaleSegments(): Promise<void> {
  const names = await readdir(SHARED_MEMORY).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(SEGMENT_PREFIX)) continue;
    const path = `${SHARED_MEMORY}/${name}`;
    const maker = TEMPORARY.exec(name)?.[1];
    try {
      const found = maker === undefined ? await inspect(path) : undefined;
      if (found?.isStale) await takeAway(path, found.inode);
      if (maker !== undefined && (await isLeftOver(path, Number(maker)))) await unlink(path);
    } catch {
      // Another user's, or gone meanwhile.
    }
  }
}

/** No share's name begins with a dot. */
const TEMPORARY = /^reelay\.\.(\d+)\./;

function temporaryPath(): string {
  return `${SHARED_MEMORY}/${SEGMENT_PREFIX}.${process.pid}.${randomBytes(8).toString('hex')}`;
}

/** True for a temporary file whose maker was killed before it had its name. */
async function isLeftOver(path: string, maker: number): Promise<boolean> {
  return maker !== process.pid && !(await hasRunSince(maker, (await lstat(path)).mtimeMs));
}

/** Written, not only sized: a file without its memory would fail, or kill who maps it, when memory runs out later. */
async function fill(file: FileHandle, bytes: number): Promise<void> {
  const zeros = Buffer.alloc(Math.min(FILL_BYTES, bytes));
  for (let at = 0; at < bytes; )
    at += (await file.write(zeros, 0, Math.min(zeros.length, bytes - at), at)).bytesWritten;
}

/** Gives `temporary` the name `path`. A link is never made over another file, so no one's segment is lost to it. */
async function giveName(temporary: string, path: string, name: string): Promise<void> {
  for (;;) {
    try {
      await link(temporary, path);
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const found = await inspect(path);
    if (found && !found.isStale) throw new ReelayError('SHARE_TAKEN', { name, path, pid: found.pid });
    if (found) await takeAway(path, found.inode);
  }
}

interface Found {
  readonly inode: number;
  readonly pid: number;
  readonly isStale: boolean;
}

/** What lies at `path`; undefined where nothing does. What is no segment is never stale: it is not ours to remove. */
async function inspect(path: string): Promise<Found | undefined> {
  const file = await open(path, READ_FLAGS).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const { ino: inode, size } = await file.stat();
    if ([...own].some(({ fd }) => fstatSync(fd).ino === inode)) return { inode, pid: process.pid, isStale: false };
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
async function takeAway(path: string, inode: number): Promise<void> {
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

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
