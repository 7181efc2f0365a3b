/** The bench's scene drawn by the clock: at each animation frame what is due then, if it is new. */
import { openScene } from './open-scene.ts';

export interface RealtimeDrawing {
  readonly canvas: OffscreenCanvas | HTMLCanvasElement;
  readonly fps: number;
  readonly frames: number;
}

const MS_PER_SECOND = 1000;

/** Resolves when the last frame was due and drawn. */
export async function drawByClock({ canvas, fps, frames }: RealtimeDrawing): Promise<void> {
  const draw = await openScene('logged-2d', canvas, canvas, fps);
  let startedMs: number | undefined;
  let last = -1;
  while (last < frames - 1) {
    const nowMs = await new Promise(requestAnimationFrame);
    startedMs ??= nowMs;
    // The clock of animation frames ticks at 59.9 or 60.1 as well: half a slot keeps its jitter from costing frames.
    const due = Math.min(Math.floor(((nowMs - startedMs) / MS_PER_SECOND) * fps + 0.5), frames - 1);
    if (due <= last) continue;
    last = due;
    await draw(due);
  }
}
