/** The folder of POSIX shared memory, and names there that tell who made them. */
import { randomBytes } from 'node:crypto';

/** Where POSIX shared memory lies on Linux: `shm_open("/NAME")` opens the file NAME in it. */
export const SHARED_MEMORY = '/dev/shm';
/** Begins every name that Reelay gives there. */
export const SEGMENT_PREFIX = 'reelay.';

/** No share's name begins with a dot. */
const TEMPORARY = /^reelay\.\.(\d+)\./;

/** A path for what has no other name: if this process is killed, the next relay removes it. */
export function temporaryPath(): string {
  return `${SHARED_MEMORY}/${SEGMENT_PREFIX}.${process.pid}.${randomBytes(8).toString('hex')}`;
}

/** Id of the process that made the temporary file of this name; undefined for any other name. */
export function temporaryMaker(file: string): number | undefined {
  const maker = TEMPORARY.exec(file)?.[1];
  return maker === undefined ? undefined : Number(maker);
}
