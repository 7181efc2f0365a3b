/** Rendering for the studio over HTTP: what is asked is passed on to whoever renders. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ReelayError } from '../../shared/errors.ts';
import { sendJson } from './answers.ts';
import { allow } from './api.ts';

/** Renders pages, one at a time; what it tells is JSON. */
export interface RenderDesk {
  /** What can be rendered, and how the last rendering stands. */
  describe(): Promise<unknown>;
  /** Begins a rendering. Throws what keeps it from that. */
  start(request: unknown): Promise<unknown>;
  /** Ends the one under way; what it has is kept. */
  stop(): void;
  /** Ends everything. */
  close(): Promise<void>;
}

const MAX_REQUEST_BYTES = 16 * 1024;

/** Answers a request for `/api/render`. Throws ReelayError. */
export async function handleRender(
  desk: RenderDesk | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  if (!desk) throw new ReelayError('NOT_FOUND', { path });
  allow(request, path, ['GET', 'HEAD', 'POST', 'DELETE']);
  checkOwn(request);
  if (request.method === 'GET' || request.method === 'HEAD') {
    sendJson(response, await desk.describe());
    return;
  }
  if (request.method === 'POST') sendJson(response, await desk.start(await readJson(request)), 202);
  else {
    desk.stop();
    response.writeHead(204).end();
  }
}

/** A page that may record may not have others opened on this machine, nor learn what lies here: only the studio itself may, and programs. */
function checkOwn({ headers: { origin, host } }: IncomingMessage): void {
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()))
    throw new ReelayError('ORIGIN_FORBIDDEN', { origin });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes > MAX_REQUEST_BYTES) throw refused(`it has more than ${MAX_REQUEST_BYTES} bytes`);
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw refused('it is no JSON');
  }
}

function refused(reason: string): ReelayError {
  return new ReelayError('RENDER_REQUEST_INVALID', { reason });
}
