/** Live views over HTTP: the stream, a snapshot, and a page that shows the stream. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ReelayError } from '../../shared/errors.ts';
import { isViewSize, VIEW_SIZES, type ViewSize } from '../taps/live/classes.ts';
import type { LiveViews } from '../taps/live/live-views.ts';
import { MULTIPART_TYPE } from '../taps/live/multipart-writer.ts';
import type { LiveDescription } from '../taps/live/source.ts';
import { escapeHtml } from './answers.ts';

/** Nothing but the stream and the page's own style is loaded; no script runs. */
const PAGE_POLICY =
  "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Ids of recordings, names of inputs. */
const PATH = /^\/live\/([A-Za-z0-9_-]{1,64})(\.mjpeg|\.jpg)?$/;

/** Answers a request below `/live/`, whose token was checked. Throws ReelayError. */
export async function sendLive(
  live: LiveViews,
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, searchParams }: URL,
): Promise<void> {
  const [, id = '', ending] = PATH.exec(pathname) ?? [];
  const description = live.find(id);
  if (!description) throw new ReelayError('LIVE_UNKNOWN', { id: id || pathname });
  const size = searchParams.get('size') ?? 'full';
  if (!isViewSize(size)) throw new ReelayError('LIVE_SIZE_UNKNOWN', { size, sizes: VIEW_SIZES.join(', ') });
  if (ending === undefined) sendPage(response, description, size, searchParams.get('token') ?? '');
  else if (request.method === 'HEAD') sendHead(response, ending === '.jpg' ? 'image/jpeg' : MULTIPART_TYPE);
  else if (ending === '.mjpeg') await live.watch(response, id, size);
  else sendPicture(response, await live.snapshot(id, size));
}

function sendHead(response: ServerResponse, type: string): void {
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end();
}

function sendPicture(response: ServerResponse, jpeg: Buffer): void {
  response.writeHead(200, {
    'Content-Type': 'image/jpeg',
    'Content-Length': jpeg.length,
    'Cache-Control': 'no-store',
  });
  response.end(jpeg);
}

function sendPage(response: ServerResponse, { id, name, kind }: LiveDescription, size: ViewSize, token: string): void {
  const query = (value: ViewSize): string => escapeHtml(`?size=${value}&token=${encodeURIComponent(token)}`);
  const links = (kind === 'recording' ? VIEW_SIZES : []).map((value) =>
    value === size ? `<b>${value}</b>` : `<a href="/live/${id}${query(value)}">${value}</a>`,
  );
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': PAGE_POLICY,
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<link rel="icon" href="data:,"><title>${escapeHtml(name)}: live</title><style>:root{color-scheme:dark}body{margin:0;height:100vh;display:flex;` +
      `flex-direction:column;background:#111;color:#ddd;font:1rem/1.5 system-ui,sans-serif}p{margin:0;padding:.5rem 1rem;` +
      `display:flex;gap:1rem}a{color:inherit}img{flex:1;min-height:0;width:100%;object-fit:contain}</style>` +
      `<p>${escapeHtml(name)}${links.map((link) => ` ${link}`).join('')}</p>` +
      `<img src="/live/${id}.mjpeg${query(size)}" alt="Live view of ${escapeHtml(name)}"></html>`,
  );
}
