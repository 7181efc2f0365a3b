/** What all of the bench's commands do: read the options, build and serve the pages, tidy up. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPages, ROOT } from './lib/build-pages.ts';
import { PageServer } from './lib/page-server.ts';
import { type BenchOptions, type Command, parseOptions } from './options.ts';

/** Runs `body` with a server of the bench's pages and a folder that is removed afterwards. */
export async function runCommand(
  command: Command,
  body: (options: BenchOptions, server: PageServer, folder: string) => Promise<void>,
): Promise<void> {
  const options = parseOptions(process.argv.slice(2), command);
  if ('exitCode' in options) {
    process.stdout.write(options.text);
    process.exitCode = options.exitCode;
    return;
  }
  const server = await PageServer.start(await buildPages(ROOT));
  const folder = await mkdtemp(path.join(tmpdir(), 'reelay-bench-files-'));
  try {
    await body(options, server, folder);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
