/** The recordings folder and the room on its disk. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { freeBytes } from '../system/free-bytes.ts';
import { readable } from './bytes.ts';
import { type Finding, lack, ok } from './finding.ts';

/** Below this the relay ends recordings for want of room within moments. */
const NOTHING_BYTES = 64e6;
/** Some minutes of a good recording. */
const ENOUGH_BYTES = 2e9;

export async function checkRecordings(directory: string): Promise<Finding> {
  const there = await existing(directory);
  try {
    if (!(await stat(there)).isDirectory()) throw new Error('it is no folder');
    await access(there, constants.W_OK | constants.R_OK | constants.X_OK);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return lack(
      'recordings',
      'error',
      `Recordings cannot be written to ${directory}: ${cause}.`,
      'Give this user the right to write there, or choose another folder with --recordings.',
    );
  }
  if (there === directory) return ok('recordings', `Recordings can be written to ${directory}.`);
  return ok('recordings', `Recordings can be written to ${directory}, which is made at the first start.`);
}

export async function checkDisk(directory: string): Promise<Finding> {
  const bytes = await freeBytes(await existing(directory));
  const free = `The recordings' disk has ${readable(bytes)} free`;
  if (bytes >= ENOUGH_BYTES) return ok('disk', `${free}.`);
  const remedy = 'Free some space, or choose another folder with --recordings.';
  return bytes < NOTHING_BYTES
    ? lack('disk', 'error', `${free}: nothing can be recorded.`, remedy)
    : lack('disk', 'warning', `${free}: that is little.`, remedy);
}

/** `file`, or the nearest folder above it that there is. */
async function existing(file: string): Promise<string> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  const parent = path.dirname(file);
  return isThere || parent === file ? file : existing(parent);
}
