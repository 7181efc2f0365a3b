/** What every recorder may be asked for, whoever asks: the options, their checks, and the message that is made of them. */
import { ReelayError } from '../errors.ts';
import { frameDurationNs, framesPerSecond, type Rate, toRate } from '../media/time.ts';
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
} from '../wire/limits.ts';
import { ALPHAS, type Alpha, type Mode, QUALITIES, type Quality } from '../wire/choices.ts';
import type { StartMessage } from '../wire/messages.ts';

const DEFAULT_FPS = 60;
const DEFAULT_PRESET = 'mp4';
const DEFAULT_NAME = 'recording';
const MAX_TOKEN_LENGTH = 1000;
const MAX_AGENT_LENGTH = 500;

export interface RecordingOptions {
  /** Frames per second, a number or an exact fraction `[60000, 1001]`. Default 60. Realtime: the most that is captured. */
  fps?: number | Rate;
  /**
   * Preset by id, `mp4` by default; the relay's list is at GET /api/presets. A list of up to eight makes a file each, of
   * the same frames.
   */
  preset?: string | readonly string[];
  /** Name for the file; the relay makes it safe and unique. Default `recording`. */
  name?: string;
  /** Whether transparency is kept. Default: kept where the preset can. */
  alpha?: Alpha;
  /** Default `standard`. `lossless` is refused by presets that cannot keep every pixel. */
  quality?: Quality;
  /** Bits per second; overrides the rate that `quality` would choose. */
  bitrate?: number;
}

/** Checked options. */
export interface RecordingSettings {
  readonly rate: Rate;
  /** By id, one for each output. */
  readonly presets: readonly string[];
  readonly name: string;
  readonly alpha: Alpha | undefined;
  readonly quality: Quality;
  readonly bitrate: number | undefined;
}

/** Checks `options`. Throws OPTION_INVALID. */
export function checkRecordingOptions(options: RecordingOptions): RecordingSettings {
  return {
    rate: rateOf(options.fps ?? DEFAULT_FPS),
    presets: presetsOf(options.preset ?? DEFAULT_PRESET),
    name: textOf('name', options.name ?? DEFAULT_NAME, MAX_NAME_LENGTH),
    alpha: options.alpha === undefined ? undefined : oneOf('alpha', options.alpha, ALPHAS),
    quality: oneOf('quality', options.quality ?? 'standard', QUALITIES),
    bitrate: options.bitrate === undefined ? undefined : bitrateOf(options.bitrate),
  };
}

/**
 * The relay's start message.
 * @param size of the recording, pixels
 * @param agent what records, for the sidecar
 */
export function startMessage(
  { rate, presets, name, alpha, quality, bitrate }: RecordingSettings,
  mode: Mode,
  { width, height }: { readonly width: number; readonly height: number },
  agent: string,
): StartMessage {
  return {
    type: 'start',
    mode,
    fps: rate,
    presets,
    name,
    width,
    height,
    quality,
    agent: agent.slice(0, MAX_AGENT_LENGTH),
    ...(alpha === undefined ? {} : { alpha }),
    ...(bitrate === undefined ? {} : { bitrate }),
  };
}

/** The error for an option that cannot be used. */
export function invalid(option: string, value: unknown, reason: string): ReelayError {
  return new ReelayError('OPTION_INVALID', { option, value: shown(value), reason });
}

export function tokenOf(token: string): string {
  return textOf('token', token, MAX_TOKEN_LENGTH);
}

/** A side of a picture, pixels. */
export function sideOf(option: string, value: number): number {
  if (!Number.isInteger(value) || value < 1 || value > MAX_SIDE_PIXELS)
    throw invalid(option, value, `it must be a whole number from 1 to ${MAX_SIDE_PIXELS}`);
  return value;
}

export function oneOf<Name extends string>(option: string, value: Name, names: readonly Name[]): Name {
  if (!names.includes(value)) throw invalid(option, value, `it must be one of ${names.join(', ')}`);
  return value;
}

/** An option that is called. */
export function callbackOf(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw invalid(option, value, 'it must be a function');
}

/** Frames per second as an exact fraction. */
export function rateOf(fps: number | Rate): Rate {
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

function bitrateOf(bitrate: number): number {
  if (!Number.isFinite(bitrate) || bitrate < MIN_BITRATE || bitrate > MAX_BITRATE)
    throw invalid('bitrate', bitrate, `it must be a number of bits per second from ${MIN_BITRATE} to ${MAX_BITRATE}`);
  return Math.round(bitrate);
}

function textOf(option: string, value: string, maxLength: number): string {
  if (typeof value !== 'string' || value.length > maxLength)
    throw invalid(option, value, `it must be text of at most ${maxLength} characters`);
  return value;
}

/** `value` in a few words, whatever it is: objects of the caller's may be endless, or refuse to be told. */
function shown(value: unknown): string {
  const isText = typeof value === 'string' || Array.isArray(value);
  try {
    return (isText ? JSON.stringify(value) : String(value)).slice(0, 80);
  } catch {
    return 'an object';
  }
}
