/** The recordings folder: names are reserved here, files become final here, and lists come from here. */
import { constants } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { contentBytes, forgetContent } from './content-bytes.ts';
import { candidateFile, isSafeFileName, newId, safeStem } from './names.ts';
import { isSidecar, readSidecar, type ReservationMark, type Sidecar, sidecarName, writeSidecar } from './sidecar.ts';

const MAX_NAME_ATTEMPTS = 10_000;
const PART_SUFFIX = '.part';
const THUMBNAILS = '.thumbnails';

/** A name taken for a recording that is about to be written. */
export interface Reservation {
  readonly id: string;
  /** Final file name. */
  readonly file: string;
  /** Name while it is being written. */
  readonly partFile: string;
}

export class Library {
  readonly directory: string;
  /** Sidecars that a full disk would not take; shown from here and written when there is room. */
  readonly #unsaved = new Map<string, Sidecar>();
  /** The last change to sidecars; settles when it is done. */
  #tail: Promise<void> = Promise.resolve();

  private constructor(directory: string) {
    this.directory = directory;
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
   * Takes a free name for a recording called `name`, by creating its part file and its sidecar exclusively.
   * Throws DISK_FULL or RECORDINGS_UNWRITABLE.
   */
  async reserve(name: string, extension: string): Promise<Reservation> {
    const [reservation] = await this.reserveAll(name, [extension]);
    if (!reservation) throw new Error('one extension makes one name');
    return reservation;
  }

  /**
   * Takes names for a recording's files, one for each of `extensions`, in their order: all with the same stem, but for those
   * whose extension comes a second time. Throws DISK_FULL or RECORDINGS_UNWRITABLE, and then none is taken.
   */
  async reserveAll(name: string, extensions: readonly string[]): Promise<Reservation[]> {
    const distinct = [...new Set(extensions)];
    const again = extensions.filter((extension, index) => extensions.indexOf(extension) < index);
    const files = await this.#takeTogether(safeStem(name), distinct);
    try {
      for (const extension of again) files.push(...(await this.#takeTogether(safeStem(name), [extension])));
    } catch (error) {
      for (const file of files) await this.discard(file).catch(() => undefined);
      throw error;
    }
    return extensions.map((extension) => {
      const at = files.findIndex((file) => file.endsWith(`.${extension}`));
      const [file = ''] = files.splice(at, 1);
      return { id: newId(), file, partFile: file + PART_SUFFIX };
    });
  }

  /** Takes the first stem that is free with every one of `extensions`. */
  async #takeTogether(stem: string, extensions: readonly string[]): Promise<string[]> {
    for (let attempt = 0; attempt < MAX_NAME_ATTEMPTS; attempt++) {
      const files = extensions.map((extension) => candidateFile(stem, attempt, extension));
      if (await this.#takeAll(files)) return files;
    }
    throw unwritable(this.directory, new Error(`every name from ${stem} to ${stem}-${MAX_NAME_ATTEMPTS} is taken`));
  }

  /** Takes all of `files`, or none. */
  async #takeAll(files: readonly string[]): Promise<boolean> {
    for (const file of files) {
      if ((await exists(this.filePath(file))) || (await exists(this.filePath(file + PART_SUFFIX)))) return false;
    }
    for (const [index, file] of files.entries()) {
      const isTaken = await this.#take(file).catch(async (error: unknown) => {
        for (const taken of files.slice(0, index)) await this.discard(taken).catch(() => undefined);
        throw error;
      });
      if (isTaken) continue;
      for (const taken of files.slice(0, index)) await this.discard(taken);
      return false;
    }
    return true;
  }

