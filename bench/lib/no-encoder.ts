/** A pipeline that takes frames and throws them away, as a preset of the operator's own. */
import type { Rate } from '../../shared/media/time.ts';
import { inspectGStreamer } from '../../relay/pipeline/preflight.ts';
import { customPreset, planPipeline } from '../../relay/pipeline/presets.ts';
import type { PipelinePlan } from '../../relay/pipeline/types.ts';
import { NO_ENCODER_PRESET } from '../jobs.ts';

/** Without `async=false` the sink would wait for a frame before the pipeline counts as open. */
export const NO_ENCODER = {
  id: NO_ENCODER_PRESET,
  label: 'No encoder',
  pipeline: 'fakesink sync=false async=false',
} as const;

/** The relay's plan for it. */
export async function noEncoderPlan(width: number, height: number, rate: Rate): Promise<PipelinePlan> {
  const request = {
    preset: NO_ENCODER.id,
    mode: 'offline',
    rate,
    width,
    height,
    alpha: undefined,
    quality: 'standard',
    bitrate: undefined,
  } as const;
  return planPipeline(request, [customPreset(NO_ENCODER)], await inspectGStreamer());
}
