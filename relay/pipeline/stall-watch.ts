/** Notices a pipeline that has stopped taking frames: those that are written wait, and none has been accepted for a while. */

export class StallWatch {
  readonly #limitMs: number;
  readonly #onStall: () => void;
  #pending = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param limitMs 0: never */
  constructor(limitMs: number, onStall: () => void) {
    this.#limitMs = limitMs;
    this.#onStall = onStall;
  }

  /** A frame is on its way. */
  written(): void {
    this.#pending++;
    if (this.#pending === 1) this.#arm();
  }

  /** The oldest of them was taken. Without any left there is nothing to wait for: an idle or paused page is no stall. */
  accepted(): void {
    this.#pending--;
    if (this.#pending === 0) this.#disarm();
    else this.#timer?.refresh();
  }

  /** No more frames come: what is left has its own time. */
  stop(): void {
    this.#disarm();
  }

  #arm(): void {
    if (this.#limitMs > 0) this.#timer = setTimeout(() => this.#due(), this.#limitMs);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Timers come before news of sockets: where this process itself stood still, that news is heard first. */
  #due(): void {
    const timer = this.#timer;
    const pending = this.#pending;
    setImmediate(() => {
      if (this.#timer === timer && timer && this.#pending === pending) this.#onStall();
    });
  }
}
