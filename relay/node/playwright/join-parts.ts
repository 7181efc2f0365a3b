/** The parts of a canvas's recording as one file: what is encoded is copied. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { ReelayError } from '../../../shared/errors.ts';
import { ffmpegRun } from '../../pipeline/ffmpeg-run.ts';
import type { Library } from '../../recordings/library.ts';
import type { Sidecar } from '../../recordings/sidecar.ts';
import { type ChapterMark, chaptersOf, CONTAINERS, webVtt, writeChapters } from './chapters.ts';
import { chaptersPathOf, type RecordedPage, recordingPath } from './recorded-page.ts';

export interface JoinOptions {
  /** Where the parts are; they are taken out of it. */
  readonly library: Library;
  /** Where to write; without an extension it gets that of the parts. */
  readonly file: string;
  readonly marks: readonly ChapterMark[];
}

/**
 * Joins `parts` in their order. Throws NOTHING_RECORDED where there are none, or PARTS_KEPT: then all of them stay in the library,
 * for a person to fetch.
 */
export async function joinParts(
  parts: readonly Sidecar[],
  { library, file, marks }: JoinOptions,
): Promise<RecordedPage> {
  const [first] = parts;
  if (!first) throw new ReelayError('NOTHING_RECORDED');
  const extension = extname(first.file).slice(1);
  const path = recordingPath(file, extension);
  const whole = join(library.directory, `whole-${randomUUID()}`);
  const chapters = chaptersOf(
    marks,
    parts.reduce((sum, { durationNs }) => sum + durationNs, 0),
  );
  // Beside the target: a disk that fills leaves no torn file under the target's name.
  const arriving = join(dirname(path), `reelay-${randomUUID()}.part`);
  try {
    if (parts.length > 1) await concatenate(parts, extension, whole);
    else await copyFile(library.filePath(first.file), whole);
    await writeChapters(whole, extension, chapters);
    await mkdir(dirname(path), { recursive: true });
    await copyFile(whole, arriving);
    await rename(arriving, path);
  } catch (error) {
    const details = { cause: error instanceof Error ? error.message : String(error), directory: library.directory };
    throw new ReelayError('PARTS_KEPT', { ...details, count: parts.length }, { cause: error });
  } finally {
    for (const name of [whole, arriving]) await rm(name, { force: true }).catch(() => undefined);
  }
  for (const part of parts) await library.remove(part);
  const chaptersPath = chapters.length > 0 ? chaptersPathOf(path) : undefined;
  if (chaptersPath !== undefined) await writeFile(chaptersPath, webVtt(chapters));
  return {
    ...{ path, mime: first.mime, chaptersPath },
    frames: parts.reduce((sum, { frames }) => sum + frames, 0),
    durationSeconds: parts.reduce((sum, { durationNs }) => sum + durationNs, 0) / 1e9,
    warnings: [...new Set(parts.flatMap(({ warnings }) => warnings))],
  };
}

/** Removes the library with its folder, unless parts are in it that could not be joined. */
export async function removeLibrary(library: Library): Promise<void> {
  const left = await library.list().catch(() => undefined);
  // What was joined was taken out; of the rest only a whole file is worth keeping.
  if (left?.some(hasFile) === false) await rm(library.directory, { recursive: true, force: true });
}

/** Whether there is something to join. */
export function hasFile(sidecar: Sidecar | undefined): sidecar is Sidecar {
  return sidecar?.state === 'finished' && sidecar.frames > 0;
}

/** The names are the library's own, with nothing in them that a list gives meaning to. */
async function concatenate(parts: readonly Sidecar[], extension: string, target: string): Promise<void> {
  const format = CONTAINERS[extension];
  if (format === undefined) throw new Error(`files of the type .${extension} cannot be joined`);
  const directory = dirname(target);
  const list = `${basename(target)}.list`;
  await writeFile(join(directory, list), parts.map(({ file }) => `file '${file}'\n`).join(''));
  const input = ['-f', 'concat', '-i', `file:${list}`];
  const output = ['-map', '0:v', '-c', 'copy', '-f', format, '-y', `file:${basename(target)}`];
  try {
    await ffmpegRun({ directory, argv: [...input, ...output] });
  } finally {
    await rm(join(directory, list), { force: true });
  }
}
