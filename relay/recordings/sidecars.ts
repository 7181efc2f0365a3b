/** The sidecars of a folder: written one after the other, listed, and kept where a full disk does not take them. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ReelayError } from '../../shared/errors.ts';
import { isCode, unwritable } from './disk.ts';
import { isSafeFileName } from './names.ts';
import { isSidecar, readSidecar, type ReservationMark, type Sidecar, writeSidecar } from './sidecar.ts';

/** A name that was taken, and that nothing was recorded into yet. */
export type Mark = ReservationMark & { readonly file: string };

export class Sidecars {
  readonly #directory: string;
  /** Those that a full disk would not take; shown from here and written when there is room. */
  readonly #unsaved = new Map<string, Sidecar>();
  /** The last change; settles when it is done. */
  #tail: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
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

  /** Names that a relay took and did not begin to record into, with the relay's process id. */
  async marks(): Promise<Mark[]> {
    return (await this.#read()).flatMap(({ name, content }) =>
      content && !isSidecar(content) ? [{ ...content, file: name.slice(0, -'.json'.length) }] : [],
    );
  }

  /** Forgets what is unsaved of the recording in `file`, then does `work` while no sidecar is written. */
  forget(file: string, work: () => Promise<void>): Promise<void> {
    for (const [id, sidecar] of this.#unsaved) if (sidecar.file === file) this.#unsaved.delete(id);
    return this.#queue(work);
  }

  /** What is in the folder's sidecars, those of other programs as undefined. */
  async #read(): Promise<{ readonly name: string; readonly content: Sidecar | ReservationMark | undefined }[]> {
    const all = await readdir(this.#directory).catch((error: unknown) =>
      Promise.reject(unwritable(this.#directory, error)),
    );
    const names = all.filter((name) => name.endsWith('.json') && isSafeFileName(name));
    return Promise.all(
      names.map(async (name) => ({ name, content: await readSidecar(path.join(this.#directory, name)) })),
    );
  }

  /** Writes what is unsaved; resolves with what went wrong, by id: one that cannot be written must not stop the others. */
  #flush(): Promise<ReadonlyMap<string, ReelayError>> {
    return this.#queue(async () => {
      const problems = new Map<string, ReelayError>();
      for (const [id, sidecar] of this.#unsaved) {
        try {
          await writeSidecar(this.#directory, sidecar);
          if (this.#unsaved.get(id) === sidecar) this.#unsaved.delete(id);
        } catch (error) {
          if (!isCode(error, 'ENOSPC')) problems.set(id, unwritable(this.#directory, error));
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
}
