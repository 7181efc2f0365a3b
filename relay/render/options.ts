/** The command line of `reelay render`. */
import path from 'node:path';
import { type Rate, framesIn, toRate } from '../../shared/media/time.ts';
import { type Mode, QUALITIES, type Quality } from '../../shared/wire/messages.ts';
import { type OptionTable, parseOptions, UsageError } from '../command.ts';
import { BUILT_IN_PRESETS } from '../pipeline/presets.ts';
import type { Header } from './intercept.ts';

export interface RenderOptions {
  /** Address or file, as it was typed. */
  readonly page: string;
  /** Where files go: absolute paths, or `-` for standard output. */
  readonly outputs: readonly string[];
  /** Named by the person, each for the outputs of its ending. */
  readonly presets: readonly string[];
  readonly quality: Quality;
  readonly keepsAlpha: boolean;
  /** On a virtual clock, or as time goes by. */
  readonly mode: Mode;
  readonly rate: Rate;
  readonly frames: number;
  readonly skippedFrames: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly scale: number;
  readonly selector: string | null;
  readonly seed: number;
  readonly settle: 'first' | 'every' | 'never';
  readonly waitFor: string | null;
  /** Path of a script. */
  readonly setup: string | null;
  readonly headers: readonly Header[];
  readonly cookies: readonly Header[];
  readonly timeoutMs: number;
  readonly ignoresErrors: boolean;
  readonly transport: (typeof TRANSPORTS)[number];
  readonly browser: string | undefined;
  readonly json: boolean;
}

export const STANDARD_OUTPUT = '-';

const DEFAULT_FPS = '60';
const DEFAULT_SECONDS = 5;
const DEFAULT_TIMEOUT_SECONDS = 30;
const MAX_SECONDS = 1_000_000;
const MAX_SIDE = 16_384;
const MAX_SCALE = 8;
const MS_PER_SECOND = 1000;
const SETTLES = ['first', 'every', 'never'] as const;
const TRANSPORTS = ['auto', 'socket', 'encoded'] as const;
/** Of RFC 9110. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What it takes. The help tells of each. */
export const RENDER_OPTIONS = {
  output: { type: 'string', short: 'o', multiple: true, values: 'file' },
  preset: { type: 'string', multiple: true, values: BUILT_IN_PRESETS.map(({ id }) => id) },
  quality: { type: 'string', values: QUALITIES },
  alpha: { type: 'boolean' },
  realtime: { type: 'boolean' },
  fps: { type: 'string' },
  duration: { type: 'string' },
  frames: { type: 'string' },
  start: { type: 'string' },
  size: { type: 'string' },
  scale: { type: 'string' },
  selector: { type: 'string' },
  seed: { type: 'string' },
  settle: { type: 'string', values: SETTLES },
  'wait-for': { type: 'string' },
  setup: { type: 'string', values: 'file' },
  header: { type: 'string', multiple: true },
  cookie: { type: 'string', multiple: true },
  timeout: { type: 'string' },
  'ignore-errors': { type: 'boolean' },
  transport: { type: 'string', values: TRANSPORTS },
  browser: { type: 'string', values: 'file' },
  json: { type: 'boolean' },
} as const satisfies OptionTable;

/**
 * The options that `args` ask for. Throws UsageError.
 * @param directory where the person stood who typed them: relative paths are meant from there
 */
