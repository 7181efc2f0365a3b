/** Puts finished recordings where they belong. What cannot be put there stays where it is, and its place is told. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, cp, copyFile, lstat, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReelayError } from '../../shared/errors.ts';
import type { Sidecar } from '../recordings/sidecar.ts';
import { STANDARD_OUTPUT } from './options.ts';
import { type PlannedOutput, unwritable } from './outputs.ts';
import type { EndedOutput } from './own-relay.ts';
import type { Report } from './report.ts';

interface Ended extends Pick<EndedOutput, 'preset' | 'file' | 'error'> {
  readonly sidecar:
    | Pick<Sidecar, 'frames' | 'durationNs' | 'width' | 'height' | 'bytes' | 'transport' | 'warnings'>
    | undefined;
}

interface Delivery {
  /** The first failure. */
  readonly failure: ReelayError | undefined;
  /** Whether a recording is still where it was made because it could not be put elsewhere. */
  readonly isKept: boolean;
}

/** Delivers each output, whatever becomes of the others. */
export async function deliverAll(
  outputs: readonly PlannedOutput[],
  ended: readonly Ended[],
  report: Pick<Report, 'finished' | 'warned'>,
  standardOutput: Writable = process.stdout,
): Promise<Delivery> {
  let failure: ReelayError | undefined;
  const kept = new Set<string>();
  for (const [index, { to, preset }] of outputs.entries()) {
    const { file, sidecar, error } = ended.find((output) => output.preset === preset.id) ?? {};
    failure ??= error;
    if (file === undefined || !sidecar) continue;
    const isWanted = kept.has(file) || outputs.slice(index + 1).some((output) => output.preset === preset);
    const { frames, durationNs, width, height, bytes, transport } = sidecar;
    try {
      if (to === STANDARD_OUTPUT) await pipeline(createReadStream(file), standardOutput, { end: false });
      else await put(file, to, isWanted);
    } catch (cause) {
      const undelivered = unwritable(to, cause);
      failure ??= undelivered;
      kept.add(file);
      // Said for each of them: the error that ends the command may be another.
      report.warned(`${undelivered.message}. What was recorded is kept as ${file}`);
      continue;
    }
    const durationSeconds = durationNs / 1e9;
    report.finished({ file: to, preset: preset.id, frames, durationSeconds, width, height, bytes, transport });
  }
  for (const warning of new Set(ended.flatMap(({ sidecar }) => sidecar?.warnings ?? []))) report.warned(warning);
  return { failure: failure ?? ended.find(({ error }) => error)?.error, isKept: kept.size > 0 };
}

/** @param isWanted whether the recording must stay where it is, too */
async function put(recording: string, to: string, isWanted: boolean): Promise<void> {
  const isMoved =
    !isWanted &&
    (await rename(recording, to).then(
      () => true,
      () => false,
    ));
  if (isMoved) return;
  // It gets its name when it is complete: on another disk there may be no room for it.
  const copy = path.join(path.dirname(to), `.reelay-render-${randomBytes(6).toString('hex')}`);
  try {
    if ((await lstat(recording)).isDirectory())
      await cp(recording, copy, { recursive: true, errorOnExist: true, force: false });
    else await copyFile(recording, copy, constants.COPYFILE_EXCL);
    await rename(copy, to);
  } catch (error) {
    await rm(copy, { recursive: true, force: true });
    throw error;
  }
}
