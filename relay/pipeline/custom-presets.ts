/** Presets of the operator's own: a fragment from the command line, or a file of them. Never from the network. */
import { ReelayError } from '../../shared/errors.ts';
import { containerOf } from './containers.ts';
import { parseFragment } from './fragment.ts';
import type { Preset } from './preset.ts';

export interface CustomPresetOptions {
  /** Lower-case letters, digits, hyphens. */
  readonly id: string;
  readonly label: string;
  /** The fragment, for example `videorate ! theoraenc ! oggmux`. */
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

/** A preset that runs `options.pipeline`. Throws PIPELINE_INVALID or OPTION_INVALID. */
export function customPreset(options: CustomPresetOptions): Preset {
  const fragment = parseFragment(options.pipeline);
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

/** The presets in `json`, the text of a --presets file: a list of CustomPresetOptions. Throws OPTION_INVALID or PIPELINE_INVALID. */
export function parsePresetsFile(json: string): Preset[] {
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch (error) {
    throw invalid('presets', 'no JSON', error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(list))
    throw invalid('presets', 'no list', 'the file must hold a list of { "id", "label", "pipeline" }');
  const presets = list.map((entry: unknown, index) => customPreset(readEntry(entry, `presets[${index}]`)));
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
