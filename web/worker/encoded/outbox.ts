/**
 * What goes to the relay, in the order in which it was captured: encoded frames as the encoder has made them and credit allows it, and
 * what is said between them.
 */
import type { Nanoseconds } from '../../../shared/media/time.ts';
import type { ClientMessage } from '../../../shared/wire/messages.ts';
import type { Chunk, Transport } from '../../transport/transport.ts';
import type { FrameTiming } from '../../../shared/recording/frame-times.ts';

type Message = ClientMessage | (() => ClientMessage);

type Item =
  /** A frame that the encoder was given; `chunk` is what it made of it. */
  | { readonly kind: 'frame'; readonly timing: FrameTiming; readonly timestamp: number; chunk: Chunk | undefined }
  | { readonly kind: 'control'; readonly message: Message; readonly sent: () => void };

interface OutboxOptions {
  readonly transport: Pick<Transport, 'allows' | 'sendChunk' | 'control'>;
  /** The one encoding of a recording. */
  readonly geometryId: number;
  /** The encoder left out a frame that it was given. */
  onSkipped(timing: FrameTiming): void;
  /** An encoded frame of so many bytes went out. */
  onSent(bytes: number): void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #items: Item[] = [];
  #encoding = 0;
  #waiting = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Frames that the encoder has not given back. */
  get encoding(): number {
    return this.#encoding;
  }

  /** Encoded frames that wait for credit, or for one before them. */
  get waiting(): number {
    return this.#waiting;
  }

  /** A frame goes into the encoder. @param timestamp by which it will be known, rising from frame to frame */
  expect(timing: FrameTiming, timestamp: number): void {
    this.#items.push({ kind: 'frame', timing, timestamp, chunk: undefined });
    this.#encoding++;
  }

  /** What the encoder made of the frame with that timestamp. False where there is no such frame. */
  encoded(timestamp: number, make: (times: { ptsNs: Nanoseconds; durationNs: Nanoseconds }) => Chunk): boolean {
    const index = this.#items.findIndex((item) => item.kind === 'frame' && item.timestamp === timestamp);
    const item = this.#items[index];
    if (item?.kind !== 'frame' || item.chunk) return false;
    this.#skip(index);
    item.chunk = make(item.timing);
    this.#encoding--;
    this.#waiting++;
    this.flush();
    return true;
  }

  /** Says something after all that was given so far; `sent` is called when that is done. */
  control(message: Message, sent: () => void = () => undefined): void {
    this.#items.push({ kind: 'control', message, sent });
    this.flush();
  }

  /** The encoder has nothing left: what it did not give back it left out. */
  drained(): void {
    this.#skip(this.#items.length);
    this.flush();
  }

  /** Sends what may be sent. */
  flush(): void {
    const { transport, geometryId, onSent } = this.#options;
    for (let item = this.#items[0]; item; item = this.#items[0]) {
      if (item.kind === 'control') {
        const { message, sent } = item;
        transport.control(typeof message === 'function' ? message() : message);
        sent();
      } else {
        const { chunk } = item;
        if (!chunk || !transport.allows(chunk.bytes)) return;
        transport.sendChunk(chunk, geometryId);
        this.#waiting--;
        onSent(chunk.bytes);
      }
      this.#items.shift();
    }
  }

  /** Frames before `index` that did not come back were left out: where they stood is told. */
  #skip(index: number): void {
    for (let at = 0; at < index; at++) {
      const item = this.#items[at];
      if (item?.kind !== 'frame' || item.chunk) continue;
      const { ptsNs } = item.timing;
      const message = { type: 'drop', count: 1, fromNs: ptsNs, toNs: ptsNs, reason: 'busy' } as const;
      this.#items[at] = { kind: 'control', message, sent: () => undefined };
      this.#encoding--;
      this.#options.onSkipped(item.timing);
    }
  }
}