  /** Makes sidecar and part file; false where another was quicker. Throws DISK_FULL or RECORDINGS_UNWRITABLE, leaving neither. */
  async #take(file: string): Promise<boolean> {
    const mark: ReservationMark = { reservedBy: process.pid };
    try {
      await writeFile(this.filePath(sidecarName(file)), JSON.stringify(mark), { flag: 'wx' });
      // The name is ours with its sidecar.
      await writeFile(this.filePath(file + PART_SUFFIX), '');
      return true;
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      await this.discard(file).catch(() => undefined);
      throw isCode(error, 'ENOSPC') ? new ReelayError('DISK_FULL') : unwritable(this.directory, error);
    }
  }

  /**
   * Writes the sidecar of a recording. Where the disk does not take it, it is kept in memory, listed from there and
   * written with a later one: a full disk must not hide what became of the recording that filled it.
   */
  async save(sidecar: Sidecar): Promise<void> {
    this.#unsaved.set(sidecar.id, sidecar);
    const problem = (await this.#flush()).get(sidecar.id);
    if (problem) throw problem;
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
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.directory);
    return bavail * bsize;
  }

  /** Removes all traces of a reserved name. A finished file is left alone. */
  async discard(file: string): Promise<void> {
    for (const [id, sidecar] of this.#unsaved) if (sidecar.file === file) this.#unsaved.delete(id);
    await this.#queue(() => this.#removeFiles(file, ['.json', '.json.tmp', PART_SUFFIX, `${PART_SUFFIX}.tmp`]));
  }

  /** Names that a relay took and did not begin to record into, with the relay's process id. */
  async marks(): Promise<(ReservationMark & { readonly file: string })[]> {
    return (await this.#read()).flatMap(({ name, content }) =>
      content && !isSidecar(content) ? [{ ...content, file: name.slice(0, -'.json'.length) }] : [],
    );
  }

  /** All sidecars, newest first. Throws RECORDINGS_UNWRITABLE where the folder cannot even be read. */
  async list(): Promise<Sidecar[]> {
    await this.#flush(); // What cannot be written now is listed from memory.
    const onDisk = (await this.#read())
      .map(({ content }) => content)
      .filter((content) => isSidecar(content))
      .filter(({ id }) => !this.#unsaved.has(id));
    return [...onDisk, ...this.#unsaved.values()].sort(
      (a, b) => b.startedAt.localeCompare(a.startedAt) || b.id.localeCompare(a.id),
    );
  }

  /** The sidecar of recording `id`, or undefined. */
  async get(id: string): Promise<Sidecar | undefined> {
    return (await this.list()).find((sidecar) => sidecar.id === id);
  }

  /** Deletes a recording with its sidecar and thumbnail. Throws RECORDING_BUSY while it is being written. */
  async remove(sidecar: Sidecar): Promise<void> {
    if (sidecar.state === 'recording') throw new ReelayError('RECORDING_BUSY', { id: sidecar.id });
    this.#unsaved.delete(sidecar.id);
    await this.#queue(() =>
      this.#removeFiles(sidecar.file, ['', PART_SUFFIX, `${PART_SUFFIX}.tmp`, '.json', '.json.tmp']),
    );
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

  /** What is in the folder's sidecars, those of other programs as undefined. */
  async #read(): Promise<{ readonly name: string; readonly content: Sidecar | ReservationMark | undefined }[]> {
    const all = await readdir(this.directory).catch((error: unknown) =>
      Promise.reject(unwritable(this.directory, error)),
    );
    const names = all.filter((name) => name.endsWith('.json') && isSafeFileName(name));
    return Promise.all(names.map(async (name) => ({ name, content: await readSidecar(this.filePath(name)) })));
  }

  /** Writes what is unsaved; resolves with what went wrong, by id: one that cannot be written must not stop the others. */
  #flush(): Promise<ReadonlyMap<string, ReelayError>> {
    return this.#queue(async () => {
      const problems = new Map<string, ReelayError>();
      for (const [id, sidecar] of this.#unsaved) {
        try {
          await writeSidecar(this.directory, sidecar);
          if (this.#unsaved.get(id) === sidecar) this.#unsaved.delete(id);
        } catch (error) {
          if (!isCode(error, 'ENOSPC')) problems.set(id, unwritable(this.directory, error));
        }
      }
      return problems;
    });
  }

  /** One after the other: two writers of one sidecar would take each other's temporary file away. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work);
    this.#tail = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  async #removeFiles(file: string, suffixes: readonly string[]): Promise<void> {
    for (const suffix of suffixes) {
      forgetContent(this.filePath(file + suffix));
      await rm(this.filePath(file + suffix), { force: true, recursive: true });
    }
  }
}

function unwritable(directory: string, error: unknown): ReelayError {
  const cause = error instanceof Error ? error.message : String(error);
  return new ReelayError('RECORDINGS_UNWRITABLE', { directory, cause }, { cause: error });
}

async function exists(filePath: string): Promise<boolean> {
  return stat(filePath).then(
    () => true,
    () => false,
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
