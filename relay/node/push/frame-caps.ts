/** How pushed frames look: what the caller says, what the description's appsrc says, and whether the two agree. */
import { ReelayError } from '../../../shared/errors.ts';
import { type Rate, toRate } from '../../../shared/media/time.ts';
import { CapsFault, parseCaps } from '../../pipeline/caps.ts';
import { RAW_FORMAT_NAMES } from './raw-format.ts';

/** How frames look: caps as GStreamer writes them, or their parts. */
export interface FrameDescription {
  /** For example `video/x-raw,format=RGB,width=640,height=480,framerate=30/1`. */
  readonly caps?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  /** GStreamer's name of the pixel format: `RGB`, `BGRA`, `I420` and so on. */
  readonly format?: string;
  /** Frames per second: a number, or an exact fraction. Without it every frame needs its own time. */
  readonly fps?: number | Rate;
}

export interface FrameCaps {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** `[0, 1]`: frames have their own times. */
  readonly rate: Rate;
  /** As GStreamer writes them, each field with its type. */
  readonly text: string;
}

type Fields = ReadonlyMap<string, string>;

/** Fields that caps of frames may have, with their types. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ format: 'string', width: 'int', height: 'int', framerate: 'fraction', 'pixel-aspect-ratio': 'fraction' },
  ...{ 'interlace-mode': 'string', colorimetry: 'string', 'chroma-site': 'string', 'multiview-mode': 'string' },
};

/** Longest side, pixels: what GStreamer's video elements take. */
const MAX_SIDE = 32_767;

/** The caps of frames. `asked`: fields an appsrc insists on. Throws OPTION_INVALID. */
export function frameCaps(description: FrameDescription, asked: Fields = new Map()): FrameCaps {
  const given = new Map([...(description.caps === undefined ? [] : readCaps(description.caps)), ...parts(description)]);
  for (const [field, value] of given) {
    const other = asked.get(field);
    if (other !== undefined && !sameValue(other, value))
      throw invalid('caps', `${field}=${value}`, `the appsrc of the description has ${field}=${other}`);
  }
  const fields = new Map([...asked, ...given]);
  const format = fields.get('format') ?? '';
  if (!RAW_FORMAT_NAMES.includes(format))
    throw invalid('format', format === '' ? 'missing' : `"${format}"`, `it is one of ${RAW_FORMAT_NAMES.join(', ')}`);
  const width = side(fields, 'width');
  const height = side(fields, 'height');
  const rate = readRate(fields.get('framerate') ?? '0/1');
  fields.set('framerate', rate.join('/'));
  const text = [...fields].map(([field, value]) => `${field}=(${TYPES[field] ?? 'string'})${value}`).join(', ');
  return { format, width, height, rate, text: `video/x-raw, ${text}` };
}

/** The fields of caps that name one kind of raw video. Throws OPTION_INVALID. */
function readCaps(caps: string): Fields {
  try {
    const [structure, ...others] = parseCaps(caps.trim());
    if (others.length > 0) throw new CapsFault(0, 'they leave a choice');
    if (structure?.media !== 'video/x-raw') throw new CapsFault(0, 'frames are raw video, "video/x-raw"');
    for (const [field, value] of structure.fields) {
      if (!Object.hasOwn(TYPES, field)) throw new CapsFault(0, `frames have no field "${field}"`);
      if (!/^[\w/:.+-]+$/.test(value)) throw new CapsFault(0, `the field "${field}" leaves a choice`);
    }
    return structure.fields;
  } catch (error) {
    if (error instanceof CapsFault) throw invalid('caps', JSON.stringify(caps.slice(0, 200)), error.message);
    throw error;
  }
}

function parts({ width, height, format, fps }: FrameDescription): [string, string][] {
  const rate = fps === undefined ? undefined : toRate(fps);
  if (fps !== undefined && !rate)
    throw invalid('fps', String(fps), 'it is a positive number or [numerator, denominator]');
  return [
    ...(format === undefined ? [] : [['format', format] as [string, string]]),
    ...(width === undefined ? [] : [['width', String(width)] as [string, string]]),
    ...(height === undefined ? [] : [['height', String(height)] as [string, string]]),
    ...(rate ? [['framerate', rate.join('/')] as [string, string]] : []),
  ];
}

function side(fields: Fields, name: 'width' | 'height'): number {
  const value = Number(fields.get(name));
  if (!Number.isInteger(value) || value < 1 || value > MAX_SIDE)
    throw invalid(name, fields.get(name) ?? 'missing', `it is a whole number of pixels from 1 to ${MAX_SIDE}`);
  return value;
}

function readRate(text: string): Rate {
  const [numerator = NaN, denominator = 1] = text.split('/').map(Number);
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || numerator < 0 || denominator < 1)
    throw invalid('framerate', text, 'it is a fraction such as 30/1');
  return [numerator, denominator];
}

function sameValue(a: string, b: string): boolean {
  const [an = NaN, ad = 1] = a.split('/').map(Number);
  const [bn = NaN, bd = 1] = b.split('/').map(Number);
  return a === b || an * bd === bn * ad;
}

function invalid(option: string, value: string, reason: string): ReelayError {
  return new ReelayError('OPTION_INVALID', { option, value, reason });
}
