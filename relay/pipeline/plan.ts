/** Resolves a request against the presets: everything the child needs, or the error that says what to choose instead. */
import { ReelayError } from '../../shared/errors.ts';
import { CODECS } from '../../shared/media/codecs.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
import { chainArguments, storedArguments } from './chain.ts';
import { missingElement } from './check-elements.ts';
import { assertGeneratedName } from './file-name.ts';
import type { InstalledGStreamer } from './preflight.ts';
import type { Preset, PresetSettings, Size, SizeRules } from './preset.ts';
import type { PipelinePlan, PipelineRequest } from './types.ts';

/** Elements every pipeline has, and those the built-in chains add. */
const SOURCE_ELEMENTS = ['fdsrc', 'gdpdepay', 'videoconvertscale'];
const CHAIN_ELEMENTS = ['videobox', 'queue', 'progressreport', 'filesink'];

/** As GStreamer's elements that encode are called. */
const ENCODER = /^(?:\w+enc|avenc_\w+)$/;

/**
 * The plan for `request`. Throws PRESET_UNKNOWN, PRESET_UNSUPPORTED (an option this preset cannot honour, with one that
 * can), or ELEMENT_MISSING with the command that installs it.
 */
export function planPipeline(
  request: PipelineRequest,
  presets: readonly Preset[],
  installed: InstalledGStreamer,
): PipelinePlan {
  const preset = presets.find(({ id }) => id === request.preset);
  if (!preset)
    throw new ReelayError('PRESET_UNKNOWN', {
      preset: request.preset,
      presets: presets.map(({ id }) => id).join(', '),
    });
  refuseWhatItCannot(preset, request, presets);
  const problem = presetProblem(preset, installed);
  if (problem) throw problem;
  const alpha: Alpha = request.alpha ?? (preset.alpha ? 'keep' : 'discard');
  const size = fileSize(preset, request);
  const settings: PresetSettings = { ...request, ...size, alpha };
  const isFitting = size.width === request.width && size.height === request.height;
  const stored = request.codec && isFitting && preset.stores?.[request.codec] ? request.codec : undefined;
  const elements = (fileName: string): string[] =>
    stored ? storedArguments(preset, stored, settings, fileName) : chainArguments(preset, settings, request, fileName);
  return {
    preset: preset.id,
    mime: preset.mime,
    extension: preset.extension,
    alpha,
    // A border is added to RGB: the picture must then come as it was drawn.
    yuv: isFitting ? preset.yuv : undefined,
    ...size,
    writesFile: preset.chain.kind !== 'fragment' || !preset.chain.fragment.endsInSink,
    index: preset.chain.kind === 'folder' ? preset.chain.index : undefined,
    capsRate: request.mode === 'realtime' && preset.variableRate ? [0, 1] : request.rate,
    fillsTime: elements('file').includes('videorate'),
    slotRate:
      request.mode === 'realtime' && !preset.variableRate && preset.chain.kind !== 'fragment'
        ? request.rate
        : undefined,
    stored: stored !== undefined,
    encoder: elements('file').find((part) => ENCODER.test(part)),
    warnings: [...sizeWarnings(preset, request, size), ...lossWarnings(preset, request)],
    arguments(fileName) {
      assertGeneratedName(fileName);
      return elements(fileName);
    },
  };
}

function fileSize({ size }: Preset, request: Size): Size {
  const side = (pixels: number, minimum: number): number =>
    Math.ceil(Math.max(pixels, minimum) / size.multipleOf) * size.multipleOf;
  const minimum = smallest(size, request);
  return { width: side(request.width, minimum.width), height: side(request.height, minimum.height) };
}

/** The smallest picture that can be made of one of this size. */
function smallest({ minimum, thin }: SizeRules, { width, height }: Size): Size {
  const isLong = thin && (width > thin.over.width || height > thin.over.height);
  return isLong ? { width: thin.minimum, height: thin.minimum } : minimum;
}

function sizeWarnings({ size }: Preset, from: Size, to: Size): string[] {
  if (from.width === to.width && from.height === to.height) return [];
  const minimum = smallest(size, from);
  const small = from.width < minimum.width || from.height < minimum.height;
  const reason = small ? size.minimumReason : size.multipleReason;
  return [
    `The picture is padded from ${from.width} x ${from.height} to ${to.width} x ${to.height}, because ${reason}.`,
  ];
}

/** What is lossless keeps what it is given, and that is not what was drawn. */
function lossWarnings(preset: Preset, { codec, quality }: PipelineRequest): string[] {
  if (!codec || !(preset.lossless || quality === 'lossless')) return [];
  return [
    `The frames came as ${CODECS[codec].title}: the file keeps that exactly, but not every pixel as it was drawn.`,
  ];
}

function refuseWhatItCannot(preset: Preset, request: PipelineRequest, presets: readonly Preset[]): void {
  const refuse = (feature: string, can: (other: Preset) => boolean, otherwise: string): never => {
    const able = presets.filter(can).map(({ id }) => `the preset "${id}"`);
    throw new ReelayError('PRESET_UNSUPPORTED', {
      preset: preset.id,
      feature,
      alternative: [...able, otherwise].join(' or '),
    });
  };
  if (!preset.qualities.includes(request.quality)) {
    refuse(
      `quality "${request.quality}"`,
      (other) => other.qualities.includes(request.quality),
      `quality "${preset.qualities.at(-1)}"`,
    );
  }
  if (request.alpha === 'keep' && !preset.alpha) refuse('alpha "keep"', (other) => other.alpha, 'alpha "discard"');
  if (Math.max(request.width, request.height) > preset.size.maximum) {
    refuse(
      `sides over ${preset.size.maximum} pixels`,
      ({ size }) => Math.max(request.width, request.height) <= size.maximum,
      'a smaller size',
    );
  }
  if (request.bitrate !== undefined && !preset.bitrate) refuse('a bitrate', (other) => other.bitrate, 'no bitrate');
}

/** Why `preset` cannot be used here: ELEMENT_MISSING with the command that installs all it lacks; undefined where it can. */
export function presetProblem(preset: Preset, { elements }: InstalledGStreamer): ReelayError | undefined {
  return missingElement(`The preset "${preset.id}"`, neededElements(preset), elements);
}

/** Every element that recording with `preset` takes. */
export function neededElements(preset: Preset): string[] {
  const attached =
    preset.chain.kind !== 'fragment' ? CHAIN_ELEMENTS : preset.chain.fragment.endsInSink ? [] : ['filesink'];
  return [...SOURCE_ELEMENTS, ...attached, ...preset.elements];
}
