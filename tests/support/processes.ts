/** What the system knows of processes (Linux: /proc). */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** True where process `pid` runs; one that ended and was not asked for does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
}

/** Processes at work in `folder`: pipelines and readers run where their files are. */
export async function processesIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)));
  const found = pids.filter((_, index) => folders[index] === folder || folders[index] === `${folder} (deleted)`);
  const running = await Promise.all(found.map(isRunning));
  return found.filter((_, index) => running[index]);
}

export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Process group. */
  readonly group: number;
  /** Program and arguments, with spaces between. */
  readonly command: string;
}

/** All that run now, by their process ids. */
export async function listProcesses(): Promise<ListedProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const listed = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, parent: Number(parent), group: Number(group), command: command.replaceAll('\0', ' ') };
    }),
  );
  return listed.sort((a, b) => a.pid - b.pid);
}

/** Memory of process `pid` that is its own and in RAM, bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** Bytes that the main thread of process `pid` has read, from sockets and files alike; not those that its children have. */
export async function bytesRead(pid: number): Promise<number> {
  return Number(/^rchar: (\d+)$/m.exec(await readFile(`/proc/${pid}/task/${pid}/io`, 'utf8'))?.[1]);
}
