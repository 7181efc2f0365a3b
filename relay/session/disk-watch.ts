/** Ends a recording while there is still room to end it well: a pipeline whose disk is full dies in the middle of a write. */
import { ReelayError } from '../../shared/errors.ts';
import type { Library } from '../recordings/library.ts';

/** Kept free for each file: its index, its sidecar and the frames that are under way when the end is sent. */
const MIN_FREE_BYTES = 16 * 1024 * 1024;
/** And as much as the recording's files together grow between this many looks. */
const LOOKS_AHEAD = 8;
/** What a file's end may take of what was kept free for it. */
const MAX_END_BYTES = MIN_FREE_BYTES / 2;

export class DiskWatch {
  readonly #library: Library;
  readonly #files: number;
  readonly #reserveBytes: number;
  #lastBytes = 0;
  /** What the files had when their end was first looked at. */
  #endsFromBytes: number | undefined;

  /** @param files how many are written at once */
  constructor(library: Library, files: number) {
    this.#library = library;
    this.#files = files;
    this.#reserveBytes = files * MIN_FREE_BYTES;
  }

  /** Throws DISK_FULL where there is no room for a recording whose files have `bytes` by now. To be called at regular times. */
  async look(bytes: number): Promise<void> {
    const grownBytes = Math.max(0, bytes - this.#lastBytes);
    this.#lastBytes = bytes;
    if ((await this.#freeBytes()) < this.#reserveBytes + LOOKS_AHEAD * grownBytes) throw new ReelayError('DISK_FULL');
  }

  /**
   * The same once no more frames come: what is kept free is there to be used now. Throws DISK_FULL where it is used by what
   * cannot be an end: a gap before the last frame that is filled with repeats of the one before, say.
   */
  async lookAtEnd(bytes: number): Promise<void> {
    this.#endsFromBytes ??= bytes;
    if (bytes - this.#endsFromBytes <= this.#files * MAX_END_BYTES) return;
    if ((await this.#freeBytes()) < this.#reserveBytes) throw new ReelayError('DISK_FULL');
  }

  /** A folder that cannot be asked is not full; what is wrong with it shows when it is written. */
  #freeBytes(): Promise<number> {
    return this.#library.freeBytes().catch(() => Number.POSITIVE_INFINITY);
  }
}
