/**
 * Of what Chromium crashes while a page is a child of a canvas, the page is told of before: it then leaves the canvas. And
 * canvases of the page, which are drawn at the corner of their layer, are given layers of their own.
 */
import { framesOf } from '../clock/windows.ts';
import type { Realm } from './realm.ts';
import { FILTERED_BACKDROP, hasFilteredBackdrop, VIEW_TRANSITION } from './undrawable.ts';

/** Makes a layer, and changes neither the order of drawing nor what is seen. */
const CANVAS_LAYERS = 'canvas { backface-visibility: hidden !important }';

type Method = (this: Element & Document, ...given: unknown[]) => unknown;

export class PageGuard {
  readonly #leave: (why: string) => void;
  readonly #guarded = new Map<Realm, () => void>();

  /** @param leave is called before something that cannot be drawn begins */
  constructor(leave: (why: string) => void) {
    this.#leave = leave;
  }

  /** Covers `realm` and its iframes, those that are new since the last call. */
  cover(realm: Realm): void {
    if (!this.#guarded.has(realm)) this.#guarded.set(realm, this.#guard(realm));
    for (const frame of framesOf(realm)) this.cover(frame);
  }

  release(): void {
    for (const restore of this.#guarded.values()) restore();
    this.#guarded.clear();
  }

  #guard(realm: Realm): () => void {
    const { Document, HTMLDialogElement, HTMLElement, document } = realm;
    const layers = new realm.CSSStyleSheet();
    layers.replaceSync(CANVAS_LAYERS);
    document.adoptedStyleSheets.push(layers);
    const afterwards = (self: Element): void => {
      if (hasFilteredBackdrop(self, realm)) this.#leave(FILTERED_BACKDROP);
    };
    const restores = [
      replace(Document.prototype, 'startViewTransition', { before: () => this.#leave(VIEW_TRANSITION) }),
      replace(HTMLDialogElement.prototype, 'showModal', { afterwards }),
      replace(HTMLElement.prototype, 'showPopover', { afterwards }),
      replace(HTMLElement.prototype, 'togglePopover', { afterwards }),
    ];
    return () => {
      for (const restore of restores) restore();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== layers);
    };
  }
}

interface Beside {
  before?(): void;
  afterwards?(self: Element): void;
}

/** Does something beside what a method does. Returns what undoes it. */
function replace(prototype: object, name: string, { before, afterwards }: Beside): () => void {
  const methods = prototype as Record<string, Method | undefined>;
  const native = methods[name];
  if (!native) return () => undefined;
  methods[name] = function (...given) {
    before?.();
    const result = native.apply(this, given);
    afterwards?.(this);
    return result;
  };
  return () => {
    methods[name] = native;
  };
}
