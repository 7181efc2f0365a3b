/** From the options a page gives to the message the relay gets; every fault is named here, before anything starts. */
import { ReelayError } from '../../shared/errors.ts';
import { frameDurationNs, framesPerSecond, type Rate, toRate } from '../../shared/media/time.ts';
import {
  MAX_BITRATE,
  MAX_NAME_LENGTH,
  MAX_OUTPUTS,
  MAX_PRESET_LENGTH,
  MAX_RATE,
  MAX_RATE_PART,
  MAX_SIDE_PIXELS,
  MAX_TIME_NS,
  MIN_BITRATE,
} from '../../shared/wire/limits.ts';
import {
  ALPHAS,
  type Alpha,
  type Mode,
  MODES,
  QUALITIES,
  type Quality,
  type StartMessage,
} from '../../shared/wire/messages.ts';
import { BYTES, type Bytes } from '../worker/contract.ts';
import { TRANSPORT_CHOICES, type TransportChoice } from '../transport/open.ts';
import type { RecorderOptions, Size } from './options.ts';

const DEFAULT_FPS = 60;
const DEFAULT_PRESET = 'mp4';
const DEFAULT_NAME = 'recording';
const SESSION_PATH = '/session';
const MAX_TOKEN_LENGTH = 1000;

/** Checked options. */
export interface Settings {
  /** Address of the relay's capture connection, token included. */
  readonly sessionUrl: string;
  readonly relayOrigin: string;
  readonly token: string;
  /** Undefined where the source's own way is taken. */
  readonly mode: Mode | undefined;
  readonly rate: Rate;
  /** By id, one for each output. */
  readonly presets: readonly string[];
  readonly name: string;
  readonly size: Size | undefined;
  readonly alpha: Alpha | undefined;
  readonly quality: Quality;
  readonly bitrate: number | undefined;
  readonly bytes: Bytes;
  readonly transport: TransportChoice;
}

/** Checks `options`. Throws OPTION_INVALID. */
export function checkOptions(options: RecorderOptions): Settings {
  const relayOrigin = relayOf(options.relay);
  const given = options.token === undefined ? undefined : textOf('token', options.token, MAX_TOKEN_LENGTH);
  const token = given ?? new URL(import.meta.url).searchParams.get('token') ?? pageToken() ?? '';
  const session = new URL(SESSION_PATH, relayOrigin.replace(/^http/, 'ws'));
  session.searchParams.set('token', token);
  checkHandles(options);
  return {
    sessionUrl: session.href,
    relayOrigin,
    token,
    mode: options.mode === undefined ? undefined : oneOf('mode', options.mode, MODES),
    rate: rateOf(options.fps ?? DEFAULT_FPS),
    presets: presetsOf(options.preset ?? DEFAULT_PRESET),
    name: textOf('name', options.name ?? DEFAULT_NAME, MAX_NAME_LENGTH),
    size: options.size && sizeOf(options.size),
    alpha: options.alpha === undefined ? undefined : oneOf('alpha', options.alpha, ALPHAS),
    quality: oneOf('quality', options.quality ?? 'standard', QUALITIES),
    bitrate: options.bitrate === undefined ? undefined : bitrateOf(options.bitrate),
    bytes: oneOf('bytes', options.bytes ?? 'auto', BYTES),
    transport: oneOf('transport', options.transport ?? 'auto', TRANSPORT_CHOICES),
  };
}

/** The relay's start message for a source of `size`. */
export function startMessage(settings: Settings, mode: Mode, size: Size): StartMessage {
  const { rate, presets, name, alpha, quality, bitrate } = settings;
  const { width, height } = sizeOf(settings.size ?? size);
  return {
    type: 'start',
    mode,
    fps: rate,
    presets,
    name,
    width,
    height,
    quality,
    agent: navigator.userAgent.slice(0, 500),
    ...(alpha === undefined ? {} : { alpha }),
    ...(bitrate === undefined ? {} : { bitrate }),
  };
}

