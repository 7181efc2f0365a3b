/**
 * Frames over a WebSocket: one binary message each, behind its header (docs/PROTOCOL.md, rules 14 to 24), or a header alone
 * where its pixels lie in a file that the relay shares; encoded ones as they are.
 */
import { type Credit, CreditBalance } from '../../shared/wire/credit.ts';
import { encodeFrameHeader, encodeSlotFrame, FRAME_HEADER_BYTES, type FrameHeader } from '../../shared/wire/frame.ts';
import { type ClientMessage, decodeRelayMessage, encodeClientMessage } from '../../shared/wire/messages.ts';
import { BufferPool } from './buffers.ts';
import { connectCarried } from './carried.ts';
import type { Carrier } from './carrier.ts';
import type { Connection } from './connection.ts';
import { connectOwn } from './own-socket.ts';
import type { Ring } from './ring.ts';
import { type SentFrame, TileWriter } from './tile-writer.ts';
import type { Chunk, FrameSlot, Transport, TransportEvents } from './transport.ts';

interface Waiter {
  readonly bytes: number;
  resolve(slot: FrameSlot): void;
  reject(error: Error): void;
}

interface Away {
  readonly geometryId: number;
  resolve(pixels: Uint8Array | undefined): void;
}

/**
 * Opens a connection to `url` (ws: or wss:, token included). Rejects where none is made.
 * @param carrier a SharedWorker that can carry it
 * @param ring a file that is offered to the relay; the transport's from then on
 */
export async function openSocket(
  url: string,
  events: TransportEvents,
  carrier: Carrier | undefined,
  ring?: Ring,
): Promise<Transport> {
  // A SharedWorker is subject to rules of its own: what it may not reach this worker may.
  const carried = carrier && (await connectCarried(url, carrier));
  return new SocketTransport(carried ?? (await connectOwn(url)), events, ring);
}

class SocketTransport implements Transport {
  readonly granted: Promise<void>;
  readonly #connection: Connection;
  readonly #balance = new CreditBalance();
  readonly #buffers = new BufferPool();
  readonly #tiles = new TileWriter();
  #sentFrames = 0;
  /** Dropped where the relay does not share it. */
  #ring: Ring | undefined;
  /** Who waits for the buffers that were sent and are not back. */
  readonly #away: Away[] = [];
  /** What the relay has, where it can be read here: the frame that was sent last. */
  #last: SentFrame | undefined;
  /** At most one: frames are reserved one after the other. */
  #waiter: Waiter | undefined;
  #closed: Error | undefined;
  #resolveGranted: () => void = () => undefined;

  constructor(connection: Connection, events: TransportEvents, ring: Ring | undefined) {
    this.#connection = connection;
    this.#ring = ring;
    this.granted = new Promise((resolve) => {
      this.#resolveGranted = resolve;
    });
    connection.events = {
      message: (text) => {
        try {
          const message = decodeRelayMessage(text);
          if (message.type === 'credit') {
            this.#balance.grant(message);
            this.#ring?.granted(message.frames);
            this.#resolveGranted();
            this.#serve();
            events.credited();
          } else {
            if (message.type === 'started') this.#share(message.ring?.proof);
            events.message(message);
          }
        } catch (error) {
          this.#end(error instanceof Error ? error.message : String(error));
          connection.close(4400);
        }
      },
      returned: (buffer) => this.#onReturned(buffer),
      closed: (code, reason) => {
        const cause = reason || `close code ${code}`;
        this.#end(cause);
        events.closed(cause);
      },
    };
  }

  get credit(): number {
    return this.#balance.availableFrames;
  }

  get sentFrames(): number {
    return this.#sentFrames;
  }

  get warnings(): readonly string[] {
    const problem = this.#ring?.problem;
    return problem === undefined ? [] : [problem];
  }

