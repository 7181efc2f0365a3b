/**
 * The canvases of a page, known from when they are given a context: which of them is taken is decided after the first
 * frame, and by then the picture of a WebGL or WebGPU canvas would be gone. It is kept from the start.
 */
import { CanvasSource } from '../capture/canvas.ts';
import type { Realm } from './realm.ts';

/** How a canvas can be taken. */
export type KnownCanvas =
  | { readonly kind: 'watched'; readonly source: CanvasSource }
  /** Its picture stands until it is drawn again. */
  | { readonly kind: 'plain' }
  /** A worker draws it. */
  | { readonly kind: 'transferred' };

type GetContext = (this: HTMLCanvasElement, kind: string, ...options: unknown[]) => object | null;

/** Contexts whose picture is gone once it was shown. */
const FLEETING = new Set(['webgl', 'webgl2', 'experimental-webgl', 'webgpu']);

export class Canvases {
  readonly #known = new Map<HTMLCanvasElement, KnownCanvas>();
  readonly #restore: () => void;
  readonly #show: () => void;

  /** @param realm of a page whose scripts have not begun */
  constructor(realm: Realm) {
    this.#show = hideCanvases(realm);
    const { prototype } = realm.HTMLCanvasElement;
    const { transferControlToOffscreen } = prototype;
    const getContext = prototype.getContext as GetContext;
    const known = this.#known;
    prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...options: unknown[]) {
      const context = getContext.apply(this, [kind, ...options]);
      if (context && !known.has(this)) {
        known.set(this, { kind: 'plain' });
        if (FLEETING.has(kind)) known.set(this, { kind: 'watched', source: new CanvasSource(this) });
      }
      return context;
    } as typeof prototype.getContext;
    prototype.transferControlToOffscreen = function (this: HTMLCanvasElement) {
      const offscreen = transferControlToOffscreen.call(this);
      known.set(this, { kind: 'transferred' });
      return offscreen;
    };
    this.#restore = () => Object.assign(prototype, { getContext, transferControlToOffscreen });
  }

  /** From now on they are shown. */
  show(): void {
    this.#show();
  }

  /** Those that have been given a context and stand in the document. */
  get all(): readonly HTMLCanvasElement[] {
    return [...this.#known.keys()].filter(({ isConnected }) => isConnected);
  }

  /** How `canvas` can be taken; undefined where nothing was drawn on it yet. */
  get(canvas: HTMLCanvasElement): KnownCanvas | undefined {
    return this.#known.get(canvas);
  }

  /** Lets all of them be as they were, but for `taken`. */
  release(taken?: HTMLCanvasElement): void {
    this.#restore();
    for (const [canvas, known] of this.#known) if (canvas !== taken && known.kind === 'watched') known.source.release();
    this.#known.clear();
  }
}

/**
 * Keeps canvases from being shown: what WebGL drew is given to the screen where it is, and cannot be drawn on the canvas of
 * the stage afterwards. Returns what has them shown.
 */
function hideCanvases({ document, CSSStyleSheet }: Realm): () => void {
  const hiding = new CSSStyleSheet();
  hiding.replaceSync('canvas { visibility: hidden !important }');
  document.adoptedStyleSheets.push(hiding);
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== hiding);
  };
}
