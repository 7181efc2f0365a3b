/**
 * What `reelay render` and the page it drives (the stage) say to each other, all of it JSON: one request, messages on the
 * way, one outcome. The rendered page can reach the stage, so what comes from there is checked and never more than shown.
 */
import { ERRORS, type ErrorCode } from '../errors.ts';
import type { Rate } from '../media/time.ts';
import type { Alpha, Mode, Quality } from '../wire/messages.ts';

/** Name of the function by which the stage tells. */
export const TELL = 'reelayTell';
/** Name of the function by which the stage asks for a picture of itself; it is given to the stage's `shown`. */
export const SHOOT = 'reelayShoot';
/** Folder of the addresses, at the rendered page's own origin, that Reelay answers itself. */
export const STAGE_FOLDER = '/__reelay__/';

/** What is to be rendered, and how. */
export interface RenderRequest {
  /** Origin of the relay. */
  readonly relay: string;
  readonly token: string;
  /** A page, or the module of a scene, which is drawn on a page of Reelay's. */
  readonly kind: 'page' | 'scene';
  readonly url: string;
  /** Of the recording. */
  readonly name: string;
  /** `offline`: the page is under a virtual clock. `realtime`: it runs as it does, and what there is no time for is dropped. */
  readonly mode: Mode;
  readonly presets: readonly string[];
  readonly rate: Rate;
  /** Frames that are recorded. */
  readonly frames: number;
  /** Frames that are drawn before, and not recorded. */
  readonly skippedFrames: number;
  /** The viewport, CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** Device pixels a CSS pixel. */
  readonly scale: number;
  readonly alpha: Alpha;
  readonly quality: Quality;
  readonly transport: 'auto' | 'socket' | 'encoded';
  /** What is taken of the page; null: its largest canvas, or the page; the root stands for all of it. */
  readonly selector: string | null;
  /** A selector of what must be there before the first frame, or `js=` and an expression that must be true. */
  readonly waitFor: string | null;
  /** A script to be run in the page before the first frame. */
  readonly setup: string | null;
  readonly seed: number;
  readonly settle: 'first' | 'every' | 'never';
  /** Real milliseconds that anything may take. */
  readonly timeoutMs: number;
}

/** What the stage is at. */
export const STAGE_PHASES = ['loading', 'preparing', 'skipping', 'drawing', 'storing', 'finishing'] as const;
export type StagePhase = (typeof STAGE_PHASES)[number];

/** Stage to command. */
export interface StageMessage {
  readonly phase: StagePhase;
  /** The frame, recorded or skipped, from 0: those before it are done. */
  readonly frame: number;
}

/** Stage to command: what differs from what one would expect, in words. */
export interface StageWarning {
  readonly warning: string;
}

/** How the stage ended: all frames are stored, it was asked to stop, or it failed. */
export type RenderOutcome =
  | { readonly kind: 'done' | 'stopped' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly remedy: string };

const MAX_TEXT_LENGTH = 2000;
const MAX_MESSAGE_LENGTH = 200;

/** The message of a payload; undefined where it is none. */
export function parseStageMessage(payload: string): StageMessage | undefined {
  const { phase, frame } = payload.length > MAX_MESSAGE_LENGTH ? {} : fieldsOf(parsed(payload));
  const known = STAGE_PHASES.find((name) => name === phase);
  if (known === undefined || typeof frame !== 'number' || !Number.isSafeInteger(frame) || frame < 0) return undefined;
  return { phase: known, frame };
}

/** The warning of a payload; undefined where it is none. */
export function parseStageWarning(payload: string): StageWarning | undefined {
  const { warning } = payload.length > MAX_TEXT_LENGTH ? {} : fieldsOf(parsed(payload));
  return typeof warning === 'string' ? { warning } : undefined;
}

/** The outcome that a value is; undefined where it is none. */
export function readOutcome(value: unknown): RenderOutcome | undefined {
  const { kind, code, message, remedy } = fieldsOf(value);
  if (kind === 'done' || kind === 'stopped') return { kind };
  if (kind !== 'failed' || typeof code !== 'string' || !isErrorCode(code)) return undefined;
  return { kind, code, message: textOf(message), remedy: textOf(remedy) };
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT_LENGTH) : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
