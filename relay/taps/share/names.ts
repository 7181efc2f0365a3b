/** Names of shares, and the files in shared memory that they stand for. */
import { ReelayError } from '../../../shared/errors.ts';
import { SEGMENT_PREFIX, SHARED_MEMORY } from '../../system/shared-memory.ts';

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
