/** Recordings over HTTP: files, folders as archives, and files of folders. */
import { lstat, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { isSafeFileName } from '../recordings/names.ts';
import { contentType, MEDIA_TYPES } from './content-types.ts';
import { isOrdinaryFile, sendFile } from './send-file.ts';
import { sendFolder } from './send-folder.ts';

/** Folders that are recordings; others in the recordings folder are not the relay's. */
const FOLDER = /\.(?:hls|png)$/;
/** Folders that may be read while they grow. */
const LIVE_FOLDER = /\.hls$/;
/** Sidecars and what is being written are nobody's to fetch. */
const PRIVATE = /\.(?:json|part|tmp)$/i;

/**
 * Opened by itself a picture or a film is a document of the relay's origin: it may show itself, with the browser's controls,
 * and run nothing. Without `sandbox`: with it Chromium asks for the film from the origin `null`, and gets none.
 */
const MEDIA_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";
/** Other programs, too, put files into the folder. */
const FOREIGN_POLICY = "default-src 'none'; sandbox";

/**
 * Serves what `url` names below `/recordings/`: a file, a folder as a tar archive, or a file of a folder. `download=1` in the
 * query makes the browser save it. Throws NOT_FOUND.
 */
export async function sendRecording(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
  url: URL,
): Promise<void> {
  const [file = '', inner, ...rest] = url.pathname.slice('/recordings/'.length).split('/');
  const isSent = rest.length === 0 && isOpen(file) && (await send(request, response, { directory, file, inner, url }));
  if (!isSent) throw new ReelayError('NOT_FOUND', { path: url.pathname });
}

interface Wanted {
  readonly directory: string;
  readonly file: string;
  readonly inner: string | undefined;
  readonly url: URL;
}

async function send(request: IncomingMessage, response: ServerResponse, wanted: Wanted): Promise<boolean> {
  const { directory, file, inner, url } = wanted;
  const place = path.join(directory, file);
  const name = inner ?? file;
  const type = contentType(name, MEDIA_TYPES);
  // What is no picture and no film is for the disk, not for the browser.
  const isDownload = type === undefined || url.searchParams.get('download') === '1';
  const headers = {
    'Content-Type': type ?? 'application/octet-stream',
    'Content-Security-Policy': type === undefined ? FOREIGN_POLICY : MEDIA_POLICY,
    'Cache-Control': 'private, no-cache',
    ...(isDownload ? { 'Content-Disposition': `attachment; filename="${name}"` } : {}),
  };
  if (inner === undefined) {
    if (await sendFile(request, response, place, headers)) return true;
    return FOLDER.test(file) && (await isFolder(place)) && sendFolder(request, response, place);
  }
  if (!FOLDER.test(file) || !isOpen(inner)) return false;
  for (const folder of [place, ...(LIVE_FOLDER.test(file) ? [`${place}.part`] : [])]) {
    if ((await isFolder(folder)) && (await sendInner(request, response, path.join(folder, inner), url, headers)))
      return true;
  }
  return false;
}

/** No link to one: it may lead anywhere. */
function isFolder(place: string): Promise<boolean> {
  return lstat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Whether `name` may be asked for. A safe name has nothing that would need decoding. */
function isOpen(name: string): boolean {
  return isSafeFileName(name) && !PRIVATE.test(name);
}

/** A playlist's segments get the token that the playlist was asked for with: players send none of their own. */
async function sendInner(
  request: IncomingMessage,
  response: ServerResponse,
  place: string,
  { searchParams }: URL,
  headers: Parameters<typeof sendFile>[3],
): Promise<boolean> {
  const token = searchParams.get('token');
  if (!place.endsWith('.m3u8') || token === null) return sendFile(request, response, place, headers);
  if (!(await isOrdinaryFile(place))) return false;
  const playlist = await readFile(place, 'utf8').catch(() => undefined);
  if (playlist === undefined) return false;
  const body = playlist.replaceAll(/^[^#\s].*$/gm, (segment) => `${segment}?token=${encodeURIComponent(token)}`);
  response.writeHead(200, {
    ...headers,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  return true;
}
