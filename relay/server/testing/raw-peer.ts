/** A peer below WebSocket: writes any bytes at all, and answers nothing by itself, neither pings nor a close. */
import { connect, type Socket } from 'node:net';
import { decodeRelayMessage, type RelayMessage, SUBPROTOCOL } from '../../../shared/wire/messages.ts';
import type { Closed, WireTarget } from './wire-client.ts';

const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9 } as const;
const MASK = Buffer.from([0, 0, 0, 0]);

interface RawFrame {
  readonly opcode: keyof typeof OPCODES;
  readonly isLast?: boolean;
  readonly payload?: Uint8Array;
  /** What the header says the payload's length is; by default the truth. */
  readonly claim?: number;
}

export class RawPeer {
  readonly socket: Socket;
  readonly said: RelayMessage[] = [];
  /** The relay's side of the connection ended; with the code of its close frame, 1006 where none came. */
  readonly ended: Promise<Closed>;
  #received = Buffer.alloc(0);
  #close: Closed = { code: 1006, reason: '' };
  #wake: () => void = () => undefined;

  private constructor(socket: Socket, rest: Buffer) {
    this.socket = socket;
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      const over = (): void => {
        socket.end();
        resolve(this.#close);
        this.#wake();
      };
      socket.once('end', over);
      socket.once('close', over);
    });
    this.#take(rest);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /**
   * Connects and is upgraded.
   * @param eager bytes sent with the request, without waiting for its answer
   */
  static async connect({ port, token }: WireTarget, eager: Uint8Array = new Uint8Array(0)): Promise<RawPeer> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const request =
      `GET /session?token=${token} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(request), eager]));
    let received = Buffer.alloc(0);
    for (;;) {
      received = Buffer.concat([received, await new Promise<Buffer>((resolve) => socket.once('data', resolve))]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) continue;
      if (!received.toString().startsWith('HTTP/1.1 101')) throw new Error(`not upgraded: ${received.toString()}`);
      return new RawPeer(socket, received.subarray(end + 4));
    }
  }

  /** Writes a frame as a browser would, but for what it claims. */
  write({ opcode, isLast = true, payload = new Uint8Array(0), claim = payload.byteLength }: RawFrame): void {
    const header = Buffer.alloc(10);
    header[0] = (isLast ? 0x80 : 0) | OPCODES[opcode];
    header[1] = 0x80 | 127;
    header.writeBigUInt64BE(BigInt(claim), 2);
    // Pings must have a length of one byte.
    const short = Buffer.from([header[0], 0x80 | payload.byteLength]);
    this.socket.write(Buffer.concat([opcode === 'ping' || opcode === 'close' ? short : header, MASK, payload]));
  }

  /** Writes a control message. */
  send(message: object): void {
    this.write({ opcode: 'text', payload: Buffer.from(JSON.stringify(message)) });
  }

  /** Resolves with the first message of this type. Rejects where the connection ends first. */
  async first<Type extends RelayMessage['type']>(type: Type): Promise<Extract<RelayMessage, { type: Type }>> {
    for (;;) {
      const found = this.said.find((message) => message.type === type);
      if (found) return found as Extract<RelayMessage, { type: Type }>;
      if (this.socket.readableEnded || this.socket.destroyed)
        throw new Error(`the connection ended before "${type}" came: ${JSON.stringify(this.said)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const [first, second] = this.#received;
      if (first === undefined || second === undefined) return;
      const wide = second === 126;
      const start = wide ? 4 : 2;
      if (this.#received.length < start) return;
      const length = wide ? this.#received.readUInt16BE(2) : second;
      if (this.#received.length < start + length) return;
      const payload = this.#received.subarray(start, start + length);
      this.#received = this.#received.subarray(start + length);
      if ((first & 0x0f) === OPCODES.text) this.said.push(decodeRelayMessage(payload.toString('utf8')));
      if ((first & 0x0f) === OPCODES.close)
        this.#close = { code: payload.readUInt16BE(0), reason: payload.subarray(2).toString() };
      this.#wake();
    }
  }
}
