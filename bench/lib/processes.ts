/** Processes as /proc shows them. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessState {
  readonly pid: number;
  readonly parent: number;
  /** User and system time of its own, seconds. */
  readonly cpuSeconds: number;
  /** The same of its children that have ended and been waited for. */
  readonly endedChildrenCpuSeconds: number;
}

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const BYTES_PER_KIB = 1024;

/** `root` and everything below it, root first. Empty where it is gone. */
export function processTree(root: number): ProcessState[] {
  const all = readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .map(readState)
    .filter((state) => state !== undefined);
  const tree = all.filter(({ pid }) => pid === root);
  // Grows while it is walked: a child's children come behind it.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

function readState(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Behind the name, which may itself hold spaces and parentheses: state, ppid, ... (man 5 proc).
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return {
      pid,
      parent: fields[1] ?? 0,
      cpuSeconds: (utime + stime) / TICKS_PER_SECOND,
      endedChildrenCpuSeconds: (cutime + cstime) / TICKS_PER_SECOND,
    };
  } catch {
    return undefined; // It ended while the folder was read.
  }
}

/** Most memory the process ever held, shared pages included, bytes; 0 where it is gone. */
export function peakBytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * BYTES_PER_KIB;
  } catch {
    return 0;
  }
}

/** What the process holds now, shared pages by its share of them, bytes; 0 where it is gone. */
export function proportionalBytes(pid: number): number {
  try {
    return (
      Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0) * BYTES_PER_KIB
    );
  } catch {
    return 0;
  }
}

/** What the process is: a Chromium process by its type, any other by its program. */
export function processName(pid: number): string {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    const service = /--utility-sub-type=(?:\w+\.mojom\.)?(\w+)/.exec(argv)?.[1];
    const type = /--type=([\w-]+)/.exec(argv)?.[1];
    return service ?? type ?? argv.split('\0')[0]?.split('/').at(-1) ?? '';
  } catch {
    return '';
  }
}
