/** What is taken of a page. */
import { ReelayError } from '../../shared/errors.ts';
import type { RenderRequest } from '../../shared/render/messages.ts';
import { canvasPicture } from './canvas-picture.ts';
import type { Picture } from './picture.ts';
import { scenePicture } from './scene-picture.ts';
import type { Target } from './target.ts';

/** How much of the viewport a canvas must fill for the page to be taken for a page around it. */
const MIN_COVERAGE = 0.5;

/**
 * The picture, once the first frame has been drawn. Without a selector it is the largest canvas, where that fills half of
 * the viewport. Throws RENDER_NO_CANVAS, OPTION_INVALID and SCENE_FAILED.
 */
export async function choosePicture(target: Target, request: RenderRequest, signal: AbortSignal): Promise<Picture> {
  const { kind, selector, alpha } = request;
  if (kind === 'scene') return scenePicture(target, request, signal);
  const canvas = selector === null ? largestCanvas(target) : namedCanvas(target, selector);
  return canvasPicture(target, canvas, alpha);
}

function namedCanvas({ window, canvases }: Target, selector: string): HTMLCanvasElement {
  const element = find(window.document, selector);
  const canvas = canvases.all.find((known) => known === element);
  if (canvas) return canvas;
  const reason = element ? 'it names no canvas that was drawn on' : 'nothing in the page is so';
  throw new ReelayError('OPTION_INVALID', { option: 'selector', value: selector, reason });
}

function find(document: Document, selector: string): Element | null {
  try {
    return document.querySelector(selector);
  } catch {
    throw new ReelayError('OPTION_INVALID', { option: 'selector', value: selector, reason: 'it is no CSS selector' });
  }
}

function largestCanvas({ window, canvases }: Target): HTMLCanvasElement {
  const { innerWidth, innerHeight } = window;
  const [largest] = canvases.all
    .map((canvas) => ({ canvas, shown: shownArea(canvas, innerWidth, innerHeight) }))
    .sort((a, b) => b.shown - a.shown);
  if (largest && largest.shown >= MIN_COVERAGE * innerWidth * innerHeight) return largest.canvas;
  throw new ReelayError('RENDER_NO_CANVAS');
}

/** CSS pixels of the viewport that it fills. */
function shownArea(canvas: HTMLCanvasElement, viewWidth: number, viewHeight: number): number {
  const { left, right, top, bottom } = canvas.getBoundingClientRect();
  const width = Math.min(right, viewWidth) - Math.max(left, 0);
  const height = Math.min(bottom, viewHeight) - Math.max(top, 0);
  return Math.max(0, width) * Math.max(0, height);
}
