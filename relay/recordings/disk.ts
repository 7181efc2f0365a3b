/** What goes wrong with a folder, and what is in it. */
import { stat } from 'node:fs/promises';
import { ReelayError } from '../../shared/errors.ts';

/** RECORDINGS_UNWRITABLE for `directory`, because of `error`. */
export function unwritable(directory: string, error: unknown): ReelayError {
  const cause = error instanceof Error ? error.message : String(error);
  return new ReelayError('RECORDINGS_UNWRITABLE', { directory, cause }, { cause: error });
}

/** Whether there is anything at `filePath`. */
export async function exists(filePath: string): Promise<boolean> {
  return stat(filePath).then(
    () => true,
    () => false,
  );
}

/** Whether `error` is the system's own of this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
