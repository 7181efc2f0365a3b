/** Who listens on a TCP port, as Linux tells it in /proc. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

export interface Listener {
  readonly pid: number;
  /** The program's name. */
  readonly name: string;
  readonly isRelay: boolean;
}

/** TCP_LISTEN in the kernel's include/net/tcp_states.h. */
const LISTENING = '0A';

/** The process that listens on `port`; undefined where it cannot be known: another system, or another user's process. */
export async function listenerOn(port: number): Promise<Listener | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => text(`/proc/net/${name}`)));
  const sockets = new Set(tables.flatMap((table) => listeningSockets(table, port)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await holdsOne(entry, sockets))) return describe(Number(entry));
  }
  return undefined;
}

/** Inodes of the sockets that listen on `port`: columns 2 (address:port in hexadecimal), 4 (state) and 10 of the table. */
export function listeningSockets(table: string, port: number): string[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTENING && Number.parseInt(local?.split(':')[1] ?? '', 16) === port)
    .flatMap((columns) => columns[9] ?? []);
}

async function holdsOne(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // A process that is gone, or another user's.
  const descriptors = await readdir(folder).catch(() => []);
  const targets = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.some((target) => sockets.has(target));
}

async function describe(pid: number): Promise<Listener> {
  const [program = '', ...args] = (await text(`/proc/${pid}/cmdline`)).split('\0');
  // `npm start` runs the relay within its own process, under the name of the script.
  const isRelay = args.some((arg) => /\/(dist\/relay\/main\.js|scripts\/start\.mjs|reelay)$/.test(`/${arg}`));
  return { pid, name: path.basename(program) || 'a process', isRelay };
}

function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
