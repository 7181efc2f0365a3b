/**
 * A WebGL or WebGPU canvas whose drawing buffer is not preserved can be read only between a drawing and its
 * presentation. This notes both, so that a frame is captured right or refused, never black.
 */
import { isOfAnotherWindow } from './kind.ts';
import { onCall } from './on-call.ts';
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
  /** Absent in workers, and for a canvas of another window: its renderings cannot be followed from here. */
  readonly #phase: RenderingPhase | undefined;
  readonly #onUrgent: () => void;
  readonly #stops: (() => void)[] = [];
  /** A picture can be read. */
  #readable = false;
  /** That picture was captured. */
  #isCaptured = true;
  /** A picture was shown that was not captured. */
  #missed = false;
  #showingIsDue = false;
  #urgentIsDue = false;

  private constructor(canvas: HTMLCanvasElement | OffscreenCanvas, onUrgent: () => void) {
    this.#canvas = canvas;
    this.#onUrgent = onUrgent;
    const isElsewhere = typeof document === 'undefined' || isOfAnotherWindow(canvas);
    this.#phase = isElsewhere ? undefined : new RenderingPhase();
    // What is transferred away is no longer in the canvas.
    this.#note(canvas, ['transferToImageBitmap'], () => this.#shown());
  }

  /**
   * @param onUrgent a picture was drawn, and nothing will tell when it is shown: in a worker a canvas may be shown after
   * any task. Called at the end of the drawing's own. For a canvas of another window likewise.
   */
  static webgl(canvas: HTMLCanvasElement | OffscreenCanvas, context: WebGL, onUrgent: () => void): BufferWatch {
    const watch = new BufferWatch(canvas, onUrgent);
    // Drawing into a framebuffer object leaves the canvas as it is.
    let bound: unknown = context.getParameter(context.FRAMEBUFFER_BINDING) ?? undefined;
    watch.#note(context, ['bindFramebuffer'], ([target, framebuffer]) => {
      const READ_FRAMEBUFFER = 0x8ca8;
      if (target !== READ_FRAMEBUFFER) bound = framebuffer ?? undefined;
    });
    watch.#note(context, ['deleteFramebuffer'], ([framebuffer]) => {
      if (framebuffer === bound) bound = undefined;
    });
    const onDraw = (): void => {
      if (bound === undefined) watch.#draws();
    };
    watch.#note(context, DRAWING_CALLS, onDraw);
    for (const name of EXTENSIONS) {
      // getExtension gives the same object each time, so the page's own calls are seen.
      const extension: unknown = context.getExtension(name);
      if (typeof extension === 'object' && extension !== null) watch.#note(extension, EXTENSION_CALLS, onDraw);
    }
    return watch;
  }

  /** @param onUrgent as for WebGL */
  static webgpu(canvas: HTMLCanvasElement | OffscreenCanvas, context: object, onUrgent: () => void): BufferWatch {
    const watch = new BufferWatch(canvas, onUrgent);
    watch.#note(context, ['getCurrentTexture'], () => watch.#draws());
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
    for (const stop of this.#stops.splice(0)) stop();
    this.#phase?.stop();
  }

  #note(target: object, names: readonly string[], listener: (args: readonly unknown[]) => void): void {
    for (const name of names) this.#stops.push(onCall(target, name, listener));
  }

  #draws(): void {
    this.#readable = true;
    this.#isCaptured = false;
    if (!this.#phase) this.#hurry();
    else if (!this.#showingIsDue && this.#isShown()) {
      this.#showingIsDue = true;
      this.#phase.whenShown(() => this.#shown());
    }
  }

  #hurry(): void {
    if (this.#urgentIsDue) return;
    this.#urgentIsDue = true;
    queueMicrotask(() => {
      this.#urgentIsDue = false;
      if (this.state === 'drawn') this.#onUrgent();
    });
  }

  #isShown(): boolean {
    return this.#canvas instanceof HTMLCanvasElement && this.#canvas.isConnected;
  }

  /** The picture left the canvas: shown, or transferred away. */
  #shown(): void {
    this.#showingIsDue = false;
    this.#readable = false;
    this.#missed ||= !this.#isCaptured;
  }
}
