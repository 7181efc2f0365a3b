/** Pictures of the animations for their cards. */
import type { SceneEntry } from '../scene.ts';
import type { PosterReply, PosterRequest } from './poster-worker.ts';

/** Size of a card's picture, pixels: enough for two device pixels each. */
export const POSTER_SIZE = { width: 384, height: 216 } as const;

/**
 * Draws a picture of each scene in a worker of its own, which ends with the last.
 * @param arrived called for each scene as its picture is there; closes the bitmap. Undefined: it could not be drawn.
 */
export function drawPosters(
  scenes: readonly SceneEntry[],
  arrived: (id: string, bitmap: ImageBitmap | undefined) => void,
): void {
  const worker = new Worker(new URL('./poster-worker.ts', import.meta.url), { type: 'module' });
  const missing = new Set(scenes.map(({ id }) => id));
  const settle = (id: string, bitmap?: ImageBitmap): void => {
    missing.delete(id);
    arrived(id, bitmap);
    if (missing.size === 0) worker.terminate();
  };
  worker.onmessage = ({ data }: MessageEvent<PosterReply>) => settle(data.id, data.bitmap);
  worker.onerror = () => [...missing].forEach((id) => settle(id));
  for (const { id, url } of scenes) worker.postMessage({ id, url: url.href, ...POSTER_SIZE } satisfies PosterRequest);
}
