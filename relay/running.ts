/** Where a relay of this user runs: a note for `reelay open`, which nobody else can read, as the address has the token. */
import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasRunSince } from './system/processes.ts';

const NAME = /^reelay-relay\.(\d+)$/;

/** Notes that this process's relay answers at `url`, token included. Resolves with what takes the note away. */
export async function noteRelay(url: string): Promise<() => Promise<void>> {
  const note = path.join(tmpdir(), `reelay-relay.${process.pid}`);
  await rm(note, { force: true });
  // Never over what lies there, and never through a link: the folder is everybody's.
  await writeFile(note, url, { mode: 0o600, flag: 'wx' });
  return () => rm(note, { force: true });
}

/** Address of the relay that was started last, token included; undefined where none runs. Notes of killed ones are removed. */
export async function findRelay(): Promise<string | undefined> {
  let newest: { readonly url: string; readonly sinceMs: number } | undefined;
  for (const name of await readdir(tmpdir())) {
    const pid = Number(NAME.exec(name)?.[1]);
    const note = path.join(tmpdir(), name);
    const found = Number.isNaN(pid) ? undefined : await lstat(note).catch(() => undefined);
    if (!found?.isFile() || found.uid !== process.getuid?.()) continue;
    const sinceMs = found.mtimeMs;
    if (!(await hasRunSince(pid, sinceMs))) await rm(note, { force: true });
    else if (!newest || sinceMs > newest.sinceMs) newest = { url: await readFile(note, 'utf8'), sinceMs };
  }
  return newest?.url;
}
