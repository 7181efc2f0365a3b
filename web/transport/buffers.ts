/** Frame buffers, used again and again: in steady state nothing is allocated per frame. */

/** Enough to fill one while another is being sent and a third is being handed over. */
export const MAX_BUFFERS = 3;

export class BufferPool {
  readonly #free: ArrayBuffer[] = [];
  #lent = 0;
  #kept: ArrayBuffer | undefined;

  /** A buffer of at least `bytes`, or undefined while all are lent. */
  take(bytes: number): ArrayBuffer | undefined {
    if (this.#lent === MAX_BUFFERS) return undefined;
    const free = this.#free.pop();
    // A buffer of another geometry is let go: sizes change seldom, and then for all.
    const buffer = free?.byteLength === bytes ? free : new ArrayBuffer(bytes);
    this.#lent++;
    return buffer;
  }

  /** Gives a buffer back. */
  give(buffer: ArrayBuffer): void {
    this.#lent--;
    this.#free.push(buffer);
  }

  /** Gives a buffer back whose content stays as it is until another one is kept: the next frame is compared with it. */
  keep(buffer: ArrayBuffer): void {
    this.#lent--;
    if (this.#kept) this.#free.push(this.#kept);
    this.#kept = buffer;
  }
}
