/** A canvas as a source: takes what it holds at this moment as a VideoFrame. */
import { ReelayError } from '../../shared/errors.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
import { isWebGl } from './kind.ts';
import { CanvasReader } from './srgb.ts';
import { BufferWatch } from './webgl.ts';

export type AnyCanvas = HTMLCanvasElement | OffscreenCanvas;

/** What `grab` found. */
export type Grab =
  /** The frame is the caller's to close. */
  | { readonly kind: 'frame'; readonly frame: VideoFrame }
  /** Nothing was drawn since the last capture; the frame shows that picture again and is the caller's to close. */
  | { readonly kind: 'repeat'; readonly frame: VideoFrame }
  /** Nothing was drawn yet. */
  | { readonly kind: 'nothing' };

export class CanvasSource {
  readonly #canvas: AnyCanvas;
  readonly #reader: CanvasReader;
  readonly #restore: () => void;
  #watch: BufferWatch | undefined;
  #gl: WebGLRenderingContext | WebGL2RenderingContext | undefined;
  /** Taken as soon as it was drawn, where nothing tells when it is shown. */
  #early: VideoFrame | undefined;
  /** The last picture of a canvas that cannot be read again. */
  #last: VideoFrame | undefined;

  /**
   * @param isNew whether the canvas has no context yet and is to be left so: it is watched once it is given one
   * @throws SOURCE_UNSUPPORTED for a canvas that was given to a worker
   */
  constructor(canvas: AnyCanvas, isNew = false) {
    this.#canvas = canvas;
    this.#reader = new CanvasReader(canvas);
    if (isNew) {
      this.#restore = onContext(canvas, (context) => this.#watchContext(context));
    } else {
      this.#restore = () => undefined;
      this.#watchContext(existingContext(canvas));
    }
  }

  get width(): number {
    return this.#canvas.width;
  }

  get height(): number {
    return this.#canvas.height;
  }

  /**
   * Takes the canvas as it is now. Throws WEBGL_FRAME_GONE, WEBGL_CONTEXT_LOST, SOURCE_TAINTED or SOURCE_UNSUPPORTED.
   * @param timestampUs microseconds; for the browser only, the recording's own time travels beside the frame
   */
  grab(timestampUs: number, alpha: Alpha): Grab {
    if (this.#gl?.isContextLost()) throw new ReelayError('WEBGL_CONTEXT_LOST');
    const { state } = this.#watch ?? { state: 'drawn' };
    if (state === 'gone') throw new ReelayError('WEBGL_FRAME_GONE');
    if (state === 'unchanged') return this.#again(timestampUs, alpha);
    const frame = this.#read(timestampUs, alpha);
    if (this.#watch) {
      this.#watch.settle();
      this.#keepEarly(undefined);
      this.#keepLast(frame.clone());
    }
    return { kind: 'frame', frame };
  }

  /** Takes the canvas as `grab` does, blank where nothing was drawn yet. */
  take(timestampUs: number, alpha: Alpha): VideoFrame {
    const grab = this.grab(timestampUs, alpha);
    return grab.kind === 'nothing' ? this.#read(timestampUs, alpha) : grab.frame;
  }

  /** Forgets the picture that could not be captured, so that the next drawing counts again. */
  skipMissed(): void {
    this.#watch?.settle();
  }

  /** Lets the canvas be as it was. */
  release(): void {
    this.#restore();
    this.#watch?.stop();
    this.#keepEarly(undefined);
    this.#keepLast(undefined);
  }

  #watchContext(context: object): void {
    this.#reader.setContext(context);
    if (isWebGl(context)) {
      this.#gl = context;
      if (context.getContextAttributes()?.preserveDrawingBuffer !== false) return;
      this.#watch = BufferWatch.webgl(this.#canvas, context, () => this.#readEarly());
    } else if ('getCurrentTexture' in context) {
      this.#watch = BufferWatch.webgpu(this.#canvas, context, () => this.#readEarly());
    }
  }

  /** A picture that was drawn and cannot be waited with. */
  #readEarly(): void {
    try {
      this.#keepEarly(this.#read(0, 'keep'));
      this.#watch?.settle();
    } catch {
      // Whoever takes the frame is told.
    }
  }

  /** What was drawn last, if it was not taken yet; else the picture that was. */
  #again(timestamp: number, alpha: Alpha): Grab {
    const early = this.#early;
    if (early) {
      this.#early = undefined;
      this.#keepLast(early);
      return { kind: 'frame', frame: new VideoFrame(early, { timestamp, alpha }) };
    }
    return this.#last
      ? { kind: 'repeat', frame: new VideoFrame(this.#last, { timestamp, alpha }) }
      : { kind: 'nothing' };
  }

  #keepEarly(frame: VideoFrame | undefined): void {
    this.#early?.close();
    this.#early = frame;
  }

  #keepLast(frame: VideoFrame | undefined): void {
    this.#last?.close();
    this.#last = frame;
  }

  #read(timestamp: number, alpha: Alpha): VideoFrame {
    if (this.#canvas.width === 0 || this.#canvas.height === 0) {
      throw new ReelayError('SOURCE_UNSUPPORTED', {
        reason: 'the canvas is 0 pixels wide or high',
        remedy: 'Give it a size before it is captured.',
      });
    }
    try {
      return this.#reader.read(timestamp, alpha);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'SecurityError')
        throw new ReelayError('SOURCE_TAINTED', {}, { cause: error });
      throw new ReelayError(
        'SOURCE_UNSUPPORTED',
        {
          reason: error instanceof Error ? error.message : String(error),
          remedy: 'Make sure that the canvas was drawn on and has a size.',
        },
        { cause: error },
      );
    }
  }
}

/** Calls back when the canvas is given a context. Returns what lets the canvas be. */
function onContext(canvas: AnyCanvas, callback: (context: object) => void): () => void {
  const given = canvas as { getContext?(...args: unknown[]): object | null };
  const getContext = canvas.getContext as (...args: unknown[]) => object | null;
  let isGiven = false;
  given.getContext = (...args) => {
    const context = Reflect.apply(getContext, canvas, args);
    if (context && !isGiven) {
      isGiven = true;
      callback(context);
    }
    return context;
  };
  return () => delete given.getContext;
}

/**
 * The context the canvas has. There is no way to ask without making one where there is none; 2D comes first, as a
 * canvas nothing was drawn on is best taken for one.
 */
function existingContext(canvas: AnyCanvas): object {
  const any = canvas as { getContext(id: string): object | null };
  try {
    return (
      any.getContext('2d') ?? any.getContext('webgl2') ?? any.getContext('webgl') ?? any.getContext('webgpu') ?? {}
    );
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') {
      throw new ReelayError('SOURCE_UNSUPPORTED', {
        reason: 'the canvas was given to a worker (transferControlToOffscreen)',
        remedy:
          'Pass the drawing as a scene module (a URL) with the `preview` option, or use the Recorder inside that worker.',
      });
    }
    throw error;
  }
}
