/** The last step for every file, however its recording ended. */
import { movAlpha } from './preset-prores.ts';
import { markProResColour } from './prores-colour.ts';
import { type VerifiedFile, verifyFile, type VerifyOptions } from './verify.ts';

/**
 * Completes what the pipeline could not write itself, then proves that the file can be read. Throws FILE_UNREADABLE.
 * @param preset id of the preset that wrote it: only a built-in one's colour is known
 */
export async function completeFile(path: string, preset: string, options: VerifyOptions = {}): Promise<VerifiedFile> {
  if (preset === movAlpha.id) await markProResColour(path);
  return verifyFile(path, options);
}
