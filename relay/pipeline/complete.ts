/** The last step for every file, however its recording ended. */
import type { Rate } from '../../shared/media/time.ts';
import type { Mode, Quality } from '../../shared/wire/messages.ts';
import { completeHls, completePictures } from './complete-folder.ts';
import { verifyAnimation } from './animation-check.ts';
import { convertToAnimation } from './animation.ts';
import { markRgb } from './h264-rgb.ts';
import { apng, gif, webp } from './preset-animations.ts';
import { mp4Lossless } from './preset-h264-lossless.ts';
import { hls } from './preset-hls.ts';
import { png } from './preset-png.ts';
import { movAlpha } from './preset-prores.ts';
import { ts } from './preset-ts.ts';
import { markProResColour } from './prores-colour.ts';
import { lengthenTransportStream } from './transport-stream.ts';
import { type VerifiedFile, verifyFile, type VerifyOptions } from './verify.ts';

/** How a file came about. */
export interface FileOrigin {
  /** Id: only what a built-in one wrote is known. */
  readonly preset: string;
  readonly mode: Mode;
  readonly rate: Rate;
  readonly quality: Quality;
}

/**
 * Completes what the pipeline could not write itself, then proves that the file, or the folder of files, can be read.
 * Throws FILE_UNREADABLE.
 */
export async function completeFile(
  path: string,
  origin: FileOrigin,
  options: VerifyOptions = {},
): Promise<VerifiedFile> {
  if (origin.preset === hls.id) return completeHls(path, options);
  if (origin.preset === png.id) return completePictures(path, origin.rate, options);
  await finishFile(path, origin);
  if ([apng.id, gif.id, webp.id].includes(origin.preset)) return verifyAnimation(path, options);
  return verifyFile(path, options);
}

/** The first half of it, for files. May be done again on a file on which it was done. */
export async function finishFile(path: string, origin: FileOrigin): Promise<void> {
  const { preset } = origin;
  if (preset === apng.id) await convertToAnimation(path, 'apng', origin);
  if (preset === webp.id) await convertToAnimation(path, 'webp', origin);
  if (preset === gif.id) await convertToAnimation(path, 'gif', origin);
  if (preset === movAlpha.id) await markProResColour(path);
  if (preset === mp4Lossless.id) await markRgb(path);
  if (preset === ts.id) await lengthenTransportStream(path);
}
