/** Chapters: as a WebVTT file, and in the container. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ReelayError } from '../../../shared/errors.ts';
import { type Nanoseconds, NANOSECONDS_PER_MILLISECOND } from '../../../shared/media/time.ts';
import { ffmpegRun } from '../../pipeline/ffmpeg-run.ts';

/** A named part of a recording. */
export interface Chapter {
  readonly title: string;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
}

/** Where a chapter begins. */
export interface ChapterMark {
  readonly title: string;
  readonly startNs: Nanoseconds;
}

/** Each mark lasts until the next, the last one until the end. Marks are in the order of their times. */
export function chaptersOf(marks: readonly ChapterMark[], endNs: Nanoseconds): Chapter[] {
  return marks.map(({ title, startNs }, index) => ({
    title: title.replaceAll(/\s+/g, ' ').trim(),
    startNs,
    endNs: Math.max(startNs, marks[index + 1]?.startNs ?? endNs),
  }));
}

/** As a WebVTT file (W3C WebVTT, section 4), which players take as a track of kind `chapters`. */
export function webVtt(chapters: readonly Chapter[]): string {
  const cues = chapters.map(
    ({ title, startNs, endNs }) => `${vttTime(startNs)} --> ${vttTime(endNs)}\n${escapeVtt(title)}\n`,
  );
  return ['WEBVTT\n', ...cues].join('\n');
}

function vttTime(ns: Nanoseconds): string {
  const milliseconds = Math.floor(ns / NANOSECONDS_PER_MILLISECOND);
  const part = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, '0');
  const seconds = milliseconds / 1000;
  return `${part(seconds / 3600, 2)}:${part((seconds / 60) % 60, 2)}:${part(seconds % 60, 2)}.${part(milliseconds % 1000, 3)}`;
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** As ffmpeg's metadata file (ffmpeg-formats, "Metadata"). */
function ffmetadata(chapters: readonly Chapter[]): string {
  const sections = chapters.map(
    ({ title, startNs, endNs }) =>
      `[CHAPTER]\nTIMEBASE=1/1000000000\nSTART=${startNs}\nEND=${endNs}\ntitle=${escapeMetadata(title)}\n`,
  );
  return [';FFMETADATA1\n', ...sections].join('');
}

function escapeMetadata(text: string): string {
  return text.replaceAll(/[=;#\\\n]/g, String.raw`\$&`);
}

/** Containers that hold chapters, as ffmpeg names them, by file name extension. */
export const CONTAINERS: Readonly<Record<string, string>> = { mp4: 'mp4', mov: 'mov', webm: 'webm', mkv: 'matroska' };

/** Whether files of this extension can hold chapters. */
export function holdsChapters(extension: string): boolean {
  return Object.hasOwn(CONTAINERS, extension);
}

/** Writes `chapters` into the file at `path`, in one step; what is encoded stays as it is. Throws FILE_UNREADABLE. */
export async function writeChapters(path: string, extension: string, chapters: readonly Chapter[]): Promise<void> {
  const format = CONTAINERS[extension];
  if (format === undefined || chapters.length === 0) return;
  const directory = dirname(path);
  const name = basename(path);
  const [list, result] = [`${name}.chapters`, `${name}.tmp`];
  try {
    await writeFile(join(directory, list), ffmetadata(chapters));
    await ffmpegRun({
      directory,
      argv: [
        ...['-i', `file:${name}`, '-f', 'ffmetadata', '-i', `file:${list}`],
        ...['-map', '0', '-map_metadata', '0', '-map_chapters', '1', '-c', 'copy'],
        // Times as they are in the file; the index in front, for players that load from a server.
        ...(format === 'mp4' || format === 'mov' ? ['-movflags', '+faststart'] : []),
        ...['-f', format, '-y', `file:${result}`],
      ],
    });
    await rename(join(directory, result), path);
  } catch (error) {
    const cause = `its chapters could not be written (${error instanceof Error ? error.message : String(error)})`;
    throw new ReelayError('FILE_UNREADABLE', { cause, file: name }, { cause: error });
  } finally {
    await rm(join(directory, result), { force: true });
    await rm(join(directory, list), { force: true });
  }
}
