/** One file over HTTP: whole, in part, or not at all where the requester has it. */
import { open, stat } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { entityTag } from '../recordings/names.ts';
import { isNotModified, requestedRange } from './ranges.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  // The studio
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  // Recordings
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.ogg': 'video/ogg',
  '.mkv': 'video/x-matroska',
  '.mov': 'video/quicktime',
  '.avi': 'video/x-msvideo',
  '.ts': 'video/mp2t',
  '.mpg': 'video/mpeg',
  '.flv': 'video/x-flv',
  '.3gp': 'video/3gpp',
  '.gif': 'image/gif',
  '.apng': 'image/apng',
  '.webp': 'image/webp',
  '.m3u8': 'application/vnd.apple.mpegurl',
};

/** Answers with the file at `path`; resolves to false, and answers nothing, where there is none. Rejects where it cannot be read. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  headers: OutgoingHttpHeaders = {},
): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  // A named pipe, once opened, would wait for a writer.
  if (!found?.isFile()) return false;
  const handle = await open(path, 'r');
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
      'Content-Type': CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
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
