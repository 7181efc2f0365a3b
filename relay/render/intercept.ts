/**
 * What the browser asks for on its way: the stage's own files are answered here, so that the stage has the page's origin
 * without any server's doing; documents may be framed by it; headers of the command line go to the page's origin alone.
 */
import type { Protocol } from 'devtools-protocol/types/protocol.js';
import { STAGE_FOLDER } from '../../shared/render/messages.ts';
import type { DevToolsSession } from '../browser/devtools.ts';
import type { StageFile } from './stage.ts';

export interface Header {
  readonly name: string;
  readonly value: string;
}

interface InterceptOptions {
  readonly files: ReadonlyMap<string, StageFile>;
  /** Of the page. */
  readonly origin: string;
  readonly headers: readonly Header[];
  /** A document was answered with this status, or not at all, and then `problem` says why. */
  onDocument(frameId: string, answer: { readonly status: number; readonly problem: string | undefined }): void;
}

const OK = 200;
/** Of a document's answer: what forbids that it stands in a frame. */
const FRAME_OPTIONS = 'x-frame-options';
const POLICY = 'content-security-policy';

/** Begins to intercept. */
export async function intercept(page: DevToolsSession, options: InterceptOptions): Promise<void> {
  const { origin, headers } = options;
  page.on('Fetch.requestPaused', (paused) => {
    // A request that was cancelled meanwhile cannot be answered.
    answer(page, options, paused).catch(() => undefined);
  });
  const stage = { urlPattern: `${origin}${STAGE_FOLDER}*`, requestStage: 'Request' } as const;
  const documents = { urlPattern: '*', resourceType: 'Document', requestStage: 'Response' } as const;
  const own = { urlPattern: `${origin}/*`, requestStage: 'Request' } as const;
  await page.send('Fetch.enable', { patterns: [stage, documents, ...(headers.length > 0 ? [own] : [])] });
}

async function answer(
  page: DevToolsSession,
  { files, origin, headers, onDocument }: InterceptOptions,
  paused: Protocol.Fetch.RequestPausedEvent,
): Promise<void> {
  const { requestId, request, responseStatusCode, responseErrorReason, frameId } = paused;
  const url = new URL(request.url);
  const name = url.origin === origin && url.pathname.startsWith(STAGE_FOLDER) ? url.pathname : undefined;
  if (name !== undefined) {
    await answerStage(page, requestId, files.get(name.slice(STAGE_FOLDER.length)));
  } else if (responseErrorReason !== undefined) {
    onDocument(frameId, { status: 0, problem: responseErrorReason });
    await page.send('Fetch.continueRequest', { requestId });
  } else if (responseStatusCode === undefined) {
    const own = headers.filter(() => url.origin === origin);
    const given = Object.entries(request.headers).filter(([key]) => !own.some((header) => isSame(header.name, key)));
    await page.send('Fetch.continueRequest', {
      requestId,
      headers: [...given.map(([key, value]) => ({ name: key, value })), ...own],
    });
  } else {
    onDocument(frameId, { status: responseStatusCode, problem: undefined });
    const isRedirect = responseStatusCode >= 300 && responseStatusCode < 400;
    if (isRedirect) await page.send('Fetch.continueRequest', { requestId });
    else {
      const responseHeaders = (paused.responseHeaders ?? []).flatMap(framed);
      await page.send('Fetch.continueResponse', { requestId, responseCode: responseStatusCode, responseHeaders });
    }
  }
}

async function answerStage(page: DevToolsSession, requestId: string, file: StageFile | undefined): Promise<void> {
  const body = file?.body.toString('base64') ?? '';
  const responseHeaders = [
    { name: 'Content-Type', value: file?.type ?? 'text/plain' },
    { name: 'Cache-Control', value: 'no-store' },
  ];
  await page.send('Fetch.fulfillRequest', { requestId, responseCode: file ? OK : 404, responseHeaders, body });
}

/** The header as it may stand where the document is framed: at most one. */
function framed({ name, value }: Header): Header[] {
  if (isSame(name, FRAME_OPTIONS)) return [];
  if (!isSame(name, POLICY)) return [{ name, value }];
  const kept = value.split(';').filter((directive) => !/^\s*(?:frame-ancestors|sandbox)\b/i.test(directive));
  return kept.length === 0 ? [] : [{ name, value: kept.join(';') }];
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
