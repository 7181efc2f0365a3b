/** A segment's file: made under a name of its own, given its real name when it is whole, taken away at the end. */
import { fstatSync, lstatSync, unlinkSync } from 'node:fs';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { ReelayError } from '../../../shared/errors.ts';
import { decodeHeader, encodeHeader } from './header.ts';
import { HEADER_BYTES, type ShareGeometry, shareSizes } from './layout.ts';
import { temporaryPath } from '../../system/shared-memory.ts';
import { segmentPath } from './names.ts';
import { hasCode, inspectSegment, takeAway } from './stale.ts';

/** Bytes written at once while the memory is taken. */
const FILL_BYTES = 1024 * 1024;

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
    const found = await inspectSegment(path, isOwn);
    if (found && !found.isStale) throw new ReelayError('SHARE_TAKEN', { name, path, pid: found.pid });
    if (found) await takeAway(path, found.inode);
  }
}

/** True for the file of a segment that this process writes. */
function isOwn(inode: number): boolean {
  return [...own].some(({ fd }) => fstatSync(fd).ino === inode);
}
