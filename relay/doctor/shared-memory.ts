/** POSIX shared memory, in which frames are handed to other processes. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { PROFILE_ROOM_BYTES } from '../browser/profile.ts';
import { freeBytes } from '../system/free-bytes.ts';
import { SHARED_MEMORY } from '../system/shared-memory.ts';
import { readable } from './bytes.ts';
import { type Finding, lack, ok } from './finding.ts';

/** Several shares of large pictures, and the browser's own use. Containers are given 64 MB where nobody asks for more. */
const ENOUGH_BYTES = 256e6;

/** @param directory where the system keeps shared memory */
export async function checkSharedMemory(directory = SHARED_MEMORY): Promise<Finding> {
  try {
    await access(directory, constants.W_OK | constants.X_OK);
    const bytes = await freeBytes(directory);
    if (bytes >= ENOUGH_BYTES) {
      const rest =
        bytes < PROFILE_ROOM_BYTES
          ? ` Browsers that Reelay starts need ${readable(PROFILE_ROOM_BYTES)} there for GStreamer to map their frames; below that the relay reads them from a disk.`
          : '';
      return ok('shared-memory', `Shared memory has ${readable(bytes)} free in ${directory}.${rest}`);
    }
    return lack(
      'shared-memory',
      'warning',
      `Shared memory has only ${readable(bytes)} free in ${directory}: large pictures may not be shared, and browsers may crash.`,
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
