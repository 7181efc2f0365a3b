/** Calls back once per presented frame, after the page's own drawing for it. */
import type { AnyCanvas } from './canvas.ts';

/**
 * Calls `onFrame` with the frame's time (ms, as performance.now()) after all of the page's own animation callbacks and
 * before the canvas is shown, which is the last moment at which a WebGL buffer can be read. Returns what stops it.
 */
export function onPresented(canvas: AnyCanvas, onFrame: (nowMs: number) => void): () => void {
  const loop = isObservable(canvas) ? new LayoutLoop(canvas, onFrame) : new TrailingLoop(onFrame);
  return () => loop.stop();
}

function isObservable(canvas: AnyCanvas): canvas is HTMLCanvasElement {
  return typeof HTMLCanvasElement !== 'undefined' && canvas instanceof HTMLCanvasElement && canvas.isConnected;
}

/** In a document: resize observers run after all animation callbacks of the frame, and a new observation always fires. */
class LayoutLoop {
  readonly #canvas: HTMLCanvasElement;
  readonly #onFrame: (nowMs: number) => void;
  readonly #observer: ResizeObserver;
  #request: number;
  /** Time of the frame whose observation has not come yet. */
  #dueMs: number | undefined;

  constructor(canvas: HTMLCanvasElement, onFrame: (nowMs: number) => void) {
    this.#canvas = canvas;
    this.#onFrame = onFrame;
    this.#observer = new ResizeObserver(() => this.#flush());
    this.#request = requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.#observer.disconnect();
    this.#dueMs = undefined;
  }

  #frame(nowMs: number): void {
    this.#request = requestAnimationFrame((next) => this.#frame(next));
    // A canvas with no box (display: none) is not observed: it is taken one frame later, as it still holds the picture.
    this.#flush();
    this.#dueMs = nowMs;
    this.#observer.unobserve(this.#canvas);
    this.#observer.observe(this.#canvas);
  }

  #flush(): void {
    const dueMs = this.#dueMs;
    this.#dueMs = undefined;
    if (dueMs !== undefined) this.#onFrame(dueMs);
  }
}

/** In a worker or off the document: a callback that is asked for after the frame's others runs after them in the next. */
class TrailingLoop {
  readonly #onFrame: (nowMs: number) => void;
  readonly #channel = new MessageChannel();
  #request = 0;
  #stopped = false;

  constructor(onFrame: (nowMs: number) => void) {
    this.#onFrame = onFrame;
    this.#channel.port1.onmessage = () => this.#ask();
    this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    cancelAnimationFrame(this.#request);
    this.#channel.port1.close();
  }

  #ask(): void {
    if (this.#stopped) return;
    this.#request = requestAnimationFrame((nowMs) => {
      this.#onFrame(nowMs);
      this.#channel.port2.postMessage(undefined);
    });
  }
}
