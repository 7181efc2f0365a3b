/**
 * The page as it is shown, or one of its elements with what lies above it. It is drawn by HTML-in-canvas; what that cannot
 * draw is taken by DevTools, frame by frame, from the first frame or from the one on in which it appears.
 */
import type { Alpha } from '../../shared/wire/messages.ts';
import type { Size } from '../recorder/index.ts';
import { FrameCanvas, hasHtmlInCanvas } from './html-in-canvas.ts';
import { firstDifference } from './likeness.ts';
import { PageGuard } from './page-guard.ts';
import type { Picture } from './picture.ts';
import type { Realm } from './realm.ts';
import { type Area, shot } from './shots.ts';
import { undrawable } from './undrawable.ts';

export interface PagePictureOptions {
  readonly frame: HTMLIFrameElement;
  readonly window: Realm;
  /** What is taken; the document's root stands for all that the viewport shows. It shows something there. */
  readonly element: Element;
  /** The viewport, CSS pixels. */
  readonly size: Size;
  /** Device pixels a CSS pixel. */
  readonly scale: number;
  readonly alpha: Alpha;
  /** Called at most once, where DevTools take the picture: why, in words. */
  fellBack(why: string): void;
  /** Has canvases shown, which were hidden until then. */
  showCanvases(): void;
}

/** The browser is told no time: a frame's own travels beside it. */
const NO_TIME_US = 0;

/** Decides how the page is taken, once its first frame is drawn. */
export async function pagePicture(options: PagePictureOptions): Promise<Picture> {
  const picture = new PagePicture(options);
  await picture.decide();
  return picture;
}

class PagePicture implements Picture {
  readonly #options: PagePictureOptions;
  readonly #canvas: FrameCanvas;
  readonly #guard = new PageGuard((why) => this.#leave(why));
  readonly size: Size;
  /** Whether the page is on the canvas. */
  #isDrawn = false;
  #hasFallenBack = false;
  /** Where the page had scrolled to when it was put there, CSS pixels. */
  #scrolled = { x: 0, y: 0 };

  constructor(options: PagePictureOptions) {
    const { frame, size, scale, alpha } = options;
    this.#options = options;
    const { width, height } = areaOf(options);
    this.size = { width, height };
    const view = { width: Math.round(size.width * scale), height: Math.round(size.height * scale) };
    this.#canvas = new FrameCanvas(frame, view, this.size, alpha);
  }

  /** Canvases are hidden meanwhile. */
  async decide(): Promise<void> {
    const { window, showCanvases } = this.#options;
    let why = hasHtmlInCanvas() ? undrawable(window) : 'this browser has no HTML-in-canvas';
    if (why === undefined) {
      const plain = await shot(this.#area);
      this.#enter();
      const drawn = await this.#draw();
      const place = drawn && firstDifference(pixelsOf(plain, this.size), pixelsOf(drawn, this.size));
      plain.close();
      if (place) why = this.#whatIsAt(place.x, place.y);
    }
    showCanvases();
    why ??= undrawable(window);
    if (why === undefined) return;
    if (this.#isDrawn) this.#show();
    this.#fallBack(why);
  }

  async take(): Promise<VideoFrame | ImageBitmap> {
    if (this.#isDrawn) {
      this.#guard.cover(this.#options.window);
      const why = this.#hasScrolled ? 'a page that scrolls' : undrawable(this.#options.window);
      if (why !== undefined) this.#leave(why);
    }
    const { alpha } = this.#options;
    const drawn = this.#isDrawn ? await this.#draw() : undefined;
    return drawn ? new VideoFrame(drawn, { timestamp: NO_TIME_US, alpha }) : shot(this.#area);
  }

  close(): void {
    if (this.#isDrawn) this.#show();
  }

  /** Where the element is now; it may move, but has the size it had. */
  get #area(): Area {
    return { ...areaOf(this.#options), ...this.size };
  }

  /** On a canvas the first scrolling of the page itself is drawn a frame late, and its fixed ground not at all. */
  get #hasScrolled(): boolean {
    const { scrollX, scrollY } = this.#options.window;
    return scrollX !== this.#scrolled.x || scrollY !== this.#scrolled.y;
  }

  /** Undefined where the page left the canvas meanwhile. */
  #draw(): Promise<HTMLCanvasElement | undefined> {
    const { left, top } = this.#area;
    return this.#canvas.draw(left, top, this.#options.alpha);
  }

  #enter(): void {
    this.#isDrawn = true;
    const { scrollX, scrollY } = this.#options.window;
    this.#scrolled = { x: scrollX, y: scrollY };
    this.#guard.cover(this.#options.window);
    this.#canvas.enter();
  }

  #leave(why: string): void {
    if (!this.#isDrawn) return;
    this.#show();
    this.#fallBack(why);
  }

  #fallBack(why: string): void {
    if (this.#hasFallenBack) return;
    this.#hasFallenBack = true;
    this.#options.fellBack(why);
  }

  #show(): void {
    this.#isDrawn = false;
    this.#guard.release();
    this.#canvas.leave();
  }

  #whatIsAt(x: number, y: number): string {
    const { scale, window } = this.#options;
    const { left, top } = this.#area;
    const element = window.document.elementFromPoint((left + x) / scale, (top + y) / scale);
    return `<${element?.localName ?? 'html'}> is drawn otherwise, at ${left + x}, ${top + y}`;
  }
}

/** Where the element is in the viewport, whole device pixels. */
function areaOf({ element, size, scale }: PagePictureOptions): Area {
  const isRoot = element === element.ownerDocument.documentElement;
  const box = isRoot ? { left: 0, top: 0, right: size.width, bottom: size.height } : element.getBoundingClientRect();
  const [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom].map((at) => Math.round(at * scale)) as [
    number,
    number,
    number,
    number,
  ];
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function pixelsOf(picture: HTMLCanvasElement | ImageBitmap, { width, height }: Size): ImageData {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new DOMException('there is no room for a copy of the page', 'InvalidStateError');
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height);
}
