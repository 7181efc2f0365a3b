/** A canvas as a source: takes what it holds at this moment as a VideoFrame. */
import { ReelayError } from '../../shared/errors.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
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
  readonly #watch: BufferWatch | undefined;
  readonly #gl: WebGLRenderingContext | WebGL2RenderingContext | undefined;
  /** The last picture of a canvas that cannot be read again. */
  #last: VideoFrame | undefined;

  /** @throws SOURCE_UNSUPPORTED for a canvas that was given to a worker */
  constructor(canvas: AnyCanvas) {
    this.#canvas = canvas;
    this.#reader = new CanvasReader(canvas);
    const context = existingContext(canvas);
    if (context?.kind === 'webgl') {
      this.#gl = context.gl;
      if (context.gl.getContextAttributes()?.preserveDrawingBuffer === false)
        this.#watch = BufferWatch.webgl(canvas, context.gl);
    } else if (context?.kind === 'webgpu') {
      this.#watch = BufferWatch.webgpu(canvas, context.gpu);
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
    if (state === 'unchanged') {
      return this.#last
        ? { kind: 'repeat', frame: new VideoFrame(this.#last, { timestamp: timestampUs }) }
        : { kind: 'nothing' };
    }
    const frame = this.#read(timestampUs, alpha);
    if (this.#watch) {
      this.#watch.settle();
      this.#last?.close();
      this.#last = frame.clone();
    }
    return { kind: 'frame', frame };
  }

  /** Forgets the picture that could not be captured, so that the next drawing counts again. */
  skipMissed(): void {
    this.#watch?.settle();
  }

  /** Lets the canvas be as it was. */
  release(): void {
    this.#watch?.stop();
    this.#last?.close();
    this.#last = undefined;
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

type Context =
  | { readonly kind: 'webgl'; readonly gl: WebGLRenderingContext | WebGL2RenderingContext }
  | { readonly kind: 'webgpu'; readonly gpu: object }
  | { readonly kind: 'other' };

/**
 * The context the canvas has. There is no way to ask without making one where there is none; 2D comes first, as a
 * canvas nothing was drawn on is best taken for one.
 */
function existingContext(canvas: AnyCanvas): Context | undefined {
  try {
    if (canvas.getContext('2d')) return { kind: 'other' };
    const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
    if (gl) return { kind: 'webgl', gl };
    const gpu: unknown = (canvas as { getContext(id: string): unknown }).getContext('webgpu');
    return typeof gpu === 'object' && gpu !== null ? { kind: 'webgpu', gpu } : { kind: 'other' };
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
