/** The last step for every file, however its recording ended. */
import { markRgb } from './h264-rgb.ts';
import { mp4Lossless } from './preset-h264-lossless.ts';
import { movAlpha } from './preset-prores.ts';
import { ts } from './preset-ts.ts';
import { markProResColour } from './prores-colour.ts';
import { lengthenTransportStream } from './transport-stream.ts';
import { type VerifiedFile, verifyFile, type VerifyOptions } from './verify.ts';

/**
 * Completes what the pipeline could not write itself, then proves that the file can be read. Throws FILE_UNREADABLE.
 * @param preset id of the preset that wrote it: only a built-in one's colour is known
 */
export async function completeFile(path: string, preset: string, options: VerifyOptions = {}): Promise<VerifiedFile> {
  await finishFile(path, preset);
  return verifyFile(path, options);
}

/** The first half of it. May be done again on a file on which it was done. */
export async function finishFile(path: string, preset: string): Promise<void> {
  if (preset === movAlpha.id) await markProResColour(path);
  if (preset === mp4Lossless.id) await markRgb(path);
  if (preset === ts.id) await lengthenTransportStream(path);
}
