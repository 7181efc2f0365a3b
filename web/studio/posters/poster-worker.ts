/** Draws one frame of each animation for its card, off the main thread. */
import type { Scene } from '../../recorder/index.ts';

/** Page to worker: draw this scene. */
export interface PosterRequest {
  readonly id: string;
  /** Absolute address of the scene's module. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** Worker to page; the page closes the bitmap. Without one the scene could not be drawn. */
export interface PosterReply {
  readonly id: string;
  readonly bitmap?: ImageBitmap;
}

/** A moment at which every built-in animation shows what it is. */
const POSTER_SECONDS = 2.6;
const POSTER_RATE = 60;

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<PosterRequest>) => void;
  postMessage(reply: PosterReply, transfer: Transferable[]): void;
};

// One after another: they share the processor with the page.
let queue: Promise<void> = Promise.resolve();
scope.onmessage = ({ data }) => {
  queue = queue.then(() => answer(data));
};

async function answer({ id, url, width, height }: PosterRequest): Promise<void> {
  try {
    const bitmap = await draw(url, width, height);
    scope.postMessage({ id, bitmap }, [bitmap]);
  } catch (error) {
    console.warn(`No picture of the scene ${id}:`, error);
    scope.postMessage({ id }, []);
  }
}

async function draw(url: string, width: number, height: number): Promise<ImageBitmap> {
  const { default: scene } = (await import(/* @vite-ignore */ url)) as { readonly default: Scene };
  const canvas = new OffscreenCanvas(width, height);
  const drawFrame = await scene.setup(canvas, { width, height });
  await drawFrame({ index: POSTER_SECONDS * POSTER_RATE, timeSeconds: POSTER_SECONDS, timeNs: POSTER_SECONDS * 1e9 });
  return canvas.transferToImageBitmap();
}
