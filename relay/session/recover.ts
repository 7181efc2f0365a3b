/** Rescues recordings that an earlier relay could not finish, because it was killed or the machine went down. */
import { setTimeout as delay } from 'node:timers/promises';
import { ReelayError } from '../../shared/errors.ts';
import { verifyFile } from '../pipeline/verify.ts';
import type { Library } from '../recordings/library.ts';
import { describeError, type Sidecar } from '../recordings/sidecar.ts';

const WRITER_POLL_MS = 200;
/** How long a pipeline whose relay is gone may take to finish its file. */
const WRITER_PATIENCE_MS = 60_000;

/**
 * Finishes every recording left open by a relay that is no longer there. Returns one line for each.
 * Recordings of a relay that still runs are left alone.
 */
export async function recoverRecordings(library: Library): Promise<string[]> {
  const abandoned = (await library.list()).filter(({ state, writers }) => {
    return state === 'recording' && (writers === undefined || !isAlive(writers.relay));
  });
  return Promise.all(abandoned.map((sidecar) => recover(library, sidecar)));
}

async function recover(library: Library, sidecar: Sidecar): Promise<string> {
  const { writers: _writers, ...rest } = sidecar;
  if (!(await writerIsGone(sidecar))) return `${sidecar.file}: its pipeline still runs; left for the next start`;
  const interrupted = new ReelayError('RELAY_STOPPING');
  const finishedAt = new Date().toISOString();
  const part = `${library.filePath(sidecar.file)}.part`;
  try {
    const { durationNs } = await verifyFile(part);
    const bytes = await library.publish(sidecar.file);
    await library.save({
      ...rest,
      state: 'finished',
      bytes,
      durationNs,
      finishedAt,
      warnings: [
        ...rest.warnings,
        "The relay was killed while recording; the counts are those of the last save, the duration is the file's.",
      ],
      error: describeError(interrupted),
    });
    return `${sidecar.file}: rescued (${(durationNs / 1e9).toFixed(2)} s)`;
  } catch (error) {
    if ((await library.partBytes(sidecar.file)) === 0) {
      await library.discard(sidecar.file);
      return `${sidecar.file}: nothing had been written`;
    }
    const failure = error instanceof ReelayError ? error : interrupted;
    await library.save({
      ...rest,
      state: 'failed',
      bytes: await library.partBytes(sidecar.file),
      finishedAt,
      error: describeError(failure),
    });
    return `${sidecar.file}: cannot be read, kept as ${sidecar.file}.part (${failure.message})`;
  }
}

/** Waits until the pipeline of a killed relay, which sees its input end, has finished its file. */
async function writerIsGone({ writers }: Sidecar): Promise<boolean> {
  if (writers === undefined) return true;
  const deadline = performance.now() + WRITER_PATIENCE_MS;
  while (isAlive(writers.pipeline)) {
    if (performance.now() > deadline) return false;
    await delay(WRITER_POLL_MS);
  }
  return true;
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false; // The same number, but an earlier process: this one has only just begun.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
