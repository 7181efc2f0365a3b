/** Takes free names in the recordings folder: each by its sidecar, made exclusively. */
import { writeFile } from 'node:fs/promises';
import { ReelayError } from '../../shared/errors.ts';
import { exists, isCode, unwritable } from './disk.ts';
import { candidateFile, newId, safeStem } from './names.ts';
import { type ReservationMark, sidecarName } from './sidecar.ts';

const MAX_NAME_ATTEMPTS = 10_000;
/** Ends the name of what is being written. */
export const PART_SUFFIX = '.part';

/** A name taken for a recording that is about to be written. */
export interface Reservation {
  readonly id: string;
  /** Final file name. */
  readonly file: string;
  /** Name while it is being written. */
  readonly partFile: string;
}

/** What must be known of the folder. */
interface RecordingsFolder {
  readonly directory: string;
  filePath(file: string): string;
  discard(file: string): Promise<void>;
}

/**
 * Takes names for a recording's files, one for each of `extensions`, in their order: all with the same stem, but for those
 * whose extension comes a second time. Throws DISK_FULL or RECORDINGS_UNWRITABLE, and then none is taken.
 */
export async function reserveNames(
  folder: RecordingsFolder,
  name: string,
  extensions: readonly string[],
): Promise<Reservation[]> {
  const distinct = [...new Set(extensions)];
  const again = extensions.filter((extension, index) => extensions.indexOf(extension) < index);
  const files = await takeTogether(folder, safeStem(name), distinct);
  try {
    for (const extension of again) files.push(...(await takeTogether(folder, safeStem(name), [extension])));
  } catch (error) {
    for (const file of files) await folder.discard(file).catch(() => undefined);
    throw error;
  }
  return extensions.map((extension) => {
    const at = files.findIndex((file) => file.endsWith(`.${extension}`));
    const [file = ''] = files.splice(at, 1);
    return { id: newId(), file, partFile: file + PART_SUFFIX };
  });
}

/** Takes the first stem that is free with every one of `extensions`. */
async function takeTogether(folder: RecordingsFolder, stem: string, extensions: readonly string[]): Promise<string[]> {
  for (let attempt = 0; attempt < MAX_NAME_ATTEMPTS; attempt++) {
    const files = extensions.map((extension) => candidateFile(stem, attempt, extension));
    if (await takeAll(folder, files)) return files;
  }
  throw unwritable(folder.directory, new Error(`every name from ${stem} to ${stem}-${MAX_NAME_ATTEMPTS} is taken`));
}

/** Takes all of `files`, or none. */
async function takeAll(folder: RecordingsFolder, files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    if ((await exists(folder.filePath(file))) || (await exists(folder.filePath(file + PART_SUFFIX)))) return false;
  }
  for (const [index, file] of files.entries()) {
    const isTaken = await take(folder, file).catch(async (error: unknown) => {
      for (const taken of files.slice(0, index)) await folder.discard(taken).catch(() => undefined);
      throw error;
    });
    if (isTaken) continue;
    for (const taken of files.slice(0, index)) await folder.discard(taken);
    return false;
  }
  return true;
}

/** Makes sidecar and part file; false where another was quicker. Throws DISK_FULL or RECORDINGS_UNWRITABLE, leaving neither. */
async function take(folder: RecordingsFolder, file: string): Promise<boolean> {
  const mark: ReservationMark = { reservedBy: process.pid };
  try {
    await writeFile(folder.filePath(sidecarName(file)), JSON.stringify(mark), { flag: 'wx' });
    // The name is ours with its sidecar.
    await writeFile(folder.filePath(file + PART_SUFFIX), '');
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    await folder.discard(file).catch(() => undefined);
    throw isCode(error, 'ENOSPC') ? new ReelayError('DISK_FULL') : unwritable(folder.directory, error);
  }
}
