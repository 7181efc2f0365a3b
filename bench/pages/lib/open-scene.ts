/** The bench's scenes on a canvas, frame by frame, for recorders that know no scenes. */
import type { Scene, Size } from '../../../web/recorder/options.ts';
import { FPS, type SceneName } from '../../jobs.ts';

/** Prepares `scene` on `canvas`; returns what draws frame `index`. */
export async function openScene(
  name: SceneName,
  canvas: OffscreenCanvas | HTMLCanvasElement,
  size: Size,
  fps = FPS,
): Promise<(index: number) => Promise<void>> {
  const { default: scene } = (await import(/* @vite-ignore */ sceneAddress(name))) as { default: Scene };
  const draw = await scene.setup(canvas, size);
  return async (index) => draw({ index, timeSeconds: index / fps, timeNs: Math.floor((index / fps) * 1e9) });
}

/** Address of the scene's module. */
export function sceneAddress(name: SceneName): string {
  return new URL(`/${name}.js`, location.origin).href;
}
