/**
 * A browser's DevTools protocol, over two pipes of its process: there is no port that others on this machine could connect
 * to. The Network domain must never be enabled in a page that records: it has the browser copy all that its sockets send.
 */
import type { Readable, Writable } from 'node:stream';
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;

/** A picture of the largest page fits in base64; a page that sends more, in its console say, ends the browser. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
/** What ends each message on a pipe. */
const END_OF_MESSAGE = 0;

interface Incoming {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class DevTools {
  /** The browser itself, and no page of it. */
  readonly browser: DevToolsSession;
  /** Resolves when the browser closed its end. */
  readonly closed: Promise<void>;
  readonly #toBrowser: Writable;
  readonly #fromBrowser: Readable;
  readonly #sessions = new Map<string, DevToolsSession>();
  readonly #pending = new Map<number, Pending>();
  #parts: Buffer[] = [];
  #partBytes = 0;
  #lastId = 0;
  #isClosed = false;

  /** @param toBrowser the browser's descriptor 3, and `fromBrowser` its descriptor 4 (`--remote-debugging-pipe`) */
  constructor(toBrowser: Writable, fromBrowser: Readable) {
    this.#toBrowser = toBrowser;
    this.#fromBrowser = fromBrowser;
    this.browser = this.#open('');
    fromBrowser.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.closed = new Promise((resolve) => fromBrowser.once('close', resolve));
    void this.closed.then(() => this.#close());
    // What becomes of the browser is told by its process.
    for (const pipe of [toBrowser, fromBrowser]) pipe.on('error', () => undefined);
  }

  /** Opens an empty page. */
  async openPage(): Promise<DevToolsSession> {
    const { targetId } = await this.browser.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.browser.send('Target.attachToTarget', { targetId, flatten: true });
    return this.#open(sessionId);
  }

  #open(id: string): DevToolsSession {
    const session = new DevToolsSession((method, params) => this.#send(id, method, params));
    this.#sessions.set(id, session);
    return session;
  }

  #send(sessionId: string, method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new Error(`${method}: the browser is gone`));
        return;
      }
      this.#pending.set(id, { method, resolve, reject });
      const message = { id, method, params, ...(sessionId === '' ? {} : { sessionId }) };
      this.#toBrowser.write(`${JSON.stringify(message)}\0`);
    });
  }

  #receive(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(END_OF_MESSAGE); end >= 0; end = chunk.indexOf(END_OF_MESSAGE, from)) {
      const message = Buffer.concat([...this.#parts, chunk.subarray(from, end)]).toString();
      this.#parts = [];
      this.#partBytes = 0;
      from = end + 1;
      this.#take(JSON.parse(message) as Incoming);
    }
    const rest = chunk.subarray(from);
    this.#partBytes += rest.length;
    // A browser whose pipe is closed ends.
    if (this.#partBytes > MAX_MESSAGE_BYTES) {
      this.#parts = [];
      this.#fromBrowser.destroy();
      this.#toBrowser.destroy();
    } else if (rest.length > 0) this.#parts.push(rest);
  }

  #take({ id, method, params, sessionId = '', result, error }: Incoming): void {
    if (id === undefined) {
      if (method !== undefined) this.#sessions.get(sessionId)?.deliver(method, params);
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new Error(`${pending.method}: ${error.message}`));
    else pending?.resolve(result);
  }

  #close(): void {
    this.#isClosed = true;
    for (const { method, reject } of this.#pending.values()) reject(new Error(`${method}: the browser is gone`));
    this.#pending.clear();
  }
}

/** One page's end, or the browser's own. */
export class DevToolsSession {
  readonly #send: (method: string, params: unknown) => Promise<unknown>;
  readonly #listeners = new Map<string, Set<(params: never) => void>>();

  constructor(send: (method: string, params: unknown) => Promise<unknown>) {
    this.#send = send;
  }

  /** Rejects where the browser refuses, or is gone. */
  send<Method extends keyof Commands>(
    method: Method,
    ...[params = {}]: Commands[Method]['paramsType']
  ): Promise<Commands[Method]['returnType']> {
    return this.#send(method, params) as Promise<Commands[Method]['returnType']>;
  }

  on<Event extends keyof Events>(event: Event, listener: (params: Events[Event][0]) => void): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(event, listeners);
  }

  /** An event has come. */
  deliver(event: string, params: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(params as never);
  }
}
