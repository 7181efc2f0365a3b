/** File names the relay makes itself: nothing a peer says reaches the disk but through here. */
import { createHash, randomBytes } from 'node:crypto';

const MAX_STEM_LENGTH = 64;
const FALLBACK_STEM = 'recording';
/** Names that Windows gives to devices, whatever their extension: the folder may be on a Windows machine's disk. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/**
 * A stem of `[A-Za-z0-9_-]` for what a person called the recording: accents are dropped, other runs become one
 * hyphen, and a name with nothing left becomes `recording`.
 */
export function safeStem(name: string): string {
  const stem = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, MAX_STEM_LENGTH)
    .replace(/^-+|-+$/g, '');
  if (stem === '') return FALLBACK_STEM;
  return DEVICE.test(stem) ? `${FALLBACK_STEM}-${stem}` : stem;
}

/** The name of attempt `attempt` (0, 1, ...) at a free file name. */
export function candidateFile(stem: string, attempt: number, extension: string): string {
  return attempt === 0 ? `${stem}.${extension}` : `${stem}-${attempt + 1}.${extension}`;
}

/** True for a name this relay could have made: no separators, no leading dot, nothing to quote. */
export function isSafeFileName(name: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}$/.test(name) && !name.includes('..');
}

/** An unguessable id for a session and its recording: 16 hexadecimal digits. */
export function newId(): string {
  return randomBytes(8).toString('hex');
}

/** True for a string of the form that `newId` gives. */
export function isId(value: string): boolean {
  return /^[0-9a-f]{16}$/.test(value);
}

/** A strong validator for a file of this size and time. */
export function entityTag(bytes: number, modifiedMs: number): string {
  return `"${createHash('sha1').update(`${bytes}-${modifiedMs}`).digest('hex').slice(0, 16)}"`;
}
