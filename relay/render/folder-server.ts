/** The folder of a local page over HTTP, for the browser of this machine that renders it. */
import { realpath } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { contentType, WEB_TYPES } from '../server/content-types.ts';
import { sendFile } from '../server/send-file.ts';

/** What pages are made of besides what the studio is. */
const TYPES = {
  ...WEB_TYPES,
  '.htm': 'text/html; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.xml': 'application/xml',
  '.vtt': 'text/vtt; charset=utf-8',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
  '.avif': 'image/avif',
  '.jpeg': 'image/jpeg',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.m4a': 'audio/mp4',
};

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  // Pages of other origins cannot use what lies here.
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export class FolderServer {
  readonly #server: Server;
  /** Without links in it. */
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
    this.#server = createServer((request, response) => {
      const { method = '', url = '/', headers } = request;
      // A name that an attacker's DNS points here must not read the folder.
      if (headers.host !== this.#host) refuse(response, 403);
      else if (method !== 'GET' && method !== 'HEAD') refuse(response, 405);
      else {
        this.#find(url)
          .then(async (file) => {
            const type = (file && contentType(file, TYPES)) ?? 'application/octet-stream';
            const sent = file && (await sendFile(request, response, file, { 'Content-Type': type, ...HEADERS }));
            if (!sent) refuse(response, 404);
          })
          .catch(() => refuse(response, 404));
      }
    });
  }

  /** Serves what lies in `folder` and below it. */
  static async start(folder: string): Promise<FolderServer> {
    const started = new FolderServer(await realpath(folder));
    await new Promise<void>((resolve, reject) => {
      started.#server.once('error', reject);
      started.#server.listen(0, '127.0.0.1', resolve);
    });
    return started;
  }

  /** Address of the file that lies below the folder by these names. */
  urlOf(...names: readonly string[]): string {
    return `http://${this.#host}/${names.map(encodeURIComponent).join('/')}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The file that a request names; undefined where there is none, or it lies elsewhere. */
  async #find(target: string): Promise<string | undefined> {
    const [given = ''] = target.split(/[?#]/, 1);
    const names = decodeURIComponent(given).split('/').slice(1);
    if (names.at(-1) === '') names.splice(-1, 1, 'index.html');
    // Hidden files, a version control's folder among them, are no part of a page; nor is what lies above.
    if (names.some((name) => name === '' || name.startsWith('.') || /[\\\0]/.test(name))) return undefined;
    // A link is followed as long as it stays below the folder.
    const file = await realpath(path.join(this.#root, ...names));
    const below = path.relative(this.#root, file);
    const isHidden = below.split(path.sep).some((name) => name.startsWith('.'));
    return below === '' || isHidden || path.isAbsolute(below) ? undefined : file;
  }
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status).end();
}
