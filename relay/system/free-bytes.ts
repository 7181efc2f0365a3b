/** Room on a disk, or in shared memory. */
import { statfs } from 'node:fs/promises';

/** Bytes that this user may still write on the file system that holds `path`. Rejects where there is no such path. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
