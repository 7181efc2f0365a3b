/** The bounded place in front of a pipeline: how much may wait there, and who waits for room. */
import { ReelayError } from '../../../shared/errors.ts';

export interface RoomLimits {
  /** A frame comes in while less than this waits, so that there is always room for one. */
  readonly maxBytes: number;
  readonly maxFrames: number;
}

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
  readonly fail: (error: unknown) => void;
}

/** Calls that may wait for room; each holds a frame of the caller's. Who awaits each push never has more than one. */
const MAX_WAITING_CALLS = 16;

export class Room {
  readonly #limits: RoomLimits;
  readonly #waiting: Waiting[] = [];
  #bytes = 0;
  #frames = 0;

  constructor(limits: RoomLimits) {
    this.#limits = limits;
  }

  /** Whether another frame would have to wait. */
  get isFull(): boolean {
    return this.#waiting.length > 0 || !this.#hasSpace();
  }

  /** Whether so many wait already that none may join them. */
  get isCrowded(): boolean {
    return this.#waiting.length >= MAX_WAITING_CALLS;
  }

  /** PIPELINE_FULL, with what is waiting. */
  get full(): ReelayError {
    const { maxBytes, maxFrames } = this.#limits;
    const calls = this.#waiting.length === 0 ? '' : ` and ${this.#waiting.length} calls`;
    const frames = maxFrames === Number.MAX_SAFE_INTEGER ? '' : ` or ${maxFrames} frames`;
    return new ReelayError('PIPELINE_FULL', {
      waiting: `${this.#frames} frames of ${this.#bytes} bytes${calls}`,
      bound: `${maxBytes} bytes${frames}`,
    });
  }

  /** Takes room for `bytes`, after all who waited before. Rejects with the reason of `close`. */
  async enter(bytes: number): Promise<void> {
    if (this.isFull) await new Promise<void>((enter, fail) => this.#waiting.push({ bytes, enter, fail }));
    else this.#take(bytes);
  }

  /** Gives the room of a frame back. */
  leave(bytes: number): void {
    this.#bytes -= bytes;
    this.#frames--;
    while (this.#hasSpace()) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#take(next.bytes);
      next.enter();
    }
  }

  /** Nobody gets room any more. */
  close(error: unknown): void {
    for (const { fail } of this.#waiting.splice(0)) fail(error);
  }

  #take(bytes: number): void {
    this.#bytes += bytes;
    this.#frames++;
  }

  #hasSpace(): boolean {
    return this.#bytes < this.#limits.maxBytes && this.#frames < this.#limits.maxFrames;
  }
}
