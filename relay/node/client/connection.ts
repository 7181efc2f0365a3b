/** A WebSocket from a Node program to a relay: messages out of the caller's own memory, and why there is none. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { ReelayError } from '../../../shared/errors.ts';
import { encodeFrameHeader, FRAME_HEADER_BYTES, type FrameHeader } from '../../../shared/wire/frame.ts';
import { MAX_CONTROL_BYTES } from '../../../shared/wire/limits.ts';
import {
  type ClientMessage,
  decodeRelayMessage,
  encodeClientMessage,
  type RelayMessage,
  SUBPROTOCOL,
} from '../../../shared/wire/messages.ts';
import { refusalIn } from '../../../shared/wire/refusal.ts';
import { type HeartbeatTimes, watchPeer } from '../../transport/heartbeat.ts';
import type { RelayAddress } from './options.ts';

/** For the relay's answer to the upgrade. */
const HANDSHAKE_MS = 10_000;
/** A relay pings as often, and gives up as late (docs/PROTOCOL.md, rule 27). */
const HEARTBEAT: HeartbeatTimes = { pingMs: 10_000, silentMs: 30_000 };
/** For the answer to a close before the socket is cut. */
const CLOSE_MS = 3_000;

export interface ConnectionEvents {
  message(message: RelayMessage): void;
  /** The connection ended, with what is known of why. Last event. */
  closed(cause: string): void;
}

export class Connection {
  readonly #socket: WebSocket;
  #cause: string | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /**
   * Connects. `events` hears nothing before this resolves. Rejects with what the relay refused it for, or RELAY_UNREACHABLE.
   * An aborted `signal` rejects it with its reason, and cuts nothing later.
   */
  static async open(
    { relayOrigin, token }: RelayAddress,
    events: ConnectionEvents,
    {
      signal,
      heartbeat = HEARTBEAT,
    }: { readonly signal?: AbortSignal | undefined; readonly heartbeat?: HeartbeatTimes },
  ): Promise<Connection> {
    signal?.throwIfAborted();
    const socket = new WebSocket(`${relayOrigin.replace(/^http/, 'ws')}/session`, SUBPROTOCOL, {
      headers: { Authorization: `Bearer ${token}` },
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_CONTROL_BYTES,
      // Pixels do not shrink in the time there is.
      perMessageDeflate: false,
      // A mask keeps a page's script from choosing bytes for proxies to misread. A program's bytes are its own: with zeros for
      // a mask they leave from where they lie, and the caller finds them as they were (docs/decisions/044-a-program-masks-with-zeros.md).
      generateMask: (mask) => mask.fill(0),
    });
    const connection = new Connection(socket);
    const unreachable = (hint: string): ReelayError =>
      new ReelayError('RELAY_UNREACHABLE', { relay: relayOrigin, hint });
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => socket.terminate();
      signal?.addEventListener('abort', abort, { once: true });
      socket.once('close', () => signal?.removeEventListener('abort', abort));
      socket.on('error', ({ message }) => {
        connection.#cause ??= message;
        reject(unreachable(`What happened: ${message}.`));
      });
      socket.once('unexpected-response', (_request, response) => {
        void refusalOf(response).then((refusal) => {
          reject(refusal ?? unreachable(`What is there answered with status ${response.statusCode ?? 'unknown'}.`));
          socket.terminate();
        });
      });
      socket.once('upgrade', ({ socket: upgraded }) => {
        socket.once('open', () => {
          signal?.removeEventListener('abort', abort);
          connection.#listen(events, upgraded, heartbeat);
          resolve();
        });
      });
    }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
    return connection;
  }

  control(message: ClientMessage): void {
    this.#socket.send(encodeClientMessage(message));
  }

  /** Sends a frame from the memory where its pixels lie; resolves when that may be changed again. Never rejects. */
  frame(header: FrameHeader, pixels: Uint8Array): Promise<void> {
    const head = new Uint8Array(FRAME_HEADER_BYTES);
    encodeFrameHeader(header, head);
    // One message in two pieces (rule 19): nothing is joined.
    this.#socket.send(head, { binary: true, fin: false });
    return new Promise((resolve) => {
      this.#socket.send(pixels, { binary: true, fin: true }, () => resolve());
    });
  }

  /** Lets the connection go. Idempotent; `closed` follows. */
  close(): void {
    this.#socket.close(1000);
    setTimeout(() => this.#socket.terminate(), CLOSE_MS).unref();
  }

  #listen(events: ConnectionEvents, tcp: Socket, heartbeat: HeartbeatTimes): void {
    const cut = (cause: string): void => {
      this.#cause ??= cause;
      this.#socket.terminate();
    };
    const { silentMs } = heartbeat;
    const stop = watchPeer(this.#socket, tcp, heartbeat, () => cut(`not a byte came for ${silentMs / 1000} s`));
    this.#socket.on('message', (data) => {
      let message: RelayMessage;
      try {
        message = decodeRelayMessage((data as Buffer).toString('utf8'));
      } catch (error) {
        cut(error instanceof Error ? error.message : String(error));
        return;
      }
      events.message(message);
    });
    this.#socket.once('close', (code, reason) => {
      stop();
      events.closed(this.#cause ?? (reason.length > 0 ? reason.toString() : `close code ${code}`));
    });
  }
}

/** What a relay says to what it refuses; undefined where it is no relay that answers. */
async function refusalOf(response: IncomingMessage): Promise<ReelayError | undefined> {
  try {
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length > MAX_CONTROL_BYTES) return undefined;
    }
    return refusalIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}
