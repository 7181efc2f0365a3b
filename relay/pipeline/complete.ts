/** The last step for every file, however its recording ended. */
import { extname } from 'node:path';
import { markProResColour } from './prores-colour.ts';
import { type VerifiedFile, verifyFile } from './verify.ts';

/**
 * Completes what the pipeline could not write itself, then proves that the file can be read. Throws FILE_UNREADABLE.
 * @param path of the part file; its extension is that of the final one
 */
export async function completeFile(path: string): Promise<VerifiedFile> {
  if (extname(path.replace(/\.part$/, '')) === '.mov') await markProResColour(path);
  return verifyFile(path);
}
