/** The relay's HTTP server and WebSocket upgrade. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { httpStatus, ReelayError, toReelayError } from '../../shared/errors.ts';
import { SUBPROTOCOL } from '../../shared/wire/messages.ts';
import type { SessionContext } from '../session/context.ts';
import { Session } from '../session/session.ts';
import type { LiveViews } from '../taps/live/live-views.ts';
import { sendError } from './answers.ts';
import { allow, Api } from './api.ts';
import { isPage, sendWebFile, webFileName } from './files.ts';
import { Guard } from './guard.ts';
import { handleRender, type RenderDesk } from './renders.ts';
import { sendRecording } from './send-recording.ts';
import { sendLive } from './live.ts';

/** Path of the capture connection. */
const SESSION_PATH = '/session';
/** Sessions at once; each has a pipeline of its own and up to a window of frames in memory. */
export const MAX_SESSIONS = 16;

export interface RelayServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly token: string;
  readonly allowedOrigins: readonly string[];
  /** Folder with the built studio and recorder. */
  readonly webDirectory: string;
  readonly context: SessionContext;
  /** What can be watched; the server ends it when it stops. */
  readonly live: LiveViews;
  /** Renders pages for the studio; the server ends it when it stops. */
  readonly renders?: RenderDesk;
  /** It takes the frames of one session, and then of no other; it answers nothing else. */
  readonly isForFramesOnly?: boolean;
}

export class RelayServer {
  readonly #options: RelayServerOptions;
  readonly #http: Server;
  readonly #guard: Guard;
  readonly #api: Api;
  readonly #sessions = new Set<Session>();
  readonly #webSockets: WebSocketServer;
  #stopping: Promise<void> | undefined;

  private constructor(options: RelayServerOptions) {
    this.#options = options;
    this.#guard = new Guard(options);
    this.#api = new Api(options.context, options.live);
    this.#webSockets = new WebSocketServer({
      noServer: true,
      // Raw pixels do not compress fast enough to be worth a copy.
      perMessageDeflate: false,
      // The session itself refuses what is too large or no UTF-8, earlier and with a reason (PROTOCOL.md, rule 30); the
      // library would close the connection with a bare code.
      maxPayload: 0,
      skipUTF8Validation: true,
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    });
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Starts listening. Rejects with the system's error where the address cannot be had. */
  static async start(options: RelayServerOptions): Promise<RelayServer> {
    const server = new RelayServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject);
      server.#http.listen(options.port, options.host, () => {
        server.#http.off('error', reject);
        resolve();
      });
    });
    return server;
  }

  /** Address of the studio, token included. */
  get url(): string {
    const { port } = this.#http.address() as AddressInfo;
    const { host, token } = this.#options;
    const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
    return `http://${name}:${port}/?token=${encodeURIComponent(token)}`;
  }

  /** Lets pages of one more origin use it. */
  allow(origin: string): void {
    this.#guard.allow(origin);
  }

  /** Finishes open recordings, lets every connection go and stops listening. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    const open = [...this.#sessions];
    for (const session of open) session.fail(new ReelayError('RELAY_STOPPING'));
    await Promise.all(open.map(({ ended }) => ended));
    await this.#options.renders?.close();
    await this.#options.live.stop();
    for (const webSocket of this.#webSockets.clients) webSocket.terminate();
    this.#http.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = requestUrl(request);
    try {
      response.setHeader('X-Content-Type-Options', 'nosniff');
      response.setHeader('Referrer-Policy', 'no-referrer');
      response.setHeader('Vary', 'Origin');
      this.#guard.checkPlace(request);
      this.#shareWith(request, response);
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end();
        return;
      }
      await this.#route(request, response, url);
    } catch (error) {
      const known = toReelayError(error);
      if (known.code === 'INTERNAL') this.#options.context.observe({ type: 'refused', error: known });
      sendError(response, known, request.headers.accept?.includes('text/html') ?? false);
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { pathname } = url;
    // What encodes in the browser is a part of the recorder (decision 012).
    if (this.#options.isForFramesOnly && pathname !== '/encoded.js')
      throw new ReelayError('NOT_FOUND', { path: pathname });
    if (pathname === '/api/render') {
      this.#guard.checkToken(request, url);
      await handleRender(this.#options.renders, request, response, pathname);
    } else if (pathname.startsWith('/api/')) {
      this.#guard.checkToken(request, url);
      await this.#api.handle(request, response, pathname);
    } else if (pathname.startsWith('/live/')) {
      this.#guard.checkToken(request, url);
      allow(request, pathname, ['GET', 'HEAD']);
      await sendLive(this.#options.live, request, response, url);
    } else if (pathname.startsWith('/recordings/')) {
      this.#guard.checkToken(request, url);
      allow(request, pathname, ['GET', 'HEAD']);
      await sendRecording(request, response, this.#options.context.library.directory, url);
    } else {
      allow(request, pathname, ['GET', 'HEAD']);
      const name = webFileName(pathname);
      if (name === undefined) throw new ReelayError('NOT_FOUND', { path: pathname });
      // The program's own code is no secret and module scripts cannot carry a token of their own; the page that uses
      // it must.
      if (isPage(name)) this.#guard.checkToken(request, url);
      await sendWebFile(request, response, this.#options.webDirectory, name);
    }
  }

  /** What lets an allowed page of another origin load the recorder and read the answers. */
  #shareWith(request: IncomingMessage, response: ServerResponse): void {
    // Reached only with an allowed origin or the token: a page that isolates itself (COEP) may embed it too.
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    const { origin } = request.headers;
    if (origin === undefined) return;
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'Accept-Ranges, Content-Range, ETag');
    if (request.method !== 'OPTIONS') return;
    response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, DELETE');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Range');
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
    response.setHeader('Access-Control-Max-Age', '600');
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    try {
      const url = requestUrl(request);
      this.#guard.checkPlace(request);
      if (url.pathname !== SESSION_PATH) throw new ReelayError('NOT_FOUND', { path: url.pathname });
      this.#guard.checkToken(request, url);
      const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
      if (!offered.includes(SUBPROTOCOL)) throw new ReelayError('PROTOCOL_VERSION', { supported: SUBPROTOCOL });
    } catch (error) {
      refuseUpgrade(socket, toReelayError(error));
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const session = new Session(webSocket, socket as Socket, this.#options.context);
      const { isForFramesOnly } = this.#options;
      const limit = isForFramesOnly ? 1 : MAX_SESSIONS;
      const counts = ({ isOver, hasStarted }: Session): boolean => !isOver || (isForFramesOnly === true && hasStarted);
      const inUse = [...this.#sessions].filter(counts).length;
      this.#sessions.add(session);
      void session.ended.then(() => {
        if (!counts(session)) this.#sessions.delete(session);
      });
      if (this.#stopping) session.fail(new ReelayError('RELAY_STOPPING'));
      else if (inUse >= limit) session.fail(new ReelayError('TOO_MANY_SESSIONS', { limit }));
    });
  }
}

/** A request's target as a URL, its host left out; what is none names nothing there is. */
function requestUrl({ url: target = '' }: IncomingMessage): URL {
  // A path goes behind a host of ours, or `//name` would be taken for another one.
  const address = target.startsWith('/') ? `http://relay${target}` : target;
  return new URL(URL.canParse(address) ? address : 'http://relay/*');
}

function refuseUpgrade(socket: Duplex, { code, message, remedy }: ReelayError): void {
  const body = JSON.stringify({ error: { code, message, remedy } });
  // The HTTP server has let go of this socket: a peer that never closes its side would hold it for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${httpStatus(code)} ${code}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
