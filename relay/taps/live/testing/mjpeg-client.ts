/** A viewer as a test wants it: reads when it is told to, and keeps what it read. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { MultipartReader } from '../multipart-reader.ts';

const MAX_PART_BYTES = 8 * 1024 * 1024;

export interface MjpegClientOptions {
  readonly port: number;
  /** Of the request, with its query. */
  readonly path: string;
  readonly token: string;
  /** False for one that connects, asks and then never reads. */
  readonly reads?: boolean;
  /** Given each picture as it comes; by default they are kept in `pictures`. */
  onPicture?(jpeg: Buffer): void;
}

export class MjpegClient {
  readonly socket: Socket;
  readonly pictures: Buffer[] = [];
  /** The answer's status line and headers, once they came. */
  head = '';
  readonly #reader: MultipartReader;
  readonly #wakes = new Set<() => void>();
  #isClosed = false;
  #pending: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, { onPicture }: MjpegClientOptions) {
    this.socket = socket;
    this.#reader = new MultipartReader(MAX_PART_BYTES, (jpeg) => {
      if (onPicture) onPicture(jpeg);
      else this.pictures.push(jpeg);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
    socket.on('data', (chunk: Buffer) => {
      this.#take(chunk);
      this.#wake();
    });
  }

  /** Connects and asks. */
  static async open(options: MjpegClientOptions): Promise<MjpegClient> {
    const { port, path, token, reads = true } = options;
    const socket = connect({ host: '127.0.0.1', port });
    const client = new MjpegClient(socket, options);
    if (!reads) socket.pause();
    await once(socket, 'connect');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    return client;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Resolves when `isDone` holds, looked at whenever something came. Rejects where the answer ends first. */
  async until(isDone: (pictures: readonly Buffer[]) => boolean): Promise<void> {
    while (!isDone(this.pictures)) {
      if (this.#isClosed) throw new Error(`the answer ended after ${this.pictures.length} pictures: ${this.head}`);
      await this.#news();
    }
  }

  /** Resolves when the answer has ended. */
  async ended(): Promise<void> {
    while (!this.#isClosed) await this.#news();
  }

  close(): void {
    this.socket.destroy();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => this.#wakes.add(resolve));
  }

  #take(chunk: Buffer): void {
    if (this.head !== '') {
      this.#reader.read(chunk);
      return;
    }
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.head = this.#pending.toString('latin1', 0, end);
    if (this.head.includes('multipart/')) this.#reader.read(this.#pending.subarray(end + 4));
  }

  #wake(): void {
    for (const wake of this.#wakes) wake();
    this.#wakes.clear();
  }
}
