/**
 * A WebGL or WebGPU canvas whose drawing buffer is not preserved can be read only between a drawing and its
 * presentation. This notes both, so that a frame is captured right or refused, never black.
 */
import { RenderingPhase } from './rendering.ts';

/** What the canvas holds at this moment. */
export type BufferState =
  /** Drawn since it was last shown: can be read. */
  | 'drawn'
  /** Nothing drawn since it was last captured: the picture is the one last captured. */
  | 'unchanged'
  /** Drawn and shown since it was last captured: that picture can no longer be read. */
  | 'gone';

type WebGL = WebGLRenderingContext | WebGL2RenderingContext;
type Method = (...args: unknown[]) => unknown;

const DRAWING_CALLS = [
  'clear',
  'clearBufferfv',
  'clearBufferiv',
  'clearBufferuiv',
  'clearBufferfi',
  'drawArrays',
  'drawArraysInstanced',
  'drawElements',
  'drawElementsInstanced',
  'drawRangeElements',
  'blitFramebuffer',
];
const EXTENSION_CALLS = [
  'drawArraysInstancedANGLE',
  'drawElementsInstancedANGLE',
  'multiDrawArraysWEBGL',
  'multiDrawElementsWEBGL',
  'multiDrawArraysInstancedWEBGL',
  'multiDrawElementsInstancedWEBGL',
];
const EXTENSIONS = ['ANGLE_instanced_arrays', 'WEBGL_multi_draw'];

/** Watches one canvas by putting a note before its context's drawing calls. */
export class BufferWatch {
  readonly #canvas: HTMLCanvasElement | OffscreenCanvas;
  /** Absent in workers, where the recorder's callback is the last before the canvas is shown. */
  readonly #phase: RenderingPhase | undefined;
  readonly #unwrap: (() => void)[] = [];
  /** A picture can be read. */
  #readable = false;
  /** That picture was captured. */
  #isCaptured = true;
  /** A picture was shown that was not captured. */
  #missed = false;
  #showingIsDue = false;

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    this.#canvas = canvas;
    this.#phase = typeof document === 'undefined' ? undefined : new RenderingPhase();
  }

  static webgl(canvas: HTMLCanvasElement | OffscreenCanvas, context: WebGL): BufferWatch {
    const watch = new BufferWatch(canvas);
    // Drawing into a framebuffer object leaves the canvas as it is.
    let drawsOnCanvas = context.getParameter(context.FRAMEBUFFER_BINDING) === null;
    watch.#wrap(context, ['bindFramebuffer'], ([target, framebuffer]) => {
      const READ_FRAMEBUFFER = 0x8ca8;
      if (target !== READ_FRAMEBUFFER) drawsOnCanvas = framebuffer === null;
    });
    const onDraw = (): void => {
      if (drawsOnCanvas) watch.#draws();
    };
    watch.#wrap(context, DRAWING_CALLS, onDraw);
    for (const name of EXTENSIONS) {
      // getExtension gives the same object each time, so the page's own calls are seen.
      const extension: unknown = context.getExtension(name);
      if (typeof extension === 'object' && extension !== null) watch.#wrap(extension, EXTENSION_CALLS, onDraw);
    }
    return watch;
  }

  static webgpu(canvas: HTMLCanvasElement | OffscreenCanvas, context: object): BufferWatch {
    const watch = new BufferWatch(canvas);
    watch.#wrap(context, ['getCurrentTexture'], () => watch.#draws());
    return watch;
  }

  get state(): BufferState {
    if (this.#readable && !this.#isCaptured) return 'drawn';
    return this.#missed ? 'gone' : 'unchanged';
  }

  /** To be called when the canvas was captured, or when a missed picture is given up. */
  settle(): void {
    this.#isCaptured = true;
    this.#missed = false;
  }

  stop(): void {
    for (const unwrap of this.#unwrap.splice(0)) unwrap();
    this.#phase?.stop();
  }

  #wrap(target: object, names: readonly string[], before: (args: readonly unknown[]) => void): void {
    const methods = target as Record<string, Method | undefined>;
    for (const name of names) {
      const original = methods[name];
      if (typeof original !== 'function') continue;
      methods[name] = (...args) => {
        before(args);
        return Reflect.apply(original, target, args);
      };
      this.#unwrap.push(() => delete methods[name]);
    }
  }

  #draws(): void {
    this.#readable = true;
    this.#isCaptured = false;
    if (this.#showingIsDue || !this.#phase || !this.#isShown()) return;
    this.#showingIsDue = true;
    this.#phase.whenShown(() => this.#shown());
  }

  #isShown(): boolean {
    return this.#canvas instanceof HTMLCanvasElement && this.#canvas.isConnected;
  }

  #shown(): void {
    this.#showingIsDue = false;
    this.#readable = false;
    this.#missed ||= !this.#isCaptured;
  }
}
