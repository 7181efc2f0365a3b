/** Whether a process that an earlier run noted is still there. Process ids are given again, so an id alone proves little. */
import { readFile } from 'node:fs/promises';

/** Clock ticks a second in /proc (USER_HZ): 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** Wall clock and uptime are read one after the other, and the clock may have been set. */
const TOLERANCE_MS = 10_000;

/** True where process `pid` runs and, as far as the system tells, already ran at `sinceMs` (Date.now()). Never this process. */
export async function hasRunSince(pid: number, sinceMs: number): Promise<boolean> {
  // The same number, but an earlier process: this one has only just begun.
  if (pid === process.pid || !exists(pid)) return false;
  const status = await statusOf(pid);
  return status === undefined || (!status.isZombie && status.startedMs <= sinceMs + TOLERANCE_MS);
}

/** The arguments of process `pid`; undefined where the system does not tell. */
export async function argumentsOf(pid: number): Promise<string[] | undefined> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return text?.split('\0');
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

interface Status {
  /** It has ended, and its parent has not asked how. */
  readonly isZombie: boolean;
  /** Date.now() of its start. */
  readonly startedMs: number;
}

/** What the system tells of process `pid`; undefined where there is no /proc, or the process is gone. */
async function statusOf(pid: number): Promise<Status | undefined> {
  try {
    const [stat, uptime] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/uptime', 'utf8')]);
    // From field 3 on; the name in field 2 may hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startedSeconds = Number(fields[19]) / TICKS_PER_SECOND;
    return {
      isZombie: fields[0] === 'Z',
      startedMs: Date.now() - (Number.parseFloat(uptime) - startedSeconds) * 1000,
    };
  } catch {
    return undefined;
  }
}
