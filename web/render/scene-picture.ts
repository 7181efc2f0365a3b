/** A scene module, drawn on a canvas of a page of Reelay's. */
import { ReelayError } from '../../shared/errors.ts';
import type { RenderRequest } from '../../shared/render/messages.ts';
import type { DrawFrame, Scene } from '../recorder/index.ts';
import { advanceUntil } from './advance.ts';
import { canvasPicture } from './canvas-picture.ts';
import type { Picture } from './picture.ts';
import type { Target } from './target.ts';

/** Sets the scene up. Throws SCENE_FAILED, and RENDER_NOT_READY where that takes too long. */
export async function scenePicture(target: Target, request: RenderRequest, signal: AbortSignal): Promise<Picture> {
  const { url, size, scale, alpha, timeoutMs, settle } = request;
  const canvas = target.window.document.querySelector('canvas');
  if (!canvas) throw new ReelayError('SCENE_FAILED', { url, cause: 'its page has no canvas' });
  canvas.width = Math.round(size.width * scale);
  canvas.height = Math.round(size.height * scale);
  let draw: DrawFrame | undefined;
  let failure: ReelayError | undefined;
  void setUp(target, url, canvas)
    .then((made) => (draw = made))
    .catch((error: unknown) => (failure = sceneFailed(url, error)));
  const isReady = (): boolean => draw !== undefined || failure !== undefined;
  await advanceUntil({ target, timeoutMs, settle, signal, what: 'setup() of the scene to end', isReady });
  if (failure) throw failure;
  const picture = canvasPicture(target, canvas, alpha);
  return {
    get size() {
      return picture.size;
    },
    async take(frame) {
      try {
        await draw?.(frame);
      } catch (error) {
        throw sceneFailed(url, error);
      }
      return picture.take(frame);
    },
    close: () => picture.close(),
  };
}

async function setUp({ window }: Target, url: string, canvas: HTMLCanvasElement): Promise<DrawFrame> {
  const { default: scene } = (await window.eval(`import(${JSON.stringify(url)})`)) as {
    readonly default?: Partial<Scene>;
  };
  if (typeof scene?.setup !== 'function') throw new Error('its default export is no scene');
  const draw: unknown = await scene.setup(canvas, { width: canvas.width, height: canvas.height });
  if (typeof draw !== 'function') throw new Error('setup() returned no function that draws');
  return draw as DrawFrame;
}

function sceneFailed(url: string, error: unknown): ReelayError {
  if (error instanceof ReelayError) return error;
  const cause =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return new ReelayError('SCENE_FAILED', { url, cause }, { cause: error });
}
