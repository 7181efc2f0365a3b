/** What the reader of shared memory holds: buffers that it was handed and has not let go of, told apart by their offsets. */

interface Holding {
  /** Buffers of it that are held. */
  buffers: number;
  readonly done: () => void;
}

export class HeldBuffers {
  /** In the order in which they were handed over. */
  readonly #holdings: Holding[] = [];
  /** Oldest first: the same bytes may be handed over again before they are let go of. */
  readonly #byOffset = new Map<number, Holding[]>();

  /** Buffers at `offsets` are handed over together; `done` is due when all of them, and of those before, are let go of. */
  hand(offsets: readonly number[], done: () => void): void {
    const holding = { buffers: offsets.length, done };
    this.#holdings.push(holding);
    for (const offset of offsets) {
      const holdings = this.#byOffset.get(offset);
      if (holdings) holdings.push(holding);
      else this.#byOffset.set(offset, [holding]);
    }
  }

  /** A buffer at `offset` was let go of: what is due now, in order; undefined where none was held there. */
  release(offset: number): (() => void)[] | undefined {
    const holdings = this.#byOffset.get(offset);
    const holding = holdings?.shift();
    if (!holdings || !holding) return undefined;
    if (holdings.length === 0) this.#byOffset.delete(offset);
    holding.buffers--;
    const held = this.#holdings.findIndex(({ buffers }) => buffers > 0);
    return this.#holdings.splice(0, held < 0 ? this.#holdings.length : held).map(({ done }) => done);
  }
}
