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
  /** A document was answered; gives whether the browser is to have it. */
  onDocument(answer: DocumentAnswer): boolean;
}

export interface DocumentAnswer {
  readonly frameId: string;
  readonly url: string;
  /** 0 where there was no answer, and then `problem` says why. */
  readonly status: number;
  readonly problem: string | undefined;
}

const OK = 200;
const FIRST_REDIRECT_STATUS = 300;
export const FIRST_FAILURE_STATUS = 400;
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
    onDocument({ frameId, url: url.href, status: 0, problem: responseErrorReason });
    await page.send('Fetch.continueRequest', { requestId });
  } else if (responseStatusCode === undefined) {
    const own = headers.filter(() => url.origin === origin);
    const given = Object.entries(request.headers).filter(([key]) => !own.some((header) => isSame(header.name, key)));
    await page.send('Fetch.continueRequest', {
      requestId,
      headers: [...given.map(([key, value]) => ({ name: key, value })), ...own],
    });
  } else if (isRedirect(responseStatusCode)) {
    await page.send('Fetch.continueRequest', { requestId });
  } else if (onDocument({ frameId, url: url.href, status: responseStatusCode, problem: undefined })) {
    await passDocument(page, paused, responseStatusCode);
  } else {
    await page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
  }
}

/** Lets a document through; without what forbids that it stands in a frame, where it has that. */
async function passDocument(
  page: DevToolsSession,
  { requestId, responseHeaders: given = [] }: Protocol.Fetch.RequestPausedEvent,
  responseCode: number,
): Promise<void> {
  const responseHeaders = given.flatMap(framed);
  const isAsItWas = responseHeaders.every(({ value }, index) => value === given[index]?.value);
  if (isAsItWas && responseHeaders.length === given.length) {
    await page.send('Fetch.continueRequest', { requestId });
    return;
  }
  // Headers that are changed on their way do not count for framing: the browser has judged them by then.
  const { body, base64Encoded } = await page.send('Fetch.getResponseBody', { requestId });
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode,
    // The body has been unpacked.
    responseHeaders: responseHeaders.filter(
      ({ name }) => !isSame(name, 'content-encoding') && !isSame(name, 'content-length'),
    ),
    body: base64Encoded ? body : Buffer.from(body).toString('base64'),
  });
}

async function answerStage(page: DevToolsSession, requestId: string, file: StageFile | undefined): Promise<void> {
  const body = file?.body.toString('base64') ?? '';
  const responseHeaders = [
    { name: 'Content-Type', value: file?.type ?? 'text/plain' },
    { name: 'Cache-Control', value: 'no-store' },
  ];
  await page.send('Fetch.fulfillRequest', { requestId, responseCode: file ? OK : 404, responseHeaders, body });
}

/** The header as it may stand where the document is framed: at most one. A sandbox would give the page an origin of its own. */
function framed({ name, value }: Header): Header[] {
  if (isSame(name, FRAME_OPTIONS)) return [];
  if (!isSame(name, POLICY)) return [{ name, value }];
  const kept = value.split(';').filter((directive) => !/^\s*(?:frame-ancestors|sandbox)\b/i.test(directive));
  return kept.length === 0 ? [] : [{ name, value: kept.join(';') }];
}

function isRedirect(status: number): boolean {
  return status >= FIRST_REDIRECT_STATUS && status < FIRST_FAILURE_STATUS;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
