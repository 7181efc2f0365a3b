/** The JSON file beside each recording: what it is, how it came about, what is missing from it. */
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorCode, ReelayError } from '../../shared/errors.ts';
import type { CodecName } from '../../shared/media/codecs.ts';
import type { Nanoseconds, Rate } from '../../shared/media/time.ts';
import type { Gap, GeometryMessage, Mode, Quality, TransportName } from '../../shared/wire/messages.ts';
import { isId } from './names.ts';

/** Format of the sidecar; raised when a field changes its meaning. */
export const SIDECAR_VERSION = 1;

/** Gaps and geometry changes kept one by one; further ones are only counted. */
export const MAX_LISTED = 1000;

export interface SidecarError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** A run of frames missing from the file. */
export interface SidecarGap extends Omit<Gap, 'beforeSequence'> {
  /** Index in the file of the first frame after the gap. */
  readonly beforeFrame: number;
}

/** The picture's layout from a frame on. */
export interface GeometryChange {
  readonly fromFrame: number;
  readonly geometry: Omit<GeometryMessage, 'type' | 'id'>;
}

export interface Pause {
  readonly atNs: Nanoseconds;
  /** Wall clock, ISO 8601. */
  readonly from: string;
  readonly to: string | null;
}

/** How many bits encoded frames had over time: the quality of the picture, as far as it can be told from outside. */
export interface BitrateSeries {
  /** Picture time from one point to the next, seconds; grows with the recording, so that there are never many. */
  readonly stepSeconds: number;
  /** By point, from the recording's start: bits per second of picture. */
  readonly bitsPerSecond: readonly number[];
  /** By point: frames that came. */
  readonly frames: readonly number[];
}

export interface Sidecar {
  readonly version: typeof SIDECAR_VERSION;
  readonly id: string;
  /** Shared by the outputs of one recording: the id of the first. Absent where there is one output. */
  readonly group?: string;
  /** As the person gave it. */
  readonly name: string;
  /** File name in the recordings folder. */
  readonly file: string;
  /** Where that is a folder of files: the one to open first. */
  readonly index?: string;
  /**
   * `recording`: being written. `finished`: the file is complete and was read back; where `error` stands beside it, it
   * ended early. `failed`: there is no readable file, and `error` says why.
   */
  readonly state: 'recording' | 'finished' | 'failed';
  readonly preset: string;
  /** GStreamer's element that encoded it, for example `x264enc`. */
  readonly encoder?: string;
  readonly mime: string;
  readonly mode: Mode;
  readonly quality: Quality;
  readonly width: number;
  readonly height: number;
  readonly fps: Rate;
  readonly frames: number;
  readonly dropped: number;
  readonly gaps: readonly SidecarGap[];
  readonly geometries: readonly GeometryChange[];
  readonly pauses: readonly Pause[];
  /** How the frames came; a ring where only some came so. */
  readonly transport: TransportName;
  /** How they were encoded by the browser, where they were. */
  readonly codec?: CodecName;
  /** Whether they are in the file as they came; else they were decoded and encoded again. */
  readonly stored?: boolean;
  /** What they were made of. */
  readonly bitrates?: BitrateSeries;
  readonly durationNs: Nanoseconds;
  readonly bytes: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** The whole command. */
  readonly pipeline: string;
  readonly warnings: readonly string[];
  readonly versions: {
    readonly reelay: string;
    readonly gstreamer: string;
    readonly node: string;
    readonly browser: string;
  };
  readonly error?: SidecarError;
  /** Processes that write it, while `recording`: a later relay waits for them before it rescues the file. */
  readonly writers?: { readonly relay: number; readonly pipeline: number };
}

/** Name of the sidecar of `file`. */
export function sidecarName(file: string): string {
  return `${file}.json`;
}

/** Path at which a finished recording can be fetched; empty where there is none. */
export function urlOf(sidecar: Sidecar): string {
  return sidecar.state === 'finished' && sidecar.bytes > 0 ? placeOf(sidecar) : '';
}

/** The same, whatever its state. */
export function placeOf({ file, index }: Sidecar): string {
  return `/recordings/${file}${index === undefined ? '' : `/${index}`}`;
}

/** What the wire and the sidecar say of an error. */
export function describeError(error: ReelayError): SidecarError {
  return { code: error.code, message: error.message, remedy: error.remedy };
}

/** What stands in a sidecar's place from when a name is taken until the recording begins. */
export interface ReservationMark {
  /** Process id of the relay that took it. */
  readonly reservedBy: number;
}

/** Replaces the sidecar in one step, so that a crash leaves the old or the new one, never a torn one. */
export async function writeSidecar(directory: string, sidecar: Sidecar): Promise<void> {
  const target = path.join(directory, sidecarName(sidecar.file));
  const temporary = `${target}.tmp`;
  try {
    const handle = await open(temporary, 'w', 0o644);
    try {
      await handle.writeFile(`${JSON.stringify(sidecar, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** No sidecar is near this: lists of gaps and the like end at MAX_LISTED. Another program's file may be of any size. */
const MAX_SIDECAR_BYTES = 16 * 1024 * 1024;

/** What is at `filePath`: a sidecar, the mark of a name that is taken, or undefined where it is neither or of another program. */
export async function readSidecar(filePath: string): Promise<Sidecar | ReservationMark | undefined> {
  try {
    const found = await stat(filePath);
    // A named pipe would wait for a writer.
    if (!found.isFile() || found.size > MAX_SIDECAR_BYTES) return undefined;
    const value: unknown = JSON.parse(await readFile(filePath, 'utf8'));
    if (isSidecar(value)) return sidecarName(value.file) === path.basename(filePath) ? value : undefined;
    return isMark(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the relay itself goes by in a sidecar, which may have been written by hand. */
const RELIED_ON: { readonly [Name in keyof Sidecar]?: (value: unknown) => boolean } = {
  version: (value) => value === SIDECAR_VERSION,
  id: (value) => typeof value === 'string' && isId(value),
  file: (value) => typeof value === 'string',
  state: (value) => value === 'recording' || value === 'finished' || value === 'failed',
  preset: (value) => typeof value === 'string',
  bytes: (value) => typeof value === 'number',
  startedAt: (value) => typeof value === 'string',
  warnings: (value) => Array.isArray(value),
  writers: (value) => value === undefined || (typeof value === 'object' && value !== null),
};

/** Whether a recording, rather than the mark of a name, was read. */
export function isSidecar(value: unknown): value is Sidecar {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return Object.entries(RELIED_ON).every(([name, fits]) => fits(fields[name]));
}

function isMark(value: unknown): value is ReservationMark {
  return typeof value === 'object' && value !== null && 'reservedBy' in value && typeof value.reservedBy === 'number';
}
