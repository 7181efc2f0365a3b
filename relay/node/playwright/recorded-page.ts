/** A finished recording of a page, and where its files are. */
import { rm } from 'node:fs/promises';
import { extname, resolve } from 'node:path';

export interface RecordedPage {
  /** Absolute. */
  readonly path: string;
  readonly mime: string;
  /** A WebVTT file beside it, where there are chapters. */
  readonly chaptersPath: string | undefined;
  /** Pictures in it, each shown until the next. */
  readonly frames: number;
  readonly durationSeconds: number;
  /** What a person should know, in words: the page crashed, the picture was padded. */
  readonly warnings: readonly string[];
}

/** Where a recording is written that was asked for as `file`: without an extension it gets `extension`. Absolute. */
export function recordingPath(file: string, extension: string): string {
  return resolve(extname(file) === '' ? `${file}.${extension}` : file);
}

/** Where the chapters of the recording at `path` are written. */
export function chaptersPathOf(path: string): string {
  return `${path.slice(0, -extname(path).length)}.vtt`;
}

/** Removes all files of a recording. */
export async function removeRecordedPage({ path, chaptersPath }: RecordedPage): Promise<void> {
  await rm(path, { force: true });
  if (chaptersPath !== undefined) await rm(chaptersPath, { force: true });
}
