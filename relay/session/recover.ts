/** Rescues recordings that an earlier relay could not finish, because it was killed or the machine went down. */
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ReelayError, toReelayError } from '../../shared/errors.ts';
import { completeFile } from '../pipeline/complete.ts';
import { contentBytes } from '../recordings/content-bytes.ts';
import type { Library } from '../recordings/library.ts';
import { describeError, type Sidecar } from '../recordings/sidecar.ts';
import { argumentsOf, hasRunSince } from '../system/processes.ts';

const WRITER_POLL_MS = 200;
/** How long a pipeline whose relay is gone may take to finish its file. */
const WRITER_PATIENCE_MS = 60_000;

/** What relays that are no longer there left open. */
export interface Abandoned {
  readonly recordings: readonly Sidecar[];
  /** Names that were taken for recordings that never began. */
  readonly names: readonly string[];
}

/**
 * Looks for recordings left open by relays that are gone; those of a relay that still runs are left alone. To be called
 * before this relay records anything itself.
 */
export async function findAbandoned(library: Library): Promise<Abandoned> {
  const open = (await library.list()).filter(({ state }) => state === 'recording');
  const marks = await library.marks();
  const now = Date.now();
  const isGone = async (pid: number | undefined, sinceMs: number) =>
    pid === undefined || !(await hasRunSince(pid, sinceMs));
  const [recordingsGone, marksGone] = await Promise.all([
    Promise.all(open.map(({ writers, startedAt }) => isGone(writers?.relay, Date.parse(startedAt)))),
    Promise.all(marks.map(({ reservedBy }) => isGone(reservedBy, now))),
  ]);
  return {
    recordings: open.filter((_, index) => recordingsGone[index]),
    names: marks.filter((_, index) => marksGone[index]).map(({ file }) => file),
  };
}

/** Finishes what `findAbandoned` found. Returns one line for each. */
export async function recoverRecordings(
  library: Library,
  { recordings, names }: Abandoned,
  patienceMs = WRITER_PATIENCE_MS,
): Promise<string[]> {
  const lines: string[] = [];
  for (const file of names) if ((await library.partBytes(file)) === 0) await library.discard(file);
  // One after the other: each is read by a decoder of its own, beside the recordings this relay makes by now.
  for (const sidecar of recordings) lines.push(await recover(library, sidecar, patienceMs));
  return lines;
}

async function recover(library: Library, sidecar: Sidecar, patienceMs: number): Promise<string> {
  const { writers: _writers, ...rest } = sidecar;
  if (!(await writerIsGone(sidecar, patienceMs)))
    return `${sidecar.file}: its pipeline still runs; left for the next start`;
  // Another relay of this folder may have been quicker; the name may even be another recording's by now.
  if (!(await isStillOpen(library, sidecar))) return byAnother(sidecar);
  const target = library.filePath(sidecar.file);
  // It may have had its final name already, and only its sidecar not been brought up to date.
  const isPublished = await exists(target);
  const partBytes = await library.partBytes(sidecar.file);
  if (!isPublished && partBytes === 0) {
    await library.discard(sidecar.file);
    return `${sidecar.file}: nothing had been written`;
  }
  const finishedAt = new Date().toISOString();
  const interrupted = describeError(new ReelayError('RELAY_STOPPING'));
  try {
    const { preset, mode, quality, fps: rate } = sidecar;
    const origin = { preset, mode, quality, rate };
    const { durationNs } = await completeFile(isPublished ? target : `${target}.part`, origin, { isCut: true });
    const bytes = isPublished ? await contentBytes(target) : await library.publish(sidecar.file);
    const warnings = [
      ...rest.warnings,
      "The relay was killed while recording; the counts are those of the last save, the duration is the file's.",
    ];
    await library.save({ ...rest, state: 'finished', bytes, durationNs, finishedAt, warnings, error: interrupted });
    return `${sidecar.file}: rescued (${(durationNs / 1e9).toFixed(2)} s)`;
  } catch (problem) {
    const isNamed = !isPublished && (await exists(target)) && !(await exists(`${target}.part`));
    if (isNamed || !(await isStillOpen(library, sidecar))) return byAnother(sidecar);
    const error = describeError(toReelayError(problem));
    await library.save({ ...rest, state: 'failed', bytes: partBytes, finishedAt, error });
    return `${sidecar.file}: cannot be read, kept as ${sidecar.file}${isPublished ? '' : '.part'} (${error.message})`;
  }
}

async function isStillOpen(library: Library, { id }: Sidecar): Promise<boolean> {
  return (await library.get(id))?.state === 'recording';
}

function byAnother({ file }: Sidecar): string {
  return `${file}: another relay has seen to it`;
}

/**
 * Waits until the pipeline of a killed relay, which sees its input end, has finished its file. One that does not come to
 * an end is ended, if it is certain that it is that pipeline.
 */
async function writerIsGone({ writers, startedAt, file }: Sidecar, patienceMs: number): Promise<boolean> {
  if (writers === undefined) return true;
  const deadline = performance.now() + patienceMs;
  const runs = (): Promise<boolean> => hasRunSince(writers.pipeline, Date.parse(startedAt));
  while ((await runs()) && performance.now() < deadline) await delay(WRITER_POLL_MS);
  if (!(await runs())) return true;
  const argv = await argumentsOf(writers.pipeline);
  const isItsFile = (word: string): boolean =>
    word === `location=${file}.part` || word.startsWith(`location=${file}.part/`);
  if (!argv?.some(isItsFile)) return false;
  try {
    process.kill(-writers.pipeline, 'SIGKILL');
  } catch {
    // It left by itself in between.
  }
  while (await runs()) await delay(WRITER_POLL_MS);
  return true;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
