/** Tells when a picture drawn now will be shown: at the end of the rendering under way, or of the next one. */

/** Follows the document's renderings while anyone asks. */
export class RenderingPhase {
  /** Time of the last rendering that is over. */
  #finishedMs = -1;
  #request: number;
  readonly #onFinished = new Set<() => void>();

  constructor() {
    this.#request = requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.#onFinished.clear();
  }

  /** Calls back once, in the first task after what is drawn at this moment was shown. */
  whenShown(callback: () => void): void {
    // The timeline takes a rendering's time before its first callback: ahead of the last finished one means inside.
    const isRendering = Number(document.timeline.currentTime) > this.#finishedMs;
    if (isRendering) this.#onFinished.add(callback);
    else requestAnimationFrame(() => this.#onFinished.add(callback));
  }

  #frame(nowMs: number): void {
    this.#request = requestAnimationFrame((next) => this.#frame(next));
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      this.#finishedMs = nowMs;
      const callbacks = [...this.#onFinished];
      this.#onFinished.clear();
      for (const callback of callbacks) callback();
    };
    port2.postMessage(undefined);
  }
}
