/** The header of a WebSocket frame (RFC 6455, section 5.2), put together byte by byte. */

/** Opcodes that are told apart; from `control` on they are pings, pongs and closes. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, control: 8 } as const;

const MAX_HEADER_BYTES = 14;
export const MASK_BYTES = 4;
const LENGTH_16_BIT = 126;
const LENGTH_64_BIT = 127;
const FLAG_LAST = 0x80;
const FLAGS_RESERVED = 0x70;
const FLAG_MASKED = 0x80;

export class WebSocketHeader {
  readonly #bytes = Buffer.alloc(MAX_HEADER_BYTES);
  #length = 0;

  /** Takes the next byte; true when the header is complete. */
  add(byte: number): boolean {
    this.#bytes[this.#length++] = byte;
    return this.#length >= 2 && this.#length === 2 + this.#lengthBytes() + (this.isMasked ? MASK_BYTES : 0);
  }

  /** Makes room for the next header. */
  clear(): void {
    this.#length = 0;
  }

  get length(): number {
    return this.#length;
  }

  get opcode(): number {
    return this.#bytes.readUInt8(0) & 0x0f;
  }

  get isLast(): boolean {
    return (this.#bytes.readUInt8(0) & FLAG_LAST) !== 0;
  }

  /** Whether it says something of an extension, such as compression. */
  get isExtended(): boolean {
    return (this.#bytes.readUInt8(0) & FLAGS_RESERVED) !== 0;
  }

  get isMasked(): boolean {
    return (this.#bytes.readUInt8(1) & FLAG_MASKED) !== 0;
  }

  /** Bytes of payload it claims; of claims beyond 2^53 the nearest number. */
  get payloadBytes(): number {
    const code = this.#lengthCode();
    if (code === LENGTH_16_BIT) return this.#bytes.readUInt16BE(2);
    return code === LENGTH_64_BIT ? Number(this.#bytes.readBigUInt64BE(2)) : code;
  }

  /** Copies the mask's four bytes; only where it is masked. */
  copyMask(target: Buffer): void {
    this.#bytes.copy(target, 0, this.#length - MASK_BYTES, this.#length);
  }

  /** A copy of all its bytes. */
  toBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #lengthCode(): number {
    return this.#bytes.readUInt8(1) & ~FLAG_MASKED;
  }

  #lengthBytes(): number {
    const code = this.#lengthCode();
    return code === LENGTH_16_BIT ? 2 : code === LENGTH_64_BIT ? 8 : 0;
  }
}
