/** A folder of files over HTTP, as one tar archive. Source: POSIX.1-2017, pax, ustar interchange format. */
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isSafeFileName } from '../recordings/names.ts';

const BLOCK_BYTES = 512;
/** Two blocks of zeros end an archive. */
const END_BYTES = 2 * BLOCK_BYTES;

interface Entry {
  readonly path: string;
  /** With its folder, as the archive has it. */
  readonly name: string;
  readonly bytes: number;
  readonly modifiedSeconds: number;
}

/** Answers with the ordinary files of the folder at `folder`; resolves to false, and answers nothing, where there is no folder. */
export async function sendFolder(request: IncomingMessage, response: ServerResponse, folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return false;
  const found = await Promise.all(
    names
      .filter(isSafeFileName)
      .sort()
      .map((name) => entryOf(folder, name)),
  );
  const entries = found.filter((entry) => entry !== undefined);
  response.writeHead(200, {
    'Content-Type': 'application/x-tar',
    'Content-Length': entries.reduce((sum, { bytes }) => sum + BLOCK_BYTES + padded(bytes), END_BYTES),
    'Content-Disposition': `attachment; filename="${path.basename(folder)}.tar"`,
    'Cache-Control': 'private, no-cache',
  });
  if (request.method === 'HEAD') response.end();
  // A requester that leaves in the middle is no failure; nor can a broken answer be mended.
  else await pipeline(Readable.from(archive(entries)), response).catch(() => response.destroy());
  return true;
}

async function entryOf(folder: string, name: string): Promise<Entry | undefined> {
  const place = path.join(folder, name);
  const found = await lstat(place);
  if (!found.isFile()) return undefined;
  const { size, mtimeMs } = found;
  return {
    path: place,
    name: `${path.basename(folder)}/${name}`,
    bytes: size,
    modifiedSeconds: Math.floor(mtimeMs / 1000),
  };
}

/** One file after the other, in pieces: no more than one is in memory. */
async function* archive(entries: readonly Entry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield header(entry);
    if (entry.bytes > 0) yield* createReadStream(entry.path, { end: entry.bytes - 1 }) as AsyncIterable<Buffer>;
    yield Buffer.alloc(padded(entry.bytes) - entry.bytes);
  }
  yield Buffer.alloc(END_BYTES);
}

function padded(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}

/** Numbers are octal digits with a NUL behind them. Names of recordings are far shorter than the 100 bytes there are. */
function header({ name, bytes, modifiedSeconds }: Entry): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, length: number): void => {
    block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  };
  block.write(name, 0, 100, 'latin1');
  octal(0o644, 100, 8); // mode
  octal(0, 108, 8); // user
  octal(0, 116, 8); // group
  octal(bytes, 124, 12);
  octal(modifiedSeconds, 136, 12);
  block.fill(' ', 148, 156); // the checksum counts itself as spaces
  block.write('0', 156, 'latin1'); // an ordinary file
  block.write('ustar\u000000', 257, 'latin1');
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return block;
}
