/** A scene module, drawn on an OffscreenCanvas in this worker and captured right after each drawing. */
import { ReelayError } from '../../shared/errors.ts';
import {
  frameDurationNs,
  frameTimeNs,
  NANOSECONDS_PER_MICROSECOND,
  NANOSECONDS_PER_MILLISECOND,
  NANOSECONDS_PER_SECOND,
} from '../../shared/media/time.ts';
import { slotAt } from '../capture/clock.ts';
import { CanvasSource } from '../capture/canvas.ts';
import { unlessAborted } from '../capture/unless-aborted.ts';
import type { WorkerRequest } from './contract.ts';
import { type Feed, MAX_FRAMES_IN_READBACK } from './feed.ts';
import { nextTask, sleep } from './tasks.ts';

type SceneRequest = Extract<WorkerRequest, { type: 'scene' }>;
type Draw = (frame: { index: number; timeSeconds: number; timeNs: number }) => unknown;

/** Draws and captures until the scene has drawn `request.frames` or the feed ends. Throws SCENE_FAILED. */
export async function runScene(request: SceneRequest, feed: Feed): Promise<void> {
  const canvas = request.preview ?? new OffscreenCanvas(request.width, request.height);
  canvas.width = request.width;
  canvas.height = request.height;
  const source = new CanvasSource(canvas, true);
  try {
    const draw = await unlessAborted(setUp(request, canvas), feed.signal);
    if (!draw) return;
    const scene = new SceneRunner(source, draw.value, request, feed);
    if (feed.mode === 'offline') await scene.runOffline();
    else await scene.runRealtime();
  } finally {
    source.release();
  }
}

class SceneRunner {
  readonly #source: CanvasSource;
  readonly #draw: Draw;
  readonly #request: SceneRequest;
  readonly #feed: Feed;
  #inReadback = 0;

  constructor(source: CanvasSource, draw: Draw, request: SceneRequest, feed: Feed) {
    this.#source = source;
    this.#draw = draw;
    this.#request = request;
    this.#feed = feed;
  }

  /** Every frame once, as fast as drawing and the pipeline allow. */
  async runOffline(): Promise<void> {
    const { sender, signal, gate } = this.#feed;
    const frames = this.#request.frames ?? Number.POSITIVE_INFINITY;
    let previous: Promise<void> = Promise.resolve();
    for (let index = 0; index < frames; index++) {
      await gate.pass();
      if (signal.aborted) break;
      if (!(await this.#hasDrawn(index))) break;
      const current = sender.send(this.#capture(index), this.#timing(index), true);
      // One frame is read back and sent while the next is drawn.
      await Promise.all([previous, nextTask()]);
      previous = current;
    }
    await previous;
  }

  /** By the wall clock: a slot that passes while an earlier frame is drawn is counted as late. */
  async runRealtime(): Promise<void> {
    const { sender, signal, gate, clock, rate } = this.#feed;
    const frames = this.#request.frames ?? Number.POSITIVE_INFINITY;
    clock.start(performance.now());
    let next = 0;
    while (next < frames && !signal.aborted) {
      await gate.pass();
      const nowNs = clock.at(performance.now());
      const slot = Math.min(slotAt(nowNs, rate), frames - 1);
      if (slot < next) {
        await sleep((frameTimeNs(next, rate) - nowNs) / NANOSECONDS_PER_MILLISECOND);
        continue;
      }
      if (slot > next) {
        const toNs = frameTimeNs(slot - 1, rate);
        sender.lose({ count: slot - next, fromNs: frameTimeNs(next, rate), toNs, reason: 'late' });
      }
      if (!(await this.#hasDrawn(slot))) break;
      this.#offer(slot);
      next = slot + 1;
      await nextTask();
    }
  }

  #offer(index: number): void {
    const { sender } = this.#feed;
    const timing = this.#timing(index);
    if (this.#inReadback >= MAX_FRAMES_IN_READBACK) {
      sender.lose({ count: 1, fromNs: timing.ptsNs, toNs: timing.ptsNs, reason: 'busy' });
      return;
    }
    this.#inReadback++;
    sender
      .offer(this.#capture(index), timing, true)
      .catch((error: unknown) => this.#feed.fail(error))
      .finally(() => this.#inReadback--);
  }

  /** Draws; false where no more frames were wanted before the drawing was done. */
  async #hasDrawn(index: number): Promise<boolean> {
    const { rate, signal } = this.#feed;
    const timeNs = frameTimeNs(index, rate);
    try {
      const drawing = this.#draw({ index, timeSeconds: timeNs / NANOSECONDS_PER_SECOND, timeNs });
      return (await unlessAborted(drawing, signal)) !== undefined;
    } catch (error) {
      throw sceneFailed(this.#request.url, error);
    }
  }

  #capture(index: number): VideoFrame {
    const { rate, alpha } = this.#feed;
    return this.#source.take(Math.floor(frameTimeNs(index, rate) / NANOSECONDS_PER_MICROSECOND), alpha);
  }

  #timing(index: number): { ptsNs: number; durationNs: number } {
    const { rate } = this.#feed;
    return { ptsNs: frameTimeNs(index, rate), durationNs: frameDurationNs(index, rate) };
  }
}

async function setUp({ url, width, height }: SceneRequest, canvas: OffscreenCanvas): Promise<Draw> {
  try {
    const module: unknown = await import(/* @vite-ignore */ url);
    const scene: unknown =
      typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
    if (typeof scene !== 'object' || scene === null || !('setup' in scene) || typeof scene.setup !== 'function') {
      throw new Error('its default export is no scene');
    }
    const draw: unknown = await scene.setup(canvas, { width, height });
    if (typeof draw !== 'function') throw new Error('setup() returned no function that draws');
    return draw as Draw;
  } catch (error) {
    throw sceneFailed(url, error);
  }
}

function sceneFailed(url: string, error: unknown): ReelayError {
  return new ReelayError(
    'SCENE_FAILED',
    { url, cause: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
}
