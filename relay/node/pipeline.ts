/** `reelay/pipeline`: any Node program pushes raw frames into a GStreamer pipeline. No browser, no relay. */
import { type BuildOptions, buildPipeline } from './push/build.ts';
import { PushedPipeline } from './push/pushed-pipeline.ts';

export { ReelayError } from '../../shared/errors.ts';
export type { Rate } from '../../shared/media/time.ts';
export type { QosReport } from '../pipeline/launch-messages.ts';
export type { PipelineWarning } from '../pipeline/warnings.ts';
export type { FrameDescription } from './push/frame-caps.ts';
export type { FrameTimes } from './push/frame-clock.ts';
export type { PipelineEvents, PushedPipeline } from './push/pushed-pipeline.ts';
export type { PipelineStats } from './push/stats.ts';

export interface PipelineOptions extends BuildOptions {
  /** Ends the pipeline at once when it is aborted; every call is then rejected with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a pipeline. `description` is a fragment (`videorate ! theoraenc ! oggmux`, written to `file`), a description with
 * an `appsrc` as its head, in whose place the frames come, or the id of a preset (`mp4`).
 * Resolves when frames may be pushed. Rejects with PIPELINE_INVALID (naming element and place), ELEMENT_MISSING,
 * GSTREAMER_MISSING, OPTION_INVALID, PRESET_UNSUPPORTED, or what else kept it from starting.
 */
export async function openPipeline(description: string, options: PipelineOptions = {}): Promise<PushedPipeline> {
  const { signal, ...buildOptions } = options;
  signal?.throwIfAborted();
  const built = await buildPipeline(description, buildOptions);
  signal?.throwIfAborted();
  const pipeline = new PushedPipeline(built, process.cwd());
  const abort = (): void => pipeline.abandon(() => signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  void pipeline.ended.then(() => signal?.removeEventListener('abort', abort));
  try {
    await pipeline.opened;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return pipeline;
}
