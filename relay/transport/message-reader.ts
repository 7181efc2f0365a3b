/**
 * Reads a connection's bytes ahead of the WebSocket library. Binary messages, which are frames, are taken out as they
 * come, so that nothing large is collected and joined; all else is passed on as it is. What breaks a limit is refused by
 * what its header claims, before memory is taken for it (docs/PROTOCOL.md, rule 30).
 */
import { MAX_FRAGMENT_OVERHEAD_BYTES, MAX_FRAGMENTS } from '../../shared/wire/limits.ts';
import { malformed } from '../../shared/wire/schema.ts';
import { MASK_BYTES, OPCODE, WebSocketHeader } from './websocket-header.ts';

/** Judges a message by its headers: throws a ProtocolError where one of this kind and size is not to be taken. */
export type JudgeMessage = (message: { readonly isBinary: boolean; readonly bytes: number }) => void;

export interface MessageEvents {
  readonly judge: JudgeMessage;
  /** The next bytes of a binary message, masked by `mask` from its first byte on. Both hold only during the call. */
  binary(piece: Buffer, mask: Uint8Array): void;
  /** The binary message is complete. */
  binaryEnd(): void;
  /** Bytes that are no binary message, for the library. */
  other(bytes: Buffer): void;
}

/** The message whose frames are coming in. */
interface Message {
  readonly isBinary: boolean;
  /** Payload bytes claimed so far. */
  bytes: number;
  fragments: number;
  /** Bytes that came since it began without being its payload. */
  overheadBytes: number;
}

export class MessageReader {
  readonly #events: MessageEvents;
  readonly #header = new WebSocketHeader();
  /** The mask of the WebSocket frame under way, turned to where its payload stands. */
  readonly #mask = Buffer.alloc(MASK_BYTES);
  /** Bytes of that frame that are still to come. */
  #payloadToCome = 0;
  /** Whether it is the last of a binary message, an earlier part of one, or the library's. */
  #under: 'binary' | 'binary-last' | 'other' = 'other';
  #message: Message | undefined;

  constructor(events: MessageEvents) {
    this.#events = events;
  }

  /** Takes the connection's next bytes. Throws what `judge` throws, or PROTOCOL_MALFORMED; it is of no use after that. */
  read(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#payloadToCome > 0) {
        const end = Math.min(at + this.#payloadToCome, chunk.length);
        this.#payload(at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end));
        at = end;
      } else if (this.#header.add(chunk[at++] ?? 0)) {
        this.#frame(this.#header);
        this.#header.clear();
      }
    }
  }

  #payload(piece: Buffer): void {
    this.#payloadToCome -= piece.length;
    if (this.#under === 'other') {
      this.#events.other(piece);
      return;
    }
    this.#events.binary(piece, this.#mask);
    this.#turnMask(piece.length % MASK_BYTES);
    if (this.#payloadToCome === 0) this.#endFrame();
  }

  /** A header is complete. */
  #frame(header: WebSocketHeader): void {
    this.#payloadToCome = header.payloadBytes;
    const isControl = header.opcode >= OPCODE.control;
    if (isControl) this.#addOverhead(header.length + header.payloadBytes);
    else this.#dataFrame(header);
    if (!isControl && this.#message?.isBinary) {
      // What the library would refuse: it does not see binary messages.
      if (header.isExtended || !header.isMasked) throw malformed('a binary message is compressed or not masked');
      header.copyMask(this.#mask);
      this.#under = header.isLast ? 'binary-last' : 'binary';
      if (this.#payloadToCome === 0) this.#endFrame();
    } else {
      if (!isControl && header.isLast) this.#message = undefined;
      this.#under = 'other';
      this.#events.other(header.toBuffer());
    }
  }

  #dataFrame({ opcode, payloadBytes, length }: WebSocketHeader): void {
    if (opcode !== OPCODE.continuation) {
      if (this.#message) throw malformed('a message began before the one before it was complete');
      this.#message = { isBinary: opcode === OPCODE.binary, bytes: 0, fragments: 0, overheadBytes: 0 };
    }
    const message = this.#message;
    if (!message) return; // A continuation of nothing: the library refuses it.
    message.bytes += payloadBytes;
    message.fragments++;
    this.#events.judge(message);
    if (message.fragments > MAX_FRAGMENTS) throw malformed(`a message came in more than ${MAX_FRAGMENTS} pieces`);
    this.#addOverhead(length);
  }

  #endFrame(): void {
    if (this.#under !== 'binary-last') return;
    this.#message = undefined;
    this.#events.binaryEnd();
  }

  /** The byte that masks the first of the next piece comes to the front. */
  #turnMask(by: number): void {
    if (by === 0) return;
    const mask = this.#mask.readUInt32BE();
    this.#mask.writeUInt32BE(((mask << (by * 8)) | (mask >>> (32 - by * 8))) >>> 0);
  }

  /** What comes within a message without being part of it: with a text, all of it is kept until the text is complete. */
  #addOverhead(bytes: number): void {
    if (!this.#message) return;
    this.#message.overheadBytes += bytes;
    if (this.#message.overheadBytes > MAX_FRAGMENT_OVERHEAD_BYTES) {
      throw malformed(`more than ${MAX_FRAGMENT_OVERHEAD_BYTES} bytes came within a message that are not part of it`);
    }
  }
}
