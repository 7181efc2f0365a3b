/** The built studio and recorder over HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { CONTENT_SECURITY_POLICY } from './answers.ts';
import { contentType, WEB_TYPES } from './content-types.ts';
import { sendFile } from './send-file.ts';

/**
 * The file of the built web folder that `pathname` names, with `/` between folders; undefined where it cannot be one.
 * Decoded once, so that what is checked here is what is opened.
 */
export function webFileName(pathname: string): string | undefined {
  const name = pathname === '/' ? 'index.html' : decoded(pathname.slice(1));
  return name?.split('/').every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part)) ? name : undefined;
}

/** Whether `name` is a page, which only those with the token may have. */
export function isPage(name: string): boolean {
  return /\.html?$/i.test(name);
}

/** Serves `name` of the built web folder. The folder is read at each request: a rebuild while the relay runs is seen. */
export async function sendWebFile(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
  name: string,
): Promise<void> {
  const sent = await sendFile(request, response, path.join(directory, name), {
    'Content-Type': contentType(name, WEB_TYPES) ?? 'application/octet-stream',
    // Names in assets/ carry a hash of what is in them.
    'Cache-Control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(isPage(name) ? { 'Content-Security-Policy': CONTENT_SECURITY_POLICY } : {}),
  });
  if (!sent) throw new ReelayError('NOT_FOUND', { path: `/${name}` });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
