/** A canvas of the page, taken directly: its own pixels, without what lies above it. */
import { CanvasSource } from '../capture/canvas.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
import type { Picture } from './picture.ts';
import type { Target } from './target.ts';

/** The browser is told no time: a frame's own travels beside it. */
const NO_TIME_US = 0;

/** @param canvas of the target, with a context */
export function canvasPicture({ canvases }: Target, canvas: HTMLCanvasElement, alpha: Alpha): Picture {
  const known = canvases.get(canvas);
  if (known?.kind === 'transferred') return transferredPicture(canvas, alpha);
  const source = known?.kind === 'watched' ? known.source : new CanvasSource(canvas);
  canvases.release(canvas);
  return {
    get size() {
      return { width: source.width, height: source.height };
    },
    take: async () => source.take(NO_TIME_US, alpha),
    close: () => source.release(),
  };
}

/** One that a worker draws: what it has drawn is shown with the browser's next animation frame. */
function transferredPicture(canvas: HTMLCanvasElement, alpha: Alpha): Picture {
  return {
    get size() {
      return { width: canvas.width, height: canvas.height };
    },
    async take() {
      for (let frames = 0; frames < 2; frames++) await new Promise((resolve) => requestAnimationFrame(resolve));
      return new VideoFrame(canvas, { timestamp: NO_TIME_US, alpha });
    },
    close: () => undefined,
  };
}