  control(message: ClientMessage): void {
    if (!this.#closed) this.#connection.send(encodeClientMessage(message));
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
    return this.#closed || this.#waiter ? undefined : this.#take(bytes);
  }

  allows(bytes: number): boolean {
    return this.#closed === undefined && this.#balance.allows(bytes);
  }

  sendChunk({ message, bytes: payloadBytes, isKey, ptsNs, durationNs }: Chunk, geometryId: number): void {
    if (this.#closed) return;
    const sequence = this.#balance.spend(payloadBytes);
    const kind = isKey ? 'key' : 'delta';
    encodeFrameHeader({ kind, sequence, ptsNs, durationNs, geometryId, payloadBytes }, message);
    this.#connection.send(message);
    this.#sentFrames++;
  }

  get accepted(): Credit {
    return this.#balance.accepted;
  }

  async close(): Promise<void> {
    this.#end('the recorder closed it');
    this.#connection.close();
    await this.#ring?.close();
  }

  /** Frames go through the file from now on, or never. */
  #share(proof: string | undefined): void {
    if (!this.#ring || this.#ring.confirm(proof)) return;
    void this.#ring.close();
    this.#ring = undefined;
  }

  /** Room for a frame, where there is credit and a buffer. Throws where there is no memory. */
  #take(bytes: number): FrameSlot | undefined {
    const buffer = this.#balance.allows(bytes) ? this.#buffers.take(FRAME_HEADER_BYTES + bytes) : undefined;
    if (!buffer) return undefined;
    const sequence = this.#balance.spend(bytes);
    const message = new Uint8Array(buffer);
    const pixels = message.subarray(FRAME_HEADER_BYTES);
    const header = { sequence, payloadBytes: bytes };
    return {
      pixels,
      send: (ptsNs, durationNs, geometryId) => {
        const fields = { ...header, ptsNs, durationNs, geometryId };
        const slot = this.#closed ? undefined : this.#ring?.put(pixels);
        if (slot === undefined) return this.#sendPixels(buffer, fields);
        encodeSlotFrame({ kind: 'slot', ...fields, slot }, message);
        this.#sendHeader(message);
        this.#last = undefined;
        this.#buffers.keep(buffer);
        this.#serve();
        return Promise.resolve(pixels);
      },
      repeat: (ptsNs, durationNs, geometryId) => {
        encodeFrameHeader({ kind: 'repeat', ...header, ptsNs, durationNs, geometryId, payloadBytes: 0 }, message);
        this.#ring?.repeat();
        this.#sendHeader(message);
        this.#buffers.give(buffer);
        this.#serve();
      },
    };
  }

  /** Sends what needs no pixels. */
  #sendHeader(message: Uint8Array<ArrayBuffer>): void {
    if (this.#closed) return;
    this.#connection.send(message.subarray(0, FRAME_HEADER_BYTES));
    this.#sentFrames++;
  }

  /** Sends what of the pixels in `buffer` the relay has not. */
  #sendPixels(buffer: ArrayBuffer, fields: Omit<FrameHeader, 'kind'>): Promise<Uint8Array | undefined> {
    const message = new Uint8Array(buffer);
    const pixels = message.subarray(FRAME_HEADER_BYTES);
    const tiles = this.#last && this.#tiles.write(this.#last, pixels, fields);
    if (!tiles || this.#closed) {
      encodeFrameHeader({ kind: 'pixels', ...fields }, message);
      return this.#send(buffer, fields.geometryId);
    }
    this.#connection.send(tiles);
    this.#sentFrames++;
    this.#keep(buffer, fields.geometryId);
    this.#serve();
    return Promise.resolve(pixels);
  }

  #send(buffer: ArrayBuffer, geometryId: number): Promise<Uint8Array | undefined> {
    this.#last = undefined;
    if (this.#closed) {
      this.#buffers.give(buffer);
      return Promise.resolve(undefined);
    }
    this.#sentFrames++;
    return new Promise((resolve) => {
      this.#away.push({ geometryId, resolve });
      this.#connection.sendBuffer(buffer);
    });
  }

  /** Buffers come back in the order in which they were sent. */
  #onReturned(buffer: ArrayBuffer): void {
    const sent = this.#away.shift();
    if (sent) sent.resolve(this.#keep(buffer, sent.geometryId));
    this.#serve();
  }

  #keep(buffer: ArrayBuffer, geometryId: number): Uint8Array {
    this.#buffers.keep(buffer);
    const pixels = new Uint8Array(buffer, FRAME_HEADER_BYTES);
    this.#last = this.#away.length === 0 ? { pixels, geometryId } : undefined;
    return pixels;
  }

  /** Gives a waiting frame its room when there is some. */
  #serve(): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    try {
      const slot = this.#take(waiter.bytes);
      if (!slot) return;
      waiter.resolve(slot);
    } catch (error) {
      // No memory is that frame's failure, not the connection's, which has to tell the relay of the end.
      waiter.reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.#waiter = undefined;
  }

  #end(cause: string): void {
    this.#closed ??= new Error(cause);
    this.#resolveGranted();
    for (const { resolve } of this.#away.splice(0)) resolve(undefined);
    this.#waiter?.reject(this.#closed);
    this.#waiter = undefined;
  }
}
