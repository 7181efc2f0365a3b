/** The writer's end of shmsrc's control socket: one reader, for as long as it lives. */
import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { temporaryPath } from '../system/shared-memory.ts';
import { AcknowledgementReader, newAreaCommand, newBufferCommand } from './shm-protocol.ts';

/** A file that the reader is to map. Its place in the list is its number, from 1. */
interface ShmArea {
  readonly name: string;
  readonly bytes: number;
}

/** Bytes that the reader is handed. */
export interface ShmBuffer {
  /** Number of the area. */
  readonly area: number;
  readonly offset: number;
  readonly bytes: number;
}

interface ShmControlListeners {
  /** The reader has let go of a buffer that begins at `offset` of one of the files. */
  onReleased(offset: number): void;
  /** The reader has left. */
  onGone(error: Error): void;
  /** The reader says what only its writer may. */
  onMalformed(cause: string): void;
}

const SOCKET = 'control';

export class ShmControl {
  /** In shared memory, where paths are short: 107 bytes are all that a Unix socket's may have. */
  readonly #directory = temporaryPath();
  readonly #areas: readonly ShmArea[];
  readonly #listeners: ShmControlListeners;
  readonly #server: Server;
  /** What the reader is told when it comes. */
  #waiting: Uint8Array[] = [];
  #reader: Socket | undefined;
  #isClosed = false;

  constructor(areas: readonly ShmArea[], listeners: ShmControlListeners) {
    this.#areas = areas;
    this.#listeners = listeners;
    this.#server = createServer((socket) => this.#connected(socket));
  }

  /** Where the reader connects. */
  get path(): string {
    return `${this.#directory}/${SOCKET}`;
  }

  /** Resolves when the reader may come; only this user's processes reach the path. */
  async listen(): Promise<void> {
    await mkdir(this.#directory, { mode: 0o700 });
    await new Promise<void>((resolve, reject) => {
      this.#server.on('error', reject).listen(this.path, resolve);
    });
  }

  /**
   * Hands over `buffers`. They are one write of few bytes, which a Unix socket takes whole or not at all: the reader gives up
   * at a command in two parts. How many are under way is the caller's to bound.
   */
  hand(buffers: readonly ShmBuffer[]): void {
    const commands = Buffer.concat(buffers.map(({ area, offset, bytes }) => newBufferCommand(area, offset, bytes)));
    if (this.#reader) this.#reader.write(commands);
    else this.#waiting.push(commands);
  }

  /** Idempotent. A reader that still works fails of it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting = [];
    this.#reader?.destroy();
    await this.#stopListening();
  }

  #connected(socket: Socket): void {
    if (this.#reader || this.#isClosed) {
      socket.destroy();
      return;
    }
    this.#reader = socket;
    // Connected, the socket needs no name: if this process is killed, nothing is left behind.
    void this.#stopListening();
    const acknowledgements = new AcknowledgementReader();
    let cause: Error | undefined;
    socket.on('error', (error) => (cause = error));
    socket.once('close', () => {
      if (!this.#isClosed) this.#listeners.onGone(new Error('its shmsrc closed the control socket', { cause }));
    });
    socket.on('data', (bytes) => this.#read(acknowledgements, bytes));
    this.#areas.forEach(({ name, bytes }, index) => socket.write(newAreaCommand(index + 1, name, bytes)));
    for (const commands of this.#waiting) socket.write(commands);
    this.#waiting = [];
  }

  #read(acknowledgements: AcknowledgementReader, bytes: Uint8Array): void {
    let offsets: number[];
    try {
      offsets = acknowledgements.read(bytes);
    } catch (error) {
      this.#listeners.onMalformed(error instanceof Error ? error.message : String(error));
      return;
    }
    for (const offset of offsets) this.#listeners.onReleased(offset);
  }

  async #stopListening(): Promise<void> {
    this.#server.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