export function parseRenderOptions(args: readonly string[], directory: string): RenderOptions {
  const { values, positionals } = parseOptions('render', args, RENDER_OPTIONS, Number.POSITIVE_INFINITY);
  const [page, ...more] = positionals;
  if (page === undefined || more.length > 0) throw new UsageError('render takes one page: an address or a file.');
  const outputs = values.output ?? [];
  if (outputs.length === 0) throw new UsageError('render needs a file to write: -o OUT.');
  const files = outputs.map((output) => (output === STANDARD_OUTPUT ? output : path.resolve(directory, output)));
  const twice = files.find((file, index) => files.indexOf(file) < index);
  if (twice !== undefined) throw new UsageError(`-o ${twice} is given twice.`);
  const rate = rateOf(values.fps ?? DEFAULT_FPS);
  return {
    page,
    outputs: files,
    presets: values.preset ?? [],
    quality: oneOf('--quality', values.quality ?? 'standard', QUALITIES),
    keepsAlpha: values.alpha ?? false,
    mode: modeOf(values.realtime, values.start),
    rate,
    frames: framesOf(values.frames, values.duration, rate),
    skippedFrames: Math.round((numberOf('--start', values.start ?? '0', 0, MAX_SECONDS) * rate[0]) / rate[1]),
    size: sizeOf(values.size ?? '1280x720'),
    scale: numberOf('--scale', values.scale ?? '1', 0.1, MAX_SCALE),
    selector: values.selector ?? null,
    seed: wholeNumber('--seed', values.seed ?? '1', 0),
    settle: oneOf('--settle', values.settle ?? 'first', SETTLES),
    waitFor: values['wait-for'] ?? null,
    setup: values.setup === undefined ? null : path.resolve(directory, values.setup),
    headers: (values.header ?? []).map(headerOf),
    cookies: (values.cookie ?? []).map(cookieOf),
    timeoutMs:
      numberOf('--timeout', values.timeout ?? String(DEFAULT_TIMEOUT_SECONDS), 0.1, MAX_SECONDS) * MS_PER_SECOND,
    ignoresErrors: values['ignore-errors'] ?? false,
    transport: oneOf('--transport', values.transport ?? 'auto', TRANSPORTS),
    browser: values.browser === undefined ? undefined : path.resolve(directory, values.browser),
    json: values.json ?? false,
  };
}

function rateOf(text: string): Rate {
  const [, numerator, denominator] = /^(\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(text) ?? [];
  const rate = toRate(denominator === undefined ? Number(numerator) : [Number(numerator), Number(denominator)]);
  if (!rate) throw new UsageError(`--fps takes a rate such as 30, 59.94 or 30000/1001, not "${text}".`);
  return rate;
}

function modeOf(isRealtime: boolean | undefined, start: string | undefined): Mode {
  if (isRealtime && start !== undefined) throw new UsageError('--start skips virtual time, which --realtime has not.');
  return isRealtime ? 'realtime' : 'offline';
}

function framesOf(frames: string | undefined, duration: string | undefined, rate: Rate): number {
  if (frames !== undefined && duration !== undefined) throw new UsageError('Give --frames or --duration, not both.');
  if (frames !== undefined) return wholeNumber('--frames', frames, 1);
  const seconds = duration === undefined ? DEFAULT_SECONDS : numberOf('--duration', duration, 0, MAX_SECONDS);
  if (seconds === 0) throw new UsageError('--duration must be above 0.');
  return framesIn(seconds, rate);
}

function sizeOf(text: string): RenderOptions['size'] {
  const [, width = '', height = ''] = /^(\d+)[x×](\d+)$/i.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const isFit = [size.width, size.height].every((side) => side >= 1 && side <= MAX_SIDE);
  if (!isFit) throw new UsageError(`--size takes two sides from 1 to ${MAX_SIDE}, such as 1280x720, not "${text}".`);
  return size;
}

function numberOf(option: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value < from || value > to)
    throw new UsageError(`${option} must be a number from ${from} to ${to}, not "${text}".`);
  return value;
}

function wholeNumber(option: string, text: string, from: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < from)
    throw new UsageError(`${option} must be a whole number from ${from}, not "${text}".`);
  return value;
}

function oneOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new UsageError(`${option} must be one of ${names.join(', ')}, not "${text}".`);
  return found;
}

/** What a header or a cookie is given as may be a secret: it is not repeated. */
function headerOf(text: string): Header {
  const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/s.exec(text) ?? [];
  if (!TOKEN.test(name) || /[\r\n\0]/.test(value)) throw new UsageError("--header takes 'Name: value'.");
  return { name, value };
}

function cookieOf(text: string): Header {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (!TOKEN.test(name) || /[;\r\n\0]/.test(value)) throw new UsageError("--cookie takes 'name=value'.");
  return { name, value };
}