/** The error for an option that cannot be used. */
export function invalid(option: string, value: unknown, reason: string): ReelayError {
  return new ReelayError('OPTION_INVALID', { option, value: shown(value), reason });
}

function relayOf(relay: string | undefined): string {
  const address = relay ?? new URL(import.meta.url).origin;
  if (!URL.canParse(address)) throw invalid('relay', relay, 'it is no address such as http://127.0.0.1:8787');
  const { protocol, origin } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw invalid('relay', relay, 'it must begin with http:// or https://');
  return origin;
}

function pageToken(): string | undefined {
  return URL.canParse(self.location.href)
    ? (new URL(self.location.href).searchParams.get('token') ?? undefined)
    : undefined;
}

function rateOf(fps: number | Rate): Rate {
  const rate = typeof fps === 'number' || Array.isArray(fps) ? toRate(fps) : undefined;
  if (!rate || Math.max(...rate) > MAX_RATE_PART)
    throw invalid('fps', fps, 'it must be a number from 0.001 or a pair of whole numbers such as [60000, 1001]');
  if (framesPerSecond(rate) > MAX_RATE) throw invalid('fps', fps, `the most is ${MAX_RATE}`);
  if (frameDurationNs(0, rate) > MAX_TIME_NS) throw invalid('fps', fps, 'a frame would be longer than a recording can');
  return rate;
}

function presetsOf(preset: string | readonly string[]): readonly string[] {
  if (typeof preset === 'string') return [textOf('preset', preset, MAX_PRESET_LENGTH)];
  if (!Array.isArray(preset) || preset.length === 0 || preset.length > MAX_OUTPUTS)
    throw invalid('preset', preset, `it must be a preset's id, or a list of one to ${MAX_OUTPUTS}`);
  const presets = preset.map((id: string, index) => textOf(`preset[${index}]`, id, MAX_PRESET_LENGTH));
  if (new Set(presets).size < presets.length) throw invalid('preset', preset, 'each may be named once');
  return presets;
}

function sizeOf(size: Size): Size {
  for (const [side, value] of [
    ['width', size.width],
    ['height', size.height],
  ] as const) {
    if (!Number.isInteger(value) || value < 1 || value > MAX_SIDE_PIXELS) {
      throw invalid(`size.${side}`, value, `it must be a whole number from 1 to ${MAX_SIDE_PIXELS}`);
    }
  }
  return { width: size.width, height: size.height };
}

function textOf(option: string, value: string, maxLength: number): string {
  if (typeof value !== 'string' || value.length > maxLength)
    throw invalid(option, value, `it must be text of at most ${maxLength} characters`);
  return value;
}

/** Options that are no values: a canvas, functions. */
function checkHandles({ preview, ...callbacks }: RecorderOptions): void {
  const isCanvas = typeof HTMLCanvasElement !== 'undefined' && preview instanceof HTMLCanvasElement;
  if (preview !== undefined && !isCanvas) throw invalid('preview', preview, 'it must be a canvas element of this page');
  for (const option of ['onProgress', 'onState'] as const) {
    const callback: unknown = callbacks[option];
    if (callback !== undefined && typeof callback !== 'function')
      throw invalid(option, callback, 'it must be a function');
  }
}

function bitrateOf(bitrate: number): number {
  if (!Number.isFinite(bitrate) || bitrate < MIN_BITRATE || bitrate > MAX_BITRATE)
    throw invalid('bitrate', bitrate, `it must be a number of bits per second from ${MIN_BITRATE} to ${MAX_BITRATE}`);
  return Math.round(bitrate);
}

function oneOf<Name extends string>(option: string, value: Name, names: readonly Name[]): Name {
  if (!names.includes(value)) throw invalid(option, value, `it must be one of ${names.join(', ')}`);
  return value;
}

/** `value` in a few words, whatever it is: objects of the page may be endless, or refuse to be told. */
function shown(value: unknown): string {
  const isText = typeof value === 'string' || Array.isArray(value);
  try {
    return (isText ? JSON.stringify(value) : String(value)).slice(0, 80);
  } catch {
    return 'an object';
  }
}
