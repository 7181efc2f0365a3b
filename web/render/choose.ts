/** What is taken of a page. */
import { ReelayError } from '../../shared/errors.ts';
import type { RenderRequest } from '../../shared/render/messages.ts';
import { canvasPicture } from './canvas-picture.ts';
import { pagePicture } from './page-picture.ts';
import type { Picture } from './picture.ts';
import type { Realm } from './realm.ts';
import { scenePicture } from './scene-picture.ts';
import type { Target } from './target.ts';

/** How much of the viewport a canvas must fill for the page to be taken for a page around it. */
const MIN_COVERAGE = 0.5;

/**
 * The picture, once the first frame has been drawn. Without a selector it is the largest canvas, where that fills half of
 * the viewport, else the page. Throws OPTION_INVALID, SCENE_FAILED and INTERNAL.
 * @param fellBack is told why DevTools take the page, where they do
 */
export async function choosePicture(
  target: Target,
  request: RenderRequest,
  signal: AbortSignal,
  fellBack: (why: string) => void,
): Promise<Picture> {
  const { kind, selector, alpha } = request;
  if (kind === 'scene') return scenePicture(target, request, signal);
  const { window, frame, canvases } = target;
  const element = selector === null ? largestCanvas(target) : named(target, selector);
  const canvas = canvases.all.find((known) => known === element);
  if (canvas) {
    canvases.show();
    return canvasPicture(target, canvas, alpha);
  }
  canvases.release();
  const taken = element ?? window.document.documentElement;
  return pagePicture({ ...request, frame, window, element: taken, fellBack, showCanvases: () => canvases.show() });
}

function named({ window, canvases }: Target, selector: string): Element {
  const element = find(window.document, selector);
  if (element && (canvases.all.some((known) => known === element) || isInView(element, window))) return element;
  const reason = element ? 'what it names is not within the viewport' : 'nothing in the page is so';
  throw new ReelayError('OPTION_INVALID', { option: 'selector', value: selector, reason });
}

function isInView(element: Element, { innerWidth, innerHeight }: Realm): boolean {
  return element === element.ownerDocument.documentElement || shownArea(element, innerWidth, innerHeight) > 0;
}

function find(document: Document, selector: string): Element | null {
  try {
    return document.querySelector(selector);
  } catch {
    throw new ReelayError('OPTION_INVALID', { option: 'selector', value: selector, reason: 'it is no CSS selector' });
  }
}

function largestCanvas({ window, canvases }: Target): HTMLCanvasElement | undefined {
  const { innerWidth, innerHeight } = window;
  const [largest] = canvases.all
    .map((canvas) => ({ canvas, shown: shownArea(canvas, innerWidth, innerHeight) }))
    .sort((a, b) => b.shown - a.shown);
  return largest && largest.shown >= MIN_COVERAGE * innerWidth * innerHeight ? largest.canvas : undefined;
}

/** CSS pixels of the viewport that it fills. */
function shownArea(element: Element, viewWidth: number, viewHeight: number): number {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const width = Math.min(right, viewWidth) - Math.max(left, 0);
  const height = Math.min(bottom, viewHeight) - Math.max(top, 0);
  return Math.max(0, width) * Math.max(0, height);
}
