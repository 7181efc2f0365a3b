/** A page at the level of the wire: says what a test tells it to, true to the protocol or not. */
import { request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import type { ErrorCode } from '../../../shared/errors.ts';
import { frameLayout } from '../../../shared/media/formats.ts';
import {
  encodeFrameHeader,
  encodeSlotFrame,
  FRAME_HEADER_BYTES,
  type FrameHeader,
  type SlotFrameHeader,
} from '../../../shared/wire/frame.ts';
import { CREDIT_WINDOW_FRAMES } from '../../../shared/wire/limits.ts';
import {
  type ClientMessage,
  decodeRelayMessage,
  type GeometryMessage,
  type RelayMessage,
  type StartMessage,
  SUBPROTOCOL,
} from '../../../shared/wire/messages.ts';

export interface WireTarget {
  readonly port: number;
  readonly token: string;
}

export interface ConnectOptions {
  readonly path?: string;
  /** Undefined: none is given. */
  readonly token?: string | undefined;
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** An upgrade that was refused. */
export class Refused extends Error {
  readonly status: number;
  readonly code: ErrorCode | undefined;

  constructor(status: number, body: string) {
    super(`refused with ${status}: ${body}`);
    this.status = status;
    this.code = codeOf(body);
  }
}

/** Size of the pictures, unless a test says otherwise. */
export const SIZE = { width: 64, height: 48 } as const;
/** Bytes of such a picture. */
export const PICTURE_BYTES = frameLayout('RGBA', SIZE.width, SIZE.height).bytes;
const FRAME_NS = 33_333_333;

export const START: StartMessage = {
  type: 'start',
  mode: 'offline',
  fps: [30, 1],
  presets: ['mp4'],
  name: 'wire',
  ...SIZE,
  quality: 'draft',
  agent: 'wire client',
};

export const GEOMETRY: GeometryMessage = {
  type: 'geometry',
  id: 0,
  format: 'RGBA',
  ...SIZE,
  colour: { matrix: 'rgb', transfer: 'iec61966-2-1', primaries: 'bt709', fullRange: true },
};

export class WireClient {
  readonly socket: WebSocket;
  /** Everything the relay said, in order. */
  readonly said: RelayMessage[] = [];
  readonly closed: Promise<Closed>;
  #isClosed = false;
  #read = 0;
  #wake: () => void = () => undefined;
  #sequence = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.said.push(decodeRelayMessage((data as Buffer).toString('utf8')));
      this.#wake();
    });
    socket.on('error', () => undefined); // The close tells the story.
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#isClosed = true;
        this.#wake();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** Connects. Rejects with Refused. */
  static connect({ port, token }: WireTarget, options: ConnectOptions = {}): Promise<WireClient> {
    const shown = 'token' in options ? options.token : token;
    const query = shown === undefined ? '' : `?token=${encodeURIComponent(shown)}`;
    const socket = new WebSocket(
      `ws://127.0.0.1:${port}${options.path ?? '/session'}${query}`,
      [...(options.protocols ?? [SUBPROTOCOL])],
      {
        headers: { ...options.headers },
        perMessageDeflate: false,
      },
    );
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => {
          reject(new Refused(response.statusCode ?? 0, body));
          socket.terminate();
        });
      });
      // Before 'open' comes, so that no message is missed.
      const client = new WireClient(socket);
      socket.once('open', () => {
        socket.off('error', reject);
        resolve(client);
      });
    });
  }

  /** Connects, starts and waits for the first credit. */
  static async start(target: WireTarget, start: Partial<StartMessage> = {}): Promise<WireClient> {
    const client = await WireClient.connect(target);
    client.send({ ...START, ...start });
    await client.next('started');
    await client.next('credit');
    return client;
  }

  /** Connects and starts and announces the geometry. */
  static async stream(target: WireTarget, start: Partial<StartMessage> = {}): Promise<WireClient> {
    const client = await WireClient.start(target, start);
    client.send(GEOMETRY);
    return client;
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Sends text as it is. */
  sendText(text: string): void {
    this.socket.send(text);
  }

  /** Sends the frame that is due; `header` changes what it says of itself, `payload` what it carries. */
  sendFrame(header: Partial<FrameHeader> = {}, payload: Uint8Array = picture(this.#sequence)): void {
    const sequence = this.#sequence++;
    this.socket.send(
      frameMessage(
        {
          kind: 'pixels',
          sequence,
          ptsNs: sequence * FRAME_NS,
          durationNs: FRAME_NS,
          geometryId: 0,
          payloadBytes: payload.byteLength,
          ...header,
        },
        payload,
      ),
    );
  }

  /** Sends the frame before again, at the time that is due. */
  sendRepeat(header: Partial<FrameHeader> = {}): void {
    this.sendFrame({ kind: 'repeat', ...header }, new Uint8Array(0));
  }

  /** Sends a slot frame at the time that is due. */
  sendSlot(slot: number, header: Partial<SlotFrameHeader> = {}): void {
    const sequence = this.#sequence++;
    const message = new Uint8Array(FRAME_HEADER_BYTES);
    const times = { ptsNs: sequence * FRAME_NS, durationNs: FRAME_NS };
    const fields = { kind: 'slot', sequence, ...times, geometryId: 0, payloadBytes: PICTURE_BYTES } as const;
    encodeSlotFrame({ ...fields, slot, ...header }, message);
    this.socket.send(message);
  }

  /** Sends `count` frames, each when there is credit for it. */
  async sendFrames(count: number): Promise<void> {
    for (let sent = 0; sent < count; sent++) {
      while (this.credit.frames <= this.#sequence) await this.next('credit');
      this.sendFrame();
    }
  }

  /** Resolves when the pipeline has accepted every frame sent so far. */
  async accepted(): Promise<void> {
    while (this.credit.frames < this.#sequence + CREDIT_WINDOW_FRAMES) await this.next('credit');
  }

  /** Ends the recording in order; resolves with the relay's last word. */
  async finish(warnings: readonly string[] = []): Promise<Extract<RelayMessage, { type: 'finished' | 'failed' }>> {
    this.send({ type: 'finish', frames: this.#sequence, warnings });
    return this.last();
  }

  /** The greatest credit the relay has granted so far. */
  get credit(): { readonly frames: number; readonly bytes: number } {
    const grants = this.said.filter((message) => message.type === 'credit');
    return {
      frames: Math.max(0, ...grants.map(({ frames }) => frames)),
      bytes: Math.max(0, ...grants.map(({ bytes }) => bytes)),
    };
  }

  /** The next message of this type; those of other types before it are passed over. Rejects where the connection ends first. */
  async next<Type extends RelayMessage['type']>(type: Type): Promise<Extract<RelayMessage, { type: Type }>> {
    for (;;) {
      const message = this.said[this.#read];
      if (message) {
        this.#read++;
        if (message.type === type) return message as Extract<RelayMessage, { type: Type }>;
      } else if (this.#isClosed) {
        throw new Error(
          `the connection ended before "${type}" came; the last word was ${JSON.stringify(this.said.at(-1))}`,
        );
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  /** `finished` or `failed`, whichever it is. */
  async last(): Promise<Extract<RelayMessage, { type: 'finished' | 'failed' }>> {
    await this.closed;
    const last = this.said.at(-1);
    if (last?.type !== 'finished' && last?.type !== 'failed')
      throw new Error(`the connection ended without a last word: ${JSON.stringify(last)}`);
    return last;
  }
}

/** A frame message with any header at all. */
export function frameMessage(header: FrameHeader, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(FRAME_HEADER_BYTES + payload.byteLength);
  encodeFrameHeader(header, message);
  message.set(payload, FRAME_HEADER_BYTES);
  return message;
}

/** A grey picture that differs from frame to frame. */
export function picture(index: number): Uint8Array {
  return new Uint8Array(PICTURE_BYTES).fill((index * 40) & 0xff);
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Code of the error in the body, if it is one. */
  readonly code: ErrorCode | undefined;
}

/** A request with any method, path and headers at all: `fetch` would normalise them. */
export function http(
  port: number,
  path: string,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string | string[]>> } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body, code: codeOf(body.toString()) });
        });
      },
    );
    request.on('error', reject);
    request.end();
  });
}

function codeOf(body: string): ErrorCode | undefined {
  try {
    return (JSON.parse(body) as { error?: { code?: ErrorCode } }).error?.code;
  } catch {
    return undefined;
  }
}
