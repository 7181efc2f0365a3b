/** Serves the bench's pages on this machine and takes what they report. */
import { createReadStream, createWriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Job, JobResult } from '../jobs.ts';

/** Who hears from the page that is open. */
export interface PageListener {
  begin(): void;
  end(): void;
  result(result: JobResult): void;
  failure(reason: string): void;
  /** Where a file goes that the page uploads. */
  readonly uploadTo: string | undefined;
}

const HTML =
  '<!doctype html><meta charset="utf-8"><title>Reelay bench</title><script type="module" src="/page.js"></script>';
const SCRIPT = /^\/[\w./-]+\.js$/;

export class PageServer {
  readonly #directory: string;
  readonly #http: Server;
  #listener: PageListener | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#listener?.failure(`${request.url ?? ''}: ${String(error)}`);
        response.destroy();
      });
    });
  }

  /** @param directory where the built pages are */
  static async start(directory: string): Promise<PageServer> {
    const server = new PageServer(directory);
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** Address of the page for `job`; from now on `listener` hears what it reports. */
  prepare(job: Job, listener: PageListener): string {
    this.#listener = listener;
    const { port } = this.#http.address() as AddressInfo;
    return `http://127.0.0.1:${port}/?job=${encodeURIComponent(JSON.stringify(job))}`;
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://bench');
    if (request.method === 'POST') {
      await this.#hear(pathname, request);
      response.end();
    } else if (pathname === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end(HTML);
    } else if (SCRIPT.test(pathname) && !pathname.includes('..')) {
      response.setHeader('Content-Type', 'text/javascript');
      await pipeline(createReadStream(path.join(this.#directory, pathname)), response);
    } else {
      response.writeHead(404).end();
    }
  }

  async #hear(pathname: string, request: IncomingMessage): Promise<void> {
    const listener = this.#listener;
    if (pathname === '/file' && listener?.uploadTo !== undefined) {
      await pipeline(request, createWriteStream(listener.uploadTo));
      return;
    }
    const text = Buffer.concat(await request.toArray()).toString();
    if (pathname === '/begin') listener?.begin();
    else if (pathname === '/end') listener?.end();
    else if (pathname === '/result') listener?.result(JSON.parse(text) as JobResult);
    else listener?.failure(text);
  }
}
