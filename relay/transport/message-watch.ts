/**
 * Reads the headers of WebSocket frames (RFC 6455, section 5.2) in the bytes of a connection, ahead of the library that
 * collects their payload: what breaks a limit is refused by what its header claims, before memory is taken for it
 * (docs/PROTOCOL.md, rule 30).
 */
import { MAX_FRAGMENT_OVERHEAD_BYTES, MAX_FRAGMENTS } from '../../shared/wire/limits.ts';
import { malformed } from '../../shared/wire/schema.ts';

/** Judges a message by its first bytes: throws a ProtocolError where one of this kind and size is not to be taken. */
export type JudgeMessage = (message: { readonly isBinary: boolean; readonly bytes: number }) => void;

const OPCODE_CONTINUATION = 0;
const OPCODE_BINARY = 2;
/** Opcodes from here on are pings, pongs and closes: at most 125 bytes, and free to come within a message. */
const OPCODE_CONTROL = 8;
const LENGTH_16_BIT = 126;
const LENGTH_64_BIT = 127;
const MAX_HEADER_BYTES = 14;

/** The message whose frames are coming in. */
interface Message {
  readonly isBinary: boolean;
  /** Payload bytes claimed so far. */
  bytes: number;
  fragments: number;
  /** Bytes that came since it began without being its payload. */
  overheadBytes: number;
}

export class MessageWatch {
  readonly #judge: JudgeMessage;
  readonly #header = new Uint8Array(MAX_HEADER_BYTES);
  readonly #view = new DataView(this.#header.buffer);
  #headerBytes = 0;
  /** Bytes of the frame under way that are still to come. */
  #payloadToCome = 0;
  #message: Message | undefined;

  constructor(judge: JudgeMessage) {
    this.#judge = judge;
  }

  /** Takes the connection's next bytes. Throws what `judge` throws, or PROTOCOL_MALFORMED; it is of no use after that. */
  read(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.byteLength; ) {
      if (this.#payloadToCome > 0) {
        const passed = Math.min(this.#payloadToCome, chunk.byteLength - at);
        this.#payloadToCome -= passed;
        at += passed;
      } else {
        this.#header[this.#headerBytes++] = chunk[at++] ?? 0;
        if (this.#headerBytes === this.#headerLength()) this.#frame();
      }
    }
  }

  /** Bytes of the header as far as it is known: the second byte tells the rest. */
  #headerLength(): number {
    if (this.#headerBytes < 2) return 2;
    const length = this.#lengthCode();
    const lengthBytes = length === LENGTH_16_BIT ? 2 : length === LENGTH_64_BIT ? 8 : 0;
    const maskBytes = this.#view.getUint8(1) & 0x80 ? 4 : 0;
    return 2 + lengthBytes + maskBytes;
  }

  #lengthCode(): number {
    return this.#view.getUint8(1) & 0x7f;
  }

  /** A header is complete. */
  #frame(): void {
    const code = this.#lengthCode();
    const bytes =
      code === LENGTH_16_BIT
        ? this.#view.getUint16(2)
        : code === LENGTH_64_BIT
          ? Number(this.#view.getBigUint64(2))
          : code;
    const isLast = (this.#view.getUint8(0) & 0x80) !== 0;
    const opcode = this.#view.getUint8(0) & 0x0f;
    const headerBytes = this.#headerBytes;
    this.#headerBytes = 0;
    this.#payloadToCome = bytes;
    if (opcode >= OPCODE_CONTROL) {
      this.#addOverhead(headerBytes + bytes);
      return;
    }
    if (opcode !== OPCODE_CONTINUATION) {
      this.#message = { isBinary: opcode === OPCODE_BINARY, bytes: 0, fragments: 0, overheadBytes: 0 };
    }
    const message = this.#message;
    if (!message) return; // A continuation of nothing: the library refuses it.
    message.bytes += bytes;
    message.fragments++;
    this.#judge(message);
    if (message.fragments > MAX_FRAGMENTS) throw malformed(`a message came in more than ${MAX_FRAGMENTS} pieces`);
    this.#addOverhead(headerBytes);
    if (isLast) this.#message = undefined;
  }

  /** Every byte that came since a message began is kept until it ends, as its pieces are views of what the socket gave. */
  #addOverhead(bytes: number): void {
    if (!this.#message) return;
    this.#message.overheadBytes += bytes;
    if (this.#message.overheadBytes > MAX_FRAGMENT_OVERHEAD_BYTES) {
      throw malformed(`more than ${MAX_FRAGMENT_OVERHEAD_BYTES} bytes came within a message that are not part of it`);
    }
  }
}
