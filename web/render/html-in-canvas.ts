/**
 * HTML-in-canvas, as Chromium has it behind `--enable-blink-features=CanvasDrawElement`
 * (https://github.com/WICG/html-in-canvas): a frame that is a child of a canvas is drawn on it, as it would be shown.
 */
import type { Size } from '../recorder/index.ts';
import type { Alpha } from '../../shared/wire/messages.ts';

/** What TypeScript's own types lack. */
interface LayoutCanvas extends HTMLCanvasElement {
  onpaint: (() => void) | null;
  /** Has the browser fire `paint` with its next animation frame. */
  requestPaint(): void;
  /** Puts a node elsewhere and keeps its state: an iframe is not loaded anew. */
  moveBefore(node: Node, child: Node | null): void;
}
interface ElementContext extends CanvasRenderingContext2D {
  drawElementImage(element: Element, x: number, y: number, width: number, height: number): DOMMatrix;
}

/** Whether this browser has it. */
export function hasHtmlInCanvas(): boolean {
  return 'drawElementImage' in CanvasRenderingContext2D.prototype && 'moveBefore' in Element.prototype;
}

/** A canvas on which a frame of the page is drawn. */
export class FrameCanvas {
  readonly #canvas = document.createElement('canvas') as LayoutCanvas;
  readonly #context: ElementContext;
  readonly #frame: HTMLIFrameElement;
  readonly #view: Size;
  /** Ends the drawing under way without a picture. */
  #abandon = (): void => undefined;

  /**
   * @param view of the frame, device pixels
   * @param size of what is drawn of it, device pixels
   */
  constructor(frame: HTMLIFrameElement, view: Size, size: Size, alpha: Alpha) {
    this.#frame = frame;
    this.#view = view;
    const canvas = this.#canvas;
    Object.assign(canvas, size);
    Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100vw', height: '100vh' });
    canvas.setAttribute('layoutsubtree', '');
    this.#context = canvas.getContext('2d', { alpha: alpha === 'keep' }) as ElementContext;
  }

  /** From now on the frame is shown on the canvas alone. Nothing happens within it. */
  enter(): void {
    document.body.append(this.#canvas);
    this.#canvas.moveBefore(this.#frame, null);
  }

  /** The frame is shown as ever. A canvas that is not shown is never painted: a drawing under way ends without a picture. */
  leave(): void {
    (document.body as unknown as LayoutCanvas).moveBefore(this.#frame, null);
    this.#canvas.remove();
    this.#abandon();
  }

  /** Draws the frame as it is now, from this place of it on; gives the canvas, or undefined where the frame left it before. */
  async draw(left: number, top: number, alpha: Alpha): Promise<HTMLCanvasElement | undefined> {
    const canvas = this.#canvas;
    const { width, height } = this.#view;
    const isDrawn = await new Promise<boolean>((resolve, reject) => {
      this.#abandon = () => resolve(false);
      canvas.onpaint = () => {
        try {
          this.#context.reset();
          if (alpha === 'discard') {
            this.#context.fillStyle = 'white';
            this.#context.fillRect(0, 0, canvas.width, canvas.height);
          }
          this.#context.drawElementImage(this.#frame, -left, -top, width, height);
          resolve(true);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      canvas.requestPaint();
    });
    canvas.onpaint = null;
    return isDrawn ? canvas : undefined;
  }
}
