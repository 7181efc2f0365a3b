/** Lets frames through at a rate, by the clock: viewers look in real time, however fast or slow a recording runs. */

const MS_PER_SECOND = 1000;

export class FrameGate<Frame> {
  readonly #intervalMs: number;
  readonly #pass: (frame: Frame) => void;
  #dueMs = 0;
  #held: { readonly frame: Frame; readonly timer: NodeJS.Timeout } | undefined;

  /** @param maxRate frames per second */
  constructor(maxRate: number, pass: (frame: Frame) => void) {
    this.#intervalMs = MS_PER_SECOND / maxRate;
    this.#pass = pass;
  }

  /** Passes `frame` on now, or when it is due and no newer one has come by then: the last before a pause is seen, too. */
  offer(frame: Frame): void {
    this.clear();
    const nowMs = performance.now();
    // Frames that come at just this rate, give or take half a frame, must all pass.
    const earlyMs = this.#dueMs - nowMs - this.#intervalMs / 2;
    if (earlyMs > 0) {
      this.#held = { frame, timer: setTimeout(() => this.#passNow(frame), earlyMs) };
    } else {
      this.#passNow(frame);
    }
  }

  /** Lets go of the frame that waits. */
  clear(): void {
    clearTimeout(this.#held?.timer);
    this.#held = undefined;
  }

  #passNow(frame: Frame): void {
    this.#held = undefined;
    this.#dueMs = Math.max(this.#dueMs, performance.now()) + this.#intervalMs;
    this.#pass(frame);
  }
}
