/** Names of shares, and the files in shared memory that they stand for. */
import { randomBytes } from 'node:crypto';
import { ReelayError } from '../../../shared/errors.ts';

/** Where POSIX shared memory lies on Linux: `shm_open("/reelay.NAME")` opens the same file. */
export const SHARED_MEMORY = '/dev/shm';
/** Begins the name of every segment. */
export const SEGMENT_PREFIX = 'reelay.';

export const MAX_NAME_LENGTH = 64;
const NAME = new RegExp(`^[A-Za-z0-9_-]{1,${MAX_NAME_LENGTH}}$`);

/** The segment's path. Throws OPTION_INVALID for what is no name: nothing else gets into a path. */
export function segmentPath(name: string): string {
  if (!NAME.test(name)) {
    throw new ReelayError('OPTION_INVALID', {
      option: 'share',
      value: JSON.stringify(name.slice(0, 80)),
      reason: 'a name has 1 to 64 letters, digits, _ and -',
    });
  }
  return `${SHARED_MEMORY}/${SEGMENT_PREFIX}${name}`;
}

/** No share's name begins with a dot. */
const TEMPORARY = /^reelay\.\.(\d+)\./;

/** A path for a segment that has no name yet, or no longer. */
export function temporaryPath(): string {
  return `${SHARED_MEMORY}/${SEGMENT_PREFIX}.${process.pid}.${randomBytes(8).toString('hex')}`;
}

/** Id of the process that made the temporary file of this name; undefined for any other name. */
export function temporaryMaker(file: string): number | undefined {
  const maker = TEMPORARY.exec(file)?.[1];
  return maker === undefined ? undefined : Number(maker);
}
