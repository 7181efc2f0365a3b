/** What the doctor says. The JSON form is documented in docs/RELAY.md and read by programs: fields are added, never changed. */

/** What is looked at, in the order in which it is told. */
export const CHECKS = [
  'node',
  'gstreamer',
  'elements',
  'presets',
  'encoders',
  'own-presets',
  'browser',
  'shared-memory',
  'port',
  'recordings',
  'disk',
  'ffmpeg',
] as const;

export type CheckId = (typeof CHECKS)[number];

/** `warning`: recording works, something else does not. `error`: recording does not. */
export type FindingState = 'ok' | 'warning' | 'error';

/** What one check found. */
export interface Finding {
  readonly id: CheckId;
  readonly state: FindingState;
  /** What is so, in whole sentences. */
  readonly message: string;
  /** What to do about it; absent where nothing is to be done. */
  readonly remedy?: string;
  /** Names of what lacks: programs, elements, presets by their ids. Empty where it is nothing that has a name. */
  readonly lacking: readonly string[];
}

/** All that was found. */
export interface Examination {
  /** Reelay's version. */
  readonly version: string;
  /** The worst of the findings. */
  readonly state: FindingState;
  /** One a check, in the order of CHECKS. */
  readonly findings: readonly Finding[];
}

/** Nothing is wrong. */
export function ok(id: CheckId, message: string): Finding {
  return { id, state: 'ok', message, lacking: [] };
}

/** Something lacks; `remedy` says what to do. */
export function lack(
  id: CheckId,
  state: 'warning' | 'error',
  message: string,
  remedy: string,
  lacking: readonly string[] = [],
): Finding {
  return { id, state, message, remedy, lacking };
}

/** The worst of `findings`. */
export function worst(findings: readonly Finding[]): FindingState {
  const states = new Set(findings.map(({ state }) => state));
  return states.has('error') ? 'error' : states.has('warning') ? 'warning' : 'ok';
}
