/** Resolves a request against the presets: everything the child needs, or the error that says what to choose instead. */
import { ReelayError } from '../../shared/errors.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
import { assertGeneratedName } from './file-name.ts';
import { PROGRESS_ELEMENT } from './launch-messages.ts';
import { installCommand } from './packages.ts';
import type { InstalledGStreamer } from './preflight.ts';
import type { Preset, PresetSettings } from './preset.ts';
import type { PipelinePlan, PipelineRequest } from './types.ts';

/** Conversion takes about 2 ms a 1080p frame on each of two threads; more threads only take them from the encoder. */
const CONVERTER_THREADS = 2;

/** Elements every preset uses. */
export const COMMON_ELEMENTS: readonly string[] = ['fdsrc', 'gdpdepay', 'videoconvertscale', 'progressreport', 'filesink'];

/**
 * The plan for `request`. Throws PRESET_UNKNOWN, PRESET_UNSUPPORTED (an option this preset cannot honour, with one that
 * can), or ELEMENT_MISSING with the command that installs it.
 */
export function planPipeline(request: PipelineRequest, presets: readonly Preset[], installed: InstalledGStreamer): PipelinePlan {
  const preset = presets.find(({ id }) => id === request.preset);
  if (!preset) throw new ReelayError('PRESET_UNKNOWN', { preset: request.preset, presets: presets.map(({ id }) => id).join(', ') });
  refuseWhatItCannot(preset, request, presets);
  const problem = presetProblem(preset, installed);
  if (problem) throw problem;
  const alpha: Alpha = request.alpha ?? (preset.alpha ? 'keep' : 'discard');
  const size = fileSize(preset, request);
  const settings: PresetSettings = { ...request, ...size, alpha };
  return {
    preset: preset.id,
    mime: preset.mime,
    extension: preset.extension,
    alpha,
    ...size,
    writesFile: preset.chain.kind === 'encoder' || !preset.chain.fragment.endsInSink,
    capsRate: request.mode === 'realtime' && preset.variableRate ? [0, 1] : request.rate,
    warnings: sizeWarnings(preset, request, size),
    arguments(fileName) {
      assertGeneratedName(fileName);
      return chain(preset, settings, fileName);
    },
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function fileSize({ size }: Preset, request: Size): Size {
  const side = (pixels: number): number => Math.ceil(Math.max(pixels, size.minimum) / size.multipleOf) * size.multipleOf;
  return { width: side(request.width), height: side(request.height) };
}

function sizeWarnings({ size }: Preset, from: Size, to: Size): string[] {
  if (from.width === to.width && from.height === to.height) return [];
  return [`The picture is padded from ${from.width} x ${from.height} to ${to.width} x ${to.height}, because ${size.reason}.`];
}

function refuseWhatItCannot(preset: Preset, request: PipelineRequest, presets: readonly Preset[]): void {
  const refuse = (feature: string, can: (other: Preset) => boolean, otherwise: string): never => {
    const able = presets.filter(can).map(({ id }) => `the preset "${id}"`);
    throw new ReelayError('PRESET_UNSUPPORTED', { preset: preset.id, feature, alternative: [...able, otherwise].join(' or ') });
  };
  if (!preset.qualities.includes(request.quality)) {
    refuse(`quality "${request.quality}"`, (other) => other.qualities.includes(request.quality), `quality "${preset.qualities.at(-1)}"`);
  }
  if (request.alpha === 'keep' && !preset.alpha) refuse('alpha "keep"', (other) => other.alpha, 'alpha "discard"');
  if (request.bitrate !== undefined && !preset.bitrate) refuse('a bitrate', (other) => other.bitrate, 'no bitrate');
}

/** Why `preset` cannot be used here: ELEMENT_MISSING with the command that installs all it lacks; undefined where it can. */
export function presetProblem(preset: Preset, { elements }: InstalledGStreamer): ReelayError | undefined {
  const missing = [...COMMON_ELEMENTS, ...preset.elements].filter((element) => !elements.has(element));
  const [element] = missing;
  if (element === undefined) return undefined;
  return new ReelayError('ELEMENT_MISSING', { preset: preset.id, element, command: installCommand(missing) });
}

/** Everything behind the source, file sink included. */
function chain({ chain }: Preset, settings: PresetSettings, fileName: string): string[] {
  const { width, height } = settings;
  const geometry = `width=${width},height=${height},pixel-aspect-ratio=1/1`;
  // Fits frames of another size with black bars, and converts; passes frames on untouched where nothing differs.
  const fit = ['videoconvertscale', 'add-borders=true', `n-threads=${CONVERTER_THREADS}`, '!'];
  // Unbuffered: what the muxer wrote is in the file even if the child is killed.
  const file = ['!', 'filesink', `location=${fileName}`, 'buffer-mode=unbuffered'];
  if (chain.kind === 'fragment') {
    const { fragment } = chain;
    const pinned = fragment.choosesSize ? [] : [`video/x-raw,${geometry}`, '!'];
    return [...fit, ...pinned, ...fragment.arguments, ...(fragment.endsInSink ? [] : file)];
  }
  // Counts what comes out of the encoder and says so on the bus once a second.
  const progress = ['!', 'progressreport', `name=${PROGRESS_ELEMENT}`, 'update-freq=1', 'silent=true', 'do-query=false', 'format=buffers', '!'];
  return [...fit, `video/x-raw,${chain.rawCaps(settings)},${geometry}`, '!', ...chain.encoder(settings), ...progress, ...chain.muxer(settings), ...file];
}
