/** What an operator says of a share: on the command line as `NAME=interval:1000,size:480x270`, or as an object. */
import { ReelayError } from '../../../shared/errors.ts';
import { MAX_FRAME_BYTES, MAX_SIDE_PIXELS } from '../../../shared/wire/limits.ts';
import { MAX_INTERVAL_MS, MAX_SLOTS, MIN_SLOTS, SHARE_FORMATS, type ShareFormat, shareSizes } from './layout.ts';
import { segmentPath } from './names.ts';

/** How frames are shared. */
export interface ShareOptions {
  /** Only the recordings that a page gave this name; by default every one. */
  readonly recording?: string;
  /** Least time between two frames by their PTS, ms; 0, the default: every frame. */
  readonly interval?: number;
  /** Pixels; by default as large as the recording. Frames of another shape get black bars. */
  readonly size?: { readonly width: number; readonly height: number };
  /** By default RGB, a byte each. */
  readonly format?: ShareFormat;
  /** Frames that the ring holds, 2 to 256; 10 by default. */
  readonly slots?: number;
  /** Permissions of the segment; 0o600 by default: this user alone. */
  readonly permissions?: number;
}

/** A share by its name, every option checked. */
export interface ShareSettings {
  readonly name: string;
  /** Undefined: every recording. */
  readonly recording: string | undefined;
  readonly intervalMs: number;
  /** Undefined: as large as the recording. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly format: ShareFormat;
  readonly slots: number;
  readonly permissions: number;
}

const DEFAULT_SLOTS = 10;
const DEFAULT_PERMISSIONS = 0o600;
/** Reading and writing for user, group and others. */
const MAX_PERMISSIONS = 0o666;

/** Checks `options`. Throws OPTION_INVALID. */
export function shareSettings(name: string, options: ShareOptions = {}): ShareSettings {
  segmentPath(name);
  const {
    recording,
    interval: intervalMs = 0,
    size,
    format = 'RGB',
    slots = DEFAULT_SLOTS,
    permissions = DEFAULT_PERMISSIONS,
  } = options;
  demandWhole(name, 'interval', intervalMs, 0, MAX_INTERVAL_MS);
  demandWhole(name, 'slots', slots, MIN_SLOTS, MAX_SLOTS);
  if (!Number.isSafeInteger(permissions) || (permissions & ~MAX_PERMISSIONS) !== 0)
    throw invalid(
      name,
      'permissions',
      permissions.toString(8),
      'it must be octal, for reading and writing: at most 666',
    );
  if (!Object.hasOwn(SHARE_FORMATS, format))
    throw invalid(name, 'format', format, `it must be one of ${Object.keys(SHARE_FORMATS).join(', ')}`);
  if (size) checkSize(name, format, size);
  return { name, recording, intervalMs, size, format, slots, permissions };
}

/** Throws OPTION_INVALID where frames of that size are too large. */
function checkSize(name: string, format: ShareFormat, { width, height }: NonNullable<ShareOptions['size']>): void {
  demandWhole(name, 'size', width, 1, MAX_SIDE_PIXELS);
  demandWhole(name, 'size', height, 1, MAX_SIDE_PIXELS);
  const { frameBytes } = shareSizes({ format, width, height, slots: 1, intervalMs: 0 });
  if (frameBytes > MAX_FRAME_BYTES)
    throw invalid(
      name,
      'size',
      `${width}x${height}`,
      `a frame would have ${frameBytes} bytes, over ${MAX_FRAME_BYTES}`,
    );
}

/** Reads `NAME` or `NAME=key:value,...`. Throws OPTION_INVALID. */
export function parseShare(text: string): ShareSettings {
  const [, name = '', rest] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const options: Record<string, unknown> = {};
  for (const part of rest === undefined ? [] : rest.split(',')) {
    const [, key = '', value = ''] = /^([^:]*):?(.*)$/s.exec(part) ?? [];
    const read = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (!read) throw invalid(name, key, 'unknown', `there are ${Object.keys(READERS).join(', ')}, each as key:value`);
    if (Object.hasOwn(options, key)) throw invalid(name, key, value, 'it is given twice');
    options[key] = read(value, (reason) => invalid(name, key, value, reason));
  }
  return shareSettings(name, options);
}

type Read = (value: string, fault: (reason: string) => ReelayError) => unknown;

const wholeNumber: Read = (value, fault) => {
  if (!/^\d{1,15}$/.test(value)) throw fault('it must be a whole number');
  return Number(value);
};

const READERS: Readonly<Record<string, Read>> = {
  interval: wholeNumber,
  size: (value, fault) => {
    const [, width, height] = /^(\d{1,6})x(\d{1,6})$/.exec(value) ?? [];
    if (width === undefined) throw fault('it must be WIDTHxHEIGHT, such as 480x270');
    return { width: Number(width), height: Number(height) };
  },
  format: (value) => value,
  recording: (value, fault) => {
    if (value === '') throw fault('it must be the name of a recording');
    return value;
  },
  slots: wholeNumber,
  permissions: (value, fault) => {
    if (!/^0?[0-7]{3}$/.test(value)) throw fault('it must be three octal digits, such as 640');
    return Number.parseInt(value, 8);
  },
};

function demandWhole(name: string, key: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw invalid(name, key, String(value), `it must be a whole number from ${min} to ${max}`);
}

function invalid(name: string, key: string, value: string, reason: string): ReelayError {
  const option = key === '' ? `share ${name}` : `share ${name}: ${key}`;
  return new ReelayError('OPTION_INVALID', {
    option: option.slice(0, 100),
    value: value.slice(0, 60) || 'empty',
    reason,
  });
}
