/** A path to a relay on this machine that is as slow as a test wants it, and that knows which encoded frames went over it. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { decodeHeader, FRAME_HEADER_BYTES, isChunk, type IncomingHeader } from '../../shared/wire/frame.ts';
import { MessageReader } from '../../relay/transport/message-reader.ts';
import { unmask } from '../../relay/transport/unmask.ts';

export interface SentChunk {
  readonly header: IncomingHeader;
  readonly data: Buffer;
}

const TICK_MS = 10;
const END_OF_UPGRADE = '\r\n\r\n';

export class SlowPath implements AsyncDisposable {
  /** Encoded frames, in the order in which they came from the page. */
  readonly chunks: SentChunk[] = [];
  /** From the page to the relay, bytes per second. */
  bytesPerSecond = Number.POSITIVE_INFINITY;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #page: Socket | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number): Promise<SlowPath> {
    const server = createServer();
    const path = new SlowPath(server);
    server.on('connection', (page: Socket) => path.#join(page, connect(port, '127.0.0.1')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return path;
  }

  /** What a page is to take for the relay. */
  get origin(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('the path is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Has the page hear `text`, of at most 125 bytes, as if the relay had said it. The relay's own messages are small, and come whole. */
  tell(text: string): void {
    this.#page?.write(Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(page: Socket, relay: Socket): void {
    const listen = this.#listener();
    for (const [socket, other] of [
      [page, relay],
      [relay, page],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    relay.pipe(page);
    this.#page = page;
    page.on('data', (bytes: Buffer) => {
      listen(bytes);
      page.pause();
      this.#pass(bytes, relay, () => page.resume());
    });
    page.on('end', () => relay.end());
  }

  /** Writes `bytes` at the path's speed. */
  #pass(bytes: Buffer, relay: Socket, done: () => void): void {
    const part = Math.max(1, Math.floor(Math.min(bytes.length, (this.bytesPerSecond * TICK_MS) / 1000)));
    relay.write(bytes.subarray(0, part), () => {
      if (part === bytes.length && this.bytesPerSecond === Number.POSITIVE_INFINITY) done();
      else setTimeout(() => (part === bytes.length ? done() : this.#pass(bytes.subarray(part), relay, done)), TICK_MS);
    });
  }

  /** Reads the messages of one connection along the way. */
  #listener(): (bytes: Buffer) => void {
    let message: Buffer[] = [];
    const reader = new MessageReader({
      judge: () => undefined,
      binary: (piece, mask) => {
        const copy = Buffer.from(piece);
        unmask(copy, mask);
        message.push(copy);
      },
      binaryEnd: () => {
        const whole = Buffer.concat(message);
        message = [];
        const header = decodeHeader(whole);
        if (isChunk(header.kind)) this.chunks.push({ header, data: whole.subarray(FRAME_HEADER_BYTES) });
      },
      other: () => undefined,
    });
    let upgrade: string | undefined = '';
    return (bytes) => {
      if (upgrade === undefined) {
        reader.read(Buffer.from(bytes));
        return;
      }
      upgrade += bytes.toString('latin1');
      const end = upgrade.indexOf(END_OF_UPGRADE);
      if (end < 0) return;
      const rest = Buffer.from(upgrade.slice(end + END_OF_UPGRADE.length), 'latin1');
      upgrade = undefined;
      reader.read(rest);
    };
  }
}
