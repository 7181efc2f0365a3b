/** Bytes that come in pieces and are kept in pieces, as joining them would cost more than anything else done with them. */

/** Smaller pieces are put together: each costs some hundred bytes and some time of its own, wherever it goes. */
const SMALL_BYTES = 16 * 1024;
const BLOCK_BYTES = 64 * 1024;

export class Pieces {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  /** Where small pieces are put together, and what of it is not in `#pieces` yet. */
  #block = new Uint8Array();
  #from = 0;
  #to = 0;

  /** Bytes that were added since the last take(). */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a piece, which is the receiver's from now on. */
  add(piece: Uint8Array): void {
    this.#bytes += piece.byteLength;
    if (piece.byteLength >= SMALL_BYTES) {
      this.#flush();
      this.#pieces.push(piece);
      return;
    }
    if (this.#to + piece.byteLength > this.#block.byteLength) {
      this.#flush();
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#from = 0;
      this.#to = 0;
    }
    this.#block.set(piece, this.#to);
    this.#to += piece.byteLength;
  }

  /** All that was added, in order and not joined; from now on empty. */
  take(): readonly Uint8Array[] {
    this.#flush();
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#bytes = 0;
    return pieces;
  }

  #flush(): void {
    if (this.#to > this.#from) this.#pieces.push(this.#block.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }
}
