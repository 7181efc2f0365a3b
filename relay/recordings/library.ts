/** The recordings folder: names are reserved here, files become final here, and lists come from here. */
import { constants } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { freeBytes } from '../system/free-bytes.ts';
import { contentBytes, forgetContent } from './content-bytes.ts';
import { exists, unwritable } from './disk.ts';
import { PART_SUFFIX, reserveNames, type Reservation } from './reserve.ts';
import type { Sidecar } from './sidecar.ts';
import { type Mark, Sidecars } from './sidecars.ts';

const THUMBNAILS = '.thumbnails';

export class Library {
  readonly directory: string;
  readonly #sidecars: Sidecars;

  private constructor(directory: string) {
    this.directory = directory;
    this.#sidecars = new Sidecars(directory);
  }

  /** Opens the folder, making it where it is absent. Throws RECORDINGS_UNWRITABLE. */
  static async open(directory: string): Promise<Library> {
    const absolute = path.resolve(directory);
    try {
      await mkdir(path.join(absolute, THUMBNAILS), { recursive: true });
      await access(absolute, constants.W_OK | constants.R_OK);
    } catch (error) {
      throw unwritable(absolute, error);
    }
    return new Library(absolute);
  }

  /**
   * Takes names for a recording's files, one for each of `extensions`, in their order: all with the same stem, but for those
   * whose extension comes a second time. Throws DISK_FULL or RECORDINGS_UNWRITABLE, and then none is taken.
   */
  reserveAll(name: string, extensions: readonly string[]): Promise<Reservation[]> {
    return reserveNames(this, name, extensions);
  }

  /** Writes the sidecar of a recording. One that a full disk does not take is listed all the same, and written when there is room. */
  save(sidecar: Sidecar): Promise<void> {
    return this.#sidecars.save(sidecar);
  }

  /** Gives a finished part file its final name; returns its size in bytes. */
  async publish(file: string): Promise<number> {
    const target = this.filePath(file);
    // The name was free when it was taken; what another program has put there since is not ours to replace.
    if (await exists(target)) throw unwritable(this.directory, new Error(`another program has made ${file}`));
    await rename(target + PART_SUFFIX, target);
    forgetContent(target + PART_SUFFIX);
    const bytes = await contentBytes(target);
    forgetContent(target);
    return bytes;
  }

  /** Size of a part file or folder, bytes; 0 where there is none. */
  async partBytes(file: string): Promise<number> {
    return contentBytes(this.filePath(file + PART_SUFFIX));
  }

  /** Makes a reserved part file a folder, for a recording that is one. Throws RECORDINGS_UNWRITABLE. */
  async makeFolder({ partFile }: Reservation): Promise<void> {
    try {
      await rm(this.filePath(partFile), { force: true });
      await mkdir(this.filePath(partFile));
    } catch (error) {
      throw unwritable(this.directory, error);
    }
  }

  /** Removes the part file of a recording whose pipeline writes no file. */
  async removePart(file: string): Promise<void> {
    await rm(this.filePath(file + PART_SUFFIX), { force: true, recursive: true });
  }

  /** Free bytes on the recordings' disk. */
  freeBytes(): Promise<number> {
    return freeBytes(this.directory);
  }

  /** Removes all traces of a reserved name. A finished file is left alone. */
  async discard(file: string): Promise<void> {
    await this.#removeFiles(file, ['.json', '.json.tmp', PART_SUFFIX, `${PART_SUFFIX}.tmp`]);
  }

  /** Names that a relay took and did not begin to record into, with the relay's process id. */
  marks(): Promise<Mark[]> {
    return this.#sidecars.marks();
  }

  /** All sidecars, newest first. Throws RECORDINGS_UNWRITABLE where the folder cannot even be read. */
  list(): Promise<Sidecar[]> {
    return this.#sidecars.list();
  }

  /** The sidecar of recording `id`, or undefined. */
  async get(id: string): Promise<Sidecar | undefined> {
    return (await this.list()).find((sidecar) => sidecar.id === id);
  }

  /** Deletes a recording with its sidecar and thumbnail. Throws RECORDING_BUSY while it is being written. */
  async remove(sidecar: Sidecar): Promise<void> {
    if (sidecar.state === 'recording') throw new ReelayError('RECORDING_BUSY', { id: sidecar.id });
    await this.#removeFiles(sidecar.file, ['', PART_SUFFIX, `${PART_SUFFIX}.tmp`, '.json', '.json.tmp']);
    await rm(this.thumbnailPath(sidecar.id), { force: true });
  }

  /** Absolute path of a recording's file. The name must be one this library made. */
  filePath(file: string): string {
    return path.join(this.directory, file);
  }

  /** Where the thumbnail of recording `id` is kept. */
  thumbnailPath(id: string): string {
    return path.join(this.directory, THUMBNAILS, `${id}.jpg`);
  }

  #removeFiles(file: string, suffixes: readonly string[]): Promise<void> {
    return this.#sidecars.forget(file, async () => {
      for (const suffix of suffixes) {
        forgetContent(this.filePath(file + suffix));
        await rm(this.filePath(file + suffix), { force: true, recursive: true });
      }
    });
  }
}
