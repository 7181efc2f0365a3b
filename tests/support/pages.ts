/** Pages of another loopback origin than the relay's: an empty document, and modules that a test provides. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const EMPTY = '<!doctype html><meta charset="utf-8"><title>test</title><link rel="icon" href="data:,"><body></body>';

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.svg': 'image/svg+xml' };

export class PageServer implements AsyncDisposable {
  readonly #server: Server;
  /** Text by path: what its ending says, JavaScript where it is not known. */
  readonly #files = new Map<string, string>();

  private constructor() {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://pages');
      const text = pathname === '/' ? EMPTY : this.#files.get(pathname);
      if (text === undefined) {
        response.writeHead(404).end();
        return;
      }
      const ending = /\.\w+$/.exec(pathname)?.[0] ?? '.html';
      const type = TYPES[ending] ?? 'text/javascript';
      response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(text);
    });
  }

  static async start(): Promise<PageServer> {
    const pages = new PageServer();
    await new Promise<void>((resolve) => pages.#server.listen(0, '127.0.0.1', resolve));
    return pages;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Serves `text` at `path`; returns its address. */
  add(path: string, text: string): string {
    this.#files.set(path, text);
    return this.origin + path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
