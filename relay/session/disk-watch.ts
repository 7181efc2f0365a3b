/** Ends a recording while there is still room to end it well: a pipeline whose disk is full dies in the middle of a write. */
import { ReelayError } from '../../shared/errors.ts';
import type { Library } from '../recordings/library.ts';

/** Kept free for each file: its index, its sidecar and the frames that are under way when the end is sent. */
const MIN_FREE_BYTES = 16 * 1024 * 1024;
/** And as much as the recording's files together grow between this many looks. */
const LOOKS_AHEAD = 8;

export class DiskWatch {
  readonly #library: Library;
  readonly #reserveBytes: number;
  #lastBytes = 0;

  /** @param files how many are written at once */
  constructor(library: Library, files: number) {
    this.#library = library;
    this.#reserveBytes = files * MIN_FREE_BYTES;
  }

  /** Throws DISK_FULL where there is no room for a recording whose files have `bytes` by now. To be called at regular times. */
  async look(bytes: number): Promise<void> {
    const grownBytes = Math.max(0, bytes - this.#lastBytes);
    this.#lastBytes = bytes;
    // A folder that cannot be asked is not full; what is wrong with it shows when it is written.
    const freeBytes = await this.#library.freeBytes().catch(() => Number.POSITIVE_INFINITY);
    if (freeBytes < this.#reserveBytes + LOOKS_AHEAD * grownBytes) throw new ReelayError('DISK_FULL');
  }
}
