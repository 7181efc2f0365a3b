/** Numbers as people read them. Every text keeps its width while its value runs, as far as it can. */
import type { Rate } from './api.ts';

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `HH:MM:SS:FF`, the last pair counting frames within the second. */
export function timecode(frames: number, framesPerSecond: number): string {
  const perSecond = Math.max(1, Math.round(framesPerSecond));
  const seconds = Math.floor(frames / perSecond);
  const digits = Math.max(2, String(perSecond - 1).length);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => pad(Math.floor(part), 2))
    .concat(pad(Math.floor(frames % perSecond), digits))
    .join(':');
}

/** `M:SS`, or `H:MM:SS` from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60, 2)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60, 2)}:${pad(whole % 60, 2)}`;
}

/** A length in words: `0.5 s`, `12.4 s`, `3 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${trim(seconds, seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `4.2 MB`, in powers of a thousand as file managers count. */
export function bytes(total: number): string {
  let value = total;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[unit] ?? ''}`;
}

/** A count with thin spaces between thousands. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1.37×`: seconds of picture in a second of wall clock. */
export function speed(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)}\u00d7`;
}

/** `59.94`, `60`. */
export function rate([numerator, denominator]: Rate): string {
  return trim(numerator / denominator, 3);
}

/** `1280 × 720`. */
export function size({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}\u2009\u00d7\u2009${height}`;
}

/** How long ago, coarsely: `just now`, `4 min ago`, `yesterday`, else the date. */
export function ago(then: Date, now: Date): string {
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 172_800) return 'yesterday';
  return then.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** `value` with at most `places` decimals and no zeros at their end. */
export function trim(value: number, places: number): string {
  const text = value.toFixed(places);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
