/** A preset as menus and programs are told of it. */
import type { ErrorCode } from '../../shared/errors.ts';
import type { Quality } from '../../shared/wire/messages.ts';
import { presetProblem } from './plan.ts';
import type { InstalledGStreamer } from './preflight.ts';
import type { Preset } from './preset.ts';

export interface PresetDescription {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly extension: string;
  readonly mime: string;
  readonly alpha: boolean;
  readonly lossless: boolean;
  readonly qualities: readonly Quality[];
  /** Whether it can be used on this machine. */
  readonly available: boolean;
  /** Why not. */
  readonly problem?: { readonly code: ErrorCode; readonly message: string; readonly remedy: string };
}

/** What `preset` is, and whether `installed` has all that it needs. */
export function describePreset(preset: Preset, installed: InstalledGStreamer): PresetDescription {
  const { id, label, description, extension, mime, alpha, lossless, qualities } = preset;
  const problem = presetProblem(preset, installed);
  return {
    ...{ id, label, description, extension, mime, alpha, lossless, qualities },
    available: problem === undefined,
    ...(problem ? { problem: { code: problem.code, message: problem.message, remedy: problem.remedy } } : {}),
  };
}
