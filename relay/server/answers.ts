/** Small things that every HTTP answer needs. */
import type { ServerResponse } from 'node:http';
import { httpStatus, type ReelayError } from '../../shared/errors.ts';

/**
 * The studio loads only what the relay serves; the recorder's worker is a blob made by its own module.
 * Inline styles are lit's and the component library's.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  // Pages that are to be rendered are shown.
  'frame-src http: https:',
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sends `value` as JSON. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

/** Sends an error of the table: as a small page to a person, as JSON to a program. */
export function sendError(response: ServerResponse, error: ReelayError, asPage: boolean): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, remedy } = error;
  if (!asPage) {
    sendJson(response, { error: { code, message, remedy } }, httpStatus(code));
    return;
  }
  response.writeHead(httpStatus(code), {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>Reelay: ${code}</title><style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;` +
      `max-width:36rem;margin:20vh auto;padding:0 1.5rem}code{font-size:.85em;opacity:.7}</style>` +
      `<h1>Reelay</h1><p>${escapeHtml(message)}</p><p>${escapeHtml(remedy)}</p><code>${code}</code></html>`,
  );
}

/** `value` as text of a page, or in an attribute's quotes. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
