/** Presets of the operator's own: a description from the command line, or a file of them. Never from the network. */
import { ReelayError } from '../../shared/errors.ts';
import { checkElements } from './check-elements.ts';
import { containerOf } from './containers.ts';
import { type ElementCatalogue, inspectElements } from './element-catalogue.ts';
import { parseFragment } from './fragment.ts';
import { elementTypes } from './graph.ts';
import { parseDescription } from './parse.ts';
import type { Preset } from './preset.ts';

export interface CustomPresetOptions {
  /** Lower-case letters, digits, hyphens. */
  readonly id: string;
  readonly label: string;
  /** A fragment, for example `videorate ! theoraenc ! oggmux`, or a description with an `appsrc` as its head. */
  readonly pipeline: string;
  readonly description?: string;
  /** File name extension without the dot; by default the muxer's. */
  readonly extension?: string;
  /** By default the muxer's. */
  readonly mime?: string;
  /** Whether frames are to come with their alpha channel; false by default. */
  readonly alpha?: boolean;
}

const ID = /^[a-z0-9][a-z0-9-]{0,99}$/;
const EXTENSION = /^[A-Za-z0-9]{1,10}$/;
const MIME = /^[a-z]+\/[A-Za-z0-9.+-]+$/;

/**
 * The presets of `list`, each held against the installed GStreamer. An element that is missing is no fault here: the preset
 * says so when it is asked for. Throws PIPELINE_INVALID or OPTION_INVALID.
 */
export async function customPresets(list: readonly CustomPresetOptions[]): Promise<Preset[]> {
  const graphs = list.map(({ pipeline }) => parseDescription(pipeline));
  const catalogue = await inspectElements(graphs.flatMap(elementTypes));
  for (const graph of graphs) checkElements(graph, catalogue);
  return list.map((options) => customPreset(options, catalogue));
}

/** A preset that runs `options.pipeline`. Throws PIPELINE_INVALID or OPTION_INVALID. */
export function customPreset(options: CustomPresetOptions, catalogue?: ElementCatalogue): Preset {
  const fragment = parseFragment(options.pipeline, catalogue);
  if (fragment.appsrc?.caps && fragment.appsrc.caps.media !== 'video/x-raw')
    throw invalid('pipeline', `of ${fragment.appsrc.caps.media}`, 'a recording is raw video, "video/x-raw"');
  const container = containerOf(fragment.elements);
  const {
    id,
    label,
    description = options.pipeline,
    extension = container.extension,
    mime = container.mime,
    alpha = false,
  } = options;
  demand(ID, 'id', id, 'it must be lower-case letters, digits and hyphens');
  demand(EXTENSION, 'extension', extension, 'it must be one to ten letters or digits');
  demand(MIME, 'mime', mime, 'it must be a media type such as video/mp4');
  return {
    id,
    label,
    description,
    extension,
    mime,
    alpha,
    lossless: false,
    // The fragment decides; asking for any of these changes nothing, so none is refused.
    qualities: ['draft', 'standard', 'high', 'lossless'],
    bitrate: false,
    // Each frame keeps its time; the nominal rate in the caps is what `videorate` and the like go by.
    variableRate: false,
    yuv: undefined,
    size: { multipleOf: 1, minimum: { width: 1, height: 1 }, maximum: 16_384, multipleReason: '', minimumReason: '' },
    elements: fragment.elements,
    chain: { kind: 'fragment', fragment },
  };
}

/** What `json`, the text of a --presets file, asks for. Throws OPTION_INVALID. */
export function parsePresetsFile(json: string): CustomPresetOptions[] {
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch (error) {
    throw invalid('presets', 'no JSON', error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(list))
    throw invalid('presets', 'no list', 'the file must hold a list of { "id", "label", "pipeline" }');
  const presets = list.map((entry: unknown, index) => readEntry(entry, `presets[${index}]`));
  presets.forEach(({ id }, index) => {
    if (presets.findIndex((other) => other.id === id) !== index)
      throw invalid(`presets[${index}].id`, `"${id}"`, 'it is taken by another');
  });
  return presets;
}

const FIELDS = {
  id: 'string',
  label: 'string',
  pipeline: 'string',
  description: 'string',
  extension: 'string',
  mime: 'string',
  alpha: 'boolean',
} as const;
const REQUIRED = ['id', 'label', 'pipeline'];

function readEntry(entry: unknown, place: string): CustomPresetOptions {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw invalid(place, JSON.stringify(entry).slice(0, 60), 'it must be an object');
  for (const [key, value] of Object.entries(entry)) {
    const type = Object.hasOwn(FIELDS, key) ? FIELDS[key as keyof typeof FIELDS] : undefined;
    if (type === undefined)
      throw invalid(`${place}.${key}`, 'unknown', `the fields are ${Object.keys(FIELDS).join(', ')}`);
    if (typeof value !== type)
      throw invalid(`${place}.${key}`, JSON.stringify(value).slice(0, 60), `it must be a ${type}`);
  }
  for (const key of REQUIRED)
    if (!Object.hasOwn(entry, key)) throw invalid(`${place}.${key}`, 'missing', 'it is required');
  return entry as CustomPresetOptions;
}

function demand(pattern: RegExp, option: string, value: string, reason: string): void {
  if (!pattern.test(value)) throw invalid(option, JSON.stringify(value.slice(0, 60)), reason);
}

function invalid(option: string, value: string, reason: string): ReelayError {
  return new ReelayError('OPTION_INVALID', { option, value, reason });
}
