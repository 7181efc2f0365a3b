/** Draws the bench's scene by the clock on a canvas of the page. */
import { drawByClock, type RealtimeDrawing } from './lib/draw-by-clock.ts';

self.onmessage = ({ data }: MessageEvent<RealtimeDrawing>) => {
  drawByClock(data).then(
    () => self.postMessage('drawn'),
    (error: unknown) => self.postMessage(String(error)),
  );
};
