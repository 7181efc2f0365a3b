/** Turns a description, in any of its three forms, into what the child is started with. */
import { resolve } from 'node:path';
import { ReelayError } from '../../../shared/errors.ts';
import type { Rate } from '../../../shared/media/time.ts';
import type { Quality } from '../../../shared/wire/messages.ts';
import type { AppSource } from '../../pipeline/appsrc.ts';
import { PROGRESS, converterFor } from '../../pipeline/chain.ts';
import { checkElements, missingElement } from '../../pipeline/check-elements.ts';
import { inspectElements } from '../../pipeline/element-catalogue.ts';
import { parseFragment } from '../../pipeline/fragment.ts';
import { finishFile } from '../../pipeline/complete.ts';
import { elementTypes } from '../../pipeline/graph.ts';
import { parseDescription } from '../../pipeline/parse.ts';
import { planPipeline } from '../../pipeline/plan.ts';
import { inspectGStreamer } from '../../pipeline/preflight.ts';
import { BUILT_IN_PRESETS } from '../../pipeline/presets.ts';
import { GDP_SOURCE } from '../../pipeline/source.ts';
import { propertyArgument } from '../../pipeline/value.ts';
import { type FrameCaps, type FrameDescription, frameCaps } from './frame-caps.ts';

export interface BuildOptions extends FrameDescription {
  /** Where what has no sink of its own is written, from the working directory. */
  readonly file?: string;
  /** Of a preset; `standard` by default. */
  readonly quality?: Quality;
}

export interface BuiltPipeline {
  readonly form: 'fragment' | 'appsrc' | 'preset';
  /** As gst-launch arguments. */
  readonly arguments: readonly string[];
  /** Whether an `fpsdisplaysink` counts the frames. */
  readonly hasDisplay: boolean;
  readonly caps: FrameCaps;
  readonly appsrc: AppSource | undefined;
  /**
   * Completes the file when the pipeline has ended, where the preset's pipeline cannot. Rejects with FILE_UNREADABLE.
   * @param timedBy what gave the frames their times
   */
  readonly complete?: (timedBy: 'number' | 'caller') => Promise<void>;
}

/** Rate by which a preset spaces its keyframes where frames have their own times. */
const NOMINAL_RATE: Rate = [30, 1];

/** Throws PIPELINE_INVALID, ELEMENT_MISSING, GSTREAMER_MISSING, OPTION_INVALID or PRESET_UNSUPPORTED. */
export async function buildPipeline(description: string, options: BuildOptions): Promise<BuiltPipeline> {
  if (BUILT_IN_PRESETS.some(({ id }) => id === description)) return buildPreset(description, options);
  if (options.quality !== undefined) throw invalid('quality', options.quality, 'only a preset has qualities');
  const { elements: installed } = await inspectGStreamer();
  const types = elementTypes(parseDescription(description)).filter((type) => installed.has(type));
  const catalogue = await inspectElements(types);
  const fragment = parseFragment(description, catalogue);
  const { graph, appsrc, elements, endsInSink } = fragment;
  const missing = missingElement('The pipeline', ['fdsrc', 'gdpdepay', 'videoconvertscale', ...elements], installed);
  if (missing) throw missing;
  checkElements(graph, catalogue);
  const caps = frameCaps(options, appsrc?.caps?.fields);
  const hasDisplay = elements.includes('fpsdisplaysink');
  const attachments = {
    // An appsrc's description is taken as it is written; a fragment takes frames of any kind.
    converter: appsrc ? [] : converterFor(fragment, caps),
    file: endsInSink ? [] : fileSink(options.file),
    counter: hasDisplay ? [] : PROGRESS,
  };
  if (endsInSink && options.file !== undefined)
    throw invalid('file', JSON.stringify(options.file), 'the description has a sink of its own');
  const argv = [...GDP_SOURCE, ...fragment.arguments(attachments)];
  return { form: appsrc ? 'appsrc' : 'fragment', arguments: argv, hasDisplay, caps, appsrc };
}

async function buildPreset(preset: string, options: BuildOptions): Promise<BuiltPipeline> {
  const caps = frameCaps(options);
  const isVariable = caps.rate[0] === 0;
  const request = {
    ...{ preset, width: caps.width, height: caps.height, alpha: undefined, bitrate: undefined },
    mode: isVariable ? ('realtime' as const) : ('offline' as const),
    rate: isVariable ? NOMINAL_RATE : caps.rate,
    quality: options.quality ?? 'standard',
  };
  const plan = planPipeline(request, BUILT_IN_PRESETS, await inspectGStreamer());
  const [, location = ''] = fileSink(options.file);
  const planned = plan.arguments(PLACEHOLDER);
  if (!planned.includes(`location=${PLACEHOLDER}`))
    throw invalid('description', `"${preset}"`, 'this preset writes a folder of files, which only the relay does');
  const { mode, rate, quality } = request;
  const complete = (timedBy: 'number' | 'caller'): Promise<void> =>
    finishFile(resolve(options.file ?? ''), {
      ...{ preset, rate, quality },
      // Offline a frame's number is its time.
      mode: timedBy === 'number' ? mode : 'realtime',
    });
  const argv = planned.map((part) => (part === `location=${PLACEHOLDER}` ? location : part));
  return { form: 'preset', arguments: [...GDP_SOURCE, ...argv], hasDisplay: false, caps, appsrc: undefined, complete };
}

/** A name of the kind that plans take, put in the place of the file's. */
const PLACEHOLDER = 'reelay_file';

function fileSink(file: string | undefined): string[] {
  if (file === undefined || file === '')
    throw invalid('file', 'missing', 'the pipeline has no sink of its own, so it needs a file to write to');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]|\\$/.test(file))
    throw invalid('file', JSON.stringify(file), 'it must have no control characters and no backslash at its end');
  return ['filesink', propertyArgument('location', resolve(file))];
}

function invalid(option: string, value: string, reason: string): ReelayError {
  return new ReelayError('OPTION_INVALID', { option, value, reason });
}
