/** Several outputs of the same frames: a plan for each, and in which form the frames must come to suit all of them. */
import type { Alpha, YuvMatrix } from '../../shared/wire/messages.ts';
import { planPipeline } from './plan.ts';
import type { InstalledGStreamer } from './preflight.ts';
import type { Preset } from './preset.ts';
import type { PipelinePlan, PipelineRequest } from './types.ts';

/** What a recording asks of all its presets. */
export interface OutputsRequest extends Omit<PipelineRequest, 'preset'> {
  /** By id, at least one. */
  readonly presets: readonly string[];
}

export interface OutputsPlan {
  /** In the order of the request. */
  readonly plans: readonly PipelinePlan[];
  /** Whether frames should come with their alpha channel: `keep` where any output keeps it. */
  readonly alpha: Alpha;
  /** The 4:2:0 matrix in which frames may come as I420: where all outputs agree on one and none is padded. */
  readonly yuv: YuvMatrix | undefined;
}

/**
 * Plans every output. Transparency and a bitrate that are asked for hold for those that can have them, and are refused
 * where none can. Throws as planPipeline does.
 */
export function planOutputs(
  { presets: ids, ...request }: OutputsRequest,
  presets: readonly Preset[],
  installed: InstalledGStreamer,
): OutputsPlan {
  const chosen = presets.filter(({ id }) => ids.includes(id));
  const plans = ids.map((id) => {
    const preset = chosen.find((other) => other.id === id);
    const { alpha, bitrate } = request;
    const isOpaque = alpha === 'keep' && !preset?.alpha && chosen.some((other) => other.alpha);
    const isUnbounded = !preset?.bitrate && chosen.some((other) => other.bitrate);
    const own = { alpha: isOpaque ? 'discard' : alpha, bitrate: isUnbounded ? undefined : bitrate } as const;
    return planPipeline({ ...request, ...own, preset: id }, presets, installed);
  });
  // Of what comes encoded nothing is left to be chosen.
  const yuv = request.codec ? undefined : plans[0]?.yuv;
  return {
    plans,
    alpha: plans.some((plan) => plan.alpha === 'keep') ? 'keep' : 'discard',
    yuv: plans.every((plan) => plan.yuv === yuv) ? yuv : undefined,
  };
}
