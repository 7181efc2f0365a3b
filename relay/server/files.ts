/** Files over HTTP: the built studio and recorder, and the recordings, with ranges. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';
import { ReelayError } from '../../shared/errors.ts';
import { isSafeFileName } from '../recordings/names.ts';
import { CONTENT_SECURITY_POLICY } from './answers.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, pathname: string) => void;

/** Serves the built web folder. A missing file is NOT_FOUND. */
export function webFiles(directory: string): Handler {
  const serve = sirv(directory, {
    etag: true,
    // The folder is read at each request: a rebuild while the relay runs is seen.
    dev: true,
    setHeaders(response, pathname) {
      response.setHeader(
        'Cache-Control',
        pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      if (pathname === '/' || pathname.endsWith('.html'))
        response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    },
  });
  return (request, response, pathname) => {
    serve(request, response, () => {
      throw new ReelayError('NOT_FOUND', { path: pathname });
    });
  };
}

/** Serves finished recordings below `/recordings/`. `download=1` in the query makes the browser save the file. */
export function recordingFiles(directory: string): Handler {
  const serve = sirv(directory, {
    etag: true,
    dev: true, // Files come and go.
    setHeaders(response) {
      response.setHeader('Cache-Control', 'private, no-cache');
    },
  });
  return (request, response, pathname) => {
    const file = pathname.slice('/recordings/'.length);
    if (!isSafeFileName(file) || /\.(json|part|tmp)$/.test(file))
      throw new ReelayError('NOT_FOUND', { path: pathname });
    const { searchParams } = new URL(request.url ?? '/', 'http://relay');
    if (searchParams.get('download') === '1')
      response.setHeader('Content-Disposition', `attachment; filename="${file}"`);
    request.url = `/${file}`;
    serve(request, response, () => {
      throw new ReelayError('NOT_FOUND', { path: pathname });
    });
  };
}
