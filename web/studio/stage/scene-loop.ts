/** Draws a scene on a canvas of the page, frame after frame, until it is told to stop. */
import type { Scene } from '../../recorder/index.ts';
import type { SceneEntry } from '../scene.ts';

/** Longest side of the canvas, pixels: what a busy machine still draws fluently. */
const LONGEST_SIDE = 800;
/** Where a preview that stands still stands. */
const STILL_SECONDS = 2.6;

export interface SceneLoop {
  readonly canvas: HTMLCanvasElement;
  /** Lets it run or stand still. */
  setPlaying(playing: boolean): void;
  stop(): void;
}

/**
 * Starts drawing `entry` at the shape of `size`.
 * @param failed called once, where the scene cannot be drawn
 */
export function startSceneLoop(
  entry: SceneEntry,
  size: { readonly width: number; readonly height: number },
  framesPerSecond: number,
  failed: (error: unknown) => void,
): SceneLoop {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(size.width, size.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(size.width * scale));
  canvas.height = Math.max(1, Math.round(size.height * scale));
  let stopped = false;
  let playing = false;
  let seconds = STILL_SECONDS;
  let last: number | undefined;
  let wake = (): void => undefined;

  const run = async (): Promise<void> => {
    const { default: scene } = (await import(/* @vite-ignore */ entry.url.href)) as { readonly default: Scene };
    if (stopped) return;
    const draw = await scene.setup(canvas, { width: canvas.width, height: canvas.height });
    while (!stopped) {
      const index = Math.floor(seconds * framesPerSecond);
      const timeSeconds = index / framesPerSecond;
      await draw({ index, timeSeconds, timeNs: Math.round(timeSeconds * 1e9) });
      if (!playing) {
        last = undefined;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const now = await new Promise<number>(requestAnimationFrame);
      if (last !== undefined) seconds += (now - last) / 1000;
      last = now;
    }
  };
  run().catch((error: unknown) => {
    if (!stopped) failed(error);
  });

  return {
    canvas,
    setPlaying(value) {
      playing = value;
      if (value) wake();
    },
    stop() {
      stopped = true;
      wake();
      releaseWebgl(canvas);
    },
  };
}

/** Browsers keep only a few WebGL contexts: give it back now, not at the next garbage collection. */
function releaseWebgl(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
}
