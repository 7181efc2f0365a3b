/** Frames over a WebSocket: one binary message each, behind its header (docs/PROTOCOL.md, rules 14 to 24). */
import { CreditBalance } from '../../shared/wire/credit.ts';
import { encodeFrameHeader, FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import {
  type ClientMessage,
  decodeRelayMessage,
  encodeClientMessage,
  SUBPROTOCOL,
} from '../../shared/wire/messages.ts';
import { BufferPool } from './buffers.ts';
import type { FrameSlot, Transport, TransportEvents } from './transport.ts';

interface Waiter {
  readonly bytes: number;
  resolve(slot: FrameSlot): void;
  reject(error: Error): void;
}

/** Opens a connection to `url` (ws: or wss:, token included). Rejects where none is made. */
export function openSocket(url: string, events: TransportEvents): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(url, SUBPROTOCOL);
    webSocket.binaryType = 'arraybuffer';
    let opened = false;
    webSocket.onopen = () => {
      opened = true;
      resolve(new SocketTransport(webSocket, events));
    };
    const refused = (): void => {
      if (!opened) reject(new Error('the connection was refused'));
    };
    webSocket.onclose = refused;
    // Where the page's own policy (CSP) forbids the connection, there is an error and no close.
    webSocket.onerror = refused;
  });
}

class SocketTransport implements Transport {
  readonly granted: Promise<void>;
  readonly #webSocket: WebSocket;
  readonly #balance = new CreditBalance();
  readonly #buffers = new BufferPool();
  #sentFrames = 0;
  /** At most one: frames are reserved one after the other. */
  #waiter: Waiter | undefined;
  #closed: Error | undefined;
  #resolveGranted: () => void = () => undefined;

  constructor(webSocket: WebSocket, events: TransportEvents) {
    this.#webSocket = webSocket;
    this.granted = new Promise((resolve) => {
      this.#resolveGranted = resolve;
    });
    webSocket.onmessage = ({ data }: MessageEvent<unknown>) => {
      try {
        const message = decodeRelayMessage(String(data));
        if (message.type === 'credit') {
          this.#balance.grant(message);
          this.#resolveGranted();
          this.#serve();
        } else events.message(message);
      } catch (error) {
        this.#end(error instanceof Error ? error.message : String(error));
        webSocket.close(4400);
      }
    };
    webSocket.onclose = ({ code, reason }) => {
      const cause = reason || `close code ${code}`;
      this.#end(cause);
      events.closed(cause);
    };
  }

  get credit(): number {
    return this.#balance.availableFrames;
  }

  get sentFrames(): number {
    return this.#sentFrames;
  }

  control(message: ClientMessage): void {
    if (!this.#closed) this.#webSocket.send(encodeClientMessage(message));
  }

  reserve(bytes: number): Promise<FrameSlot> {
    const slot = this.tryReserve(bytes);
    if (slot) return Promise.resolve(slot);
    return new Promise((resolve, reject) => {
      if (this.#closed) reject(this.#closed);
      else this.#waiter = { bytes, resolve, reject };
    });
  }

  tryReserve(bytes: number): FrameSlot | undefined {
    if (this.#closed || this.#waiter || !this.#balance.allows(bytes)) return undefined;
    const buffer = this.#buffers.take(FRAME_HEADER_BYTES + bytes);
    return buffer && this.#slot(buffer, bytes);
  }

  close(): void {
    this.#end('the recorder closed it');
    this.#webSocket.close();
  }

  #slot(buffer: ArrayBuffer, bytes: number): FrameSlot {
    const sequence = this.#balance.spend(bytes);
    const message = new Uint8Array(buffer);
    const header = { sequence, payloadBytes: bytes };
    return {
      pixels: message.subarray(FRAME_HEADER_BYTES),
      send: (ptsNs, durationNs, geometryId) => {
        encodeFrameHeader({ kind: 'pixels', ...header, ptsNs, durationNs, geometryId }, message);
        this.#send(message);
        this.#buffers.keep(buffer);
        this.#serve();
      },
      repeat: (ptsNs, durationNs, geometryId) => {
        const repeat = message.subarray(0, FRAME_HEADER_BYTES);
        encodeFrameHeader({ kind: 'repeat', ...header, ptsNs, durationNs, geometryId, payloadBytes: 0 }, repeat);
        this.#send(repeat);
        this.#buffers.give(buffer);
        this.#serve();
      },
    };
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    if (this.#closed) return;
    // It takes its own copy before it returns: the memory is free at once.
    this.#webSocket.send(message);
    this.#sentFrames++;
  }

  /** Gives a waiting frame its room when there is some. */
  #serve(): void {
    const waiter = this.#waiter;
    if (!waiter || !this.#balance.allows(waiter.bytes)) return;
    const buffer = this.#buffers.take(FRAME_HEADER_BYTES + waiter.bytes);
    if (!buffer) return;
    this.#waiter = undefined;
    waiter.resolve(this.#slot(buffer, waiter.bytes));
  }

  #end(cause: string): void {
    this.#closed ??= new Error(cause);
    this.#resolveGranted();
    this.#waiter?.reject(this.#closed);
    this.#waiter = undefined;
  }
}
