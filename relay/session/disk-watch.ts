/** Ends a recording while there is still room to end it well: a pipeline whose disk is full dies in the middle of a write. */
import { ReelayError } from '../../shared/errors.ts';
import type { Library } from '../recordings/library.ts';

/** Kept free for indices, sidecars and the frames that are under way when the end is sent. */
const MIN_FREE_BYTES = 16 * 1024 * 1024;
/** And as much as the recording itself writes between this many looks. */
const LOOKS_AHEAD = 8;

export class DiskWatch {
  readonly #library: Library;
  #lastBytes = 0;

  constructor(library: Library) {
    this.#library = library;
  }

  /** Throws DISK_FULL where there is no room for a recording that has `bytes` by now. To be called at regular times. */
  async look(bytes: number): Promise<void> {
    const grownBytes = Math.max(0, bytes - this.#lastBytes);
    this.#lastBytes = bytes;
    // A folder that cannot be asked is not full; what is wrong with it shows when it is written.
    const freeBytes = await this.#library.freeBytes().catch(() => Number.POSITIVE_INFINITY);
    if (freeBytes < MIN_FREE_BYTES + LOOKS_AHEAD * grownBytes) throw new ReelayError('DISK_FULL');
  }
}
