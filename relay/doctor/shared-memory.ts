/** POSIX shared memory, in which frames are handed to other processes. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { PROFILE_ROOM_BYTES } from '../browser/profile.ts';
import { readable } from './bytes.ts';
import { type Finding, lack, ok } from './finding.ts';

const DIRECTORY = '/dev/shm';
/** Several shares of large pictures, and the browser's own use. Containers are given 64 MB where nobody asks for more. */
const ENOUGH_BYTES = 256e6;

/** @param directory where the system keeps shared memory */
export async function checkSharedMemory(directory = DIRECTORY): Promise<Finding> {
  try {
    await access(directory, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(directory);
    const freeBytes = bavail * bsize;
    if (freeBytes >= ENOUGH_BYTES) {
      const rest =
        freeBytes < PROFILE_ROOM_BYTES
          ? ` Browsers that Reelay starts need ${readable(PROFILE_ROOM_BYTES)} there for GStreamer to map their frames; below that the relay reads them from a disk.`
          : '';
      return ok('shared-memory', `Shared memory has ${readable(freeBytes)} free in ${directory}.${rest}`);
    }
    return lack(
      'shared-memory',
      'warning',
      `Shared memory has only ${readable(freeBytes)} free in ${directory}: large pictures may not be shared, and browsers may crash.`,
      `Remove what others left in ${directory}. In a container ask for more: \`docker run --shm-size=1g\`.`,
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const reason = code === 'ENOENT' ? `There is no ${directory}` : `${directory} cannot be written (${code})`;
    return lack(
      'shared-memory',
      'warning',
      `${reason}: frames cannot be shared with other processes. Recording does not need it.`,
      'Use Linux with a tmpfs there that this user may write.',
    );
  }
}
