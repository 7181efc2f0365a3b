/** One file over HTTP: whole, in part, or not at all where the requester has it. */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { entityTag } from '../recordings/names.ts';
import { isNotModified, requestedRange } from './ranges.ts';

/** Whether an ordinary file is at `path`: no folder, no link, no pipe. */
export function isOrdinaryFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/**
 * Answers with the ordinary file at `path`; resolves to false, and answers nothing, where there is none. Rejects where it
 * cannot be read. The headers say what it is.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  headers: OutgoingHttpHeaders & { readonly 'Content-Type': string },
): Promise<boolean> {
  // A named pipe, once opened, would wait for a writer.
  if (!(await isOrdinaryFile(path))) return false;
  // Nor has a link taken its place since.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size, mtime, mtimeMs } = await handle.stat();
    const validators = { etag: entityTag(size, mtimeMs), lastModified: mtime.toUTCString() };
    const common: OutgoingHttpHeaders = {
      ETag: validators.etag,
      'Last-Modified': validators.lastModified,
      'Accept-Ranges': 'bytes',
      ...headers,
    };
    if (isNotModified(request.headers, validators)) {
      response.writeHead(304, common).end();
      return true;
    }
    const range = requestedRange(request.headers, size, validators);
    if (range === 'unsatisfiable') {
      response.writeHead(416, { ...common, 'Content-Range': `bytes */${size}`, 'Content-Length': 0 }).end();
      return true;
    }
    const { first, last } = range === 'whole' ? { first: 0, last: size - 1 } : range;
    response.writeHead(range === 'whole' ? 200 : 206, {
      'Content-Length': last - first + 1,
      ...(range === 'whole' ? {} : { 'Content-Range': `bytes ${first}-${last}/${size}` }),
      ...common,
    });
    if (request.method === 'HEAD' || size === 0) response.end();
    else await sendBytes(handle.createReadStream({ start: first, end: last, autoClose: false }), response);
    return true;
  } finally {
    await handle.close();
  }
}

/** A requester that leaves in the middle, as players do at every seek, is no failure; nor can a broken answer be mended. */
async function sendBytes(bytes: NodeJS.ReadableStream, response: ServerResponse): Promise<void> {
  await pipeline(bytes, response).catch(() => response.destroy());
}
