/** Rendering of pages by the relay, as its API tells it (`/api/render`). */
import type { Mode, Quality, Rate } from '../api.ts';
import type { Problem } from '../problem.ts';

/** One of the operator's own pages. */
export interface LocalPage {
  /** From the folder on that the operator named. */
  readonly path: string;
  /** Where a browser on the relay's machine finds it. */
  readonly url: string;
  /** On the relay's machine. */
  readonly file: string;
}

/** A page by its address, or one of the operator's own. */
export type PageChoice =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'local'; readonly path: string };

export interface RenderRequest {
  readonly page: PageChoice;
  readonly mode: Mode;
  readonly presets: readonly string[];
  readonly rate: Rate;
  readonly frames: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly quality: Quality;
  readonly name: string;
}

/** The rendering that runs, or ran last. */
export interface RenderJob {
  readonly page: PageChoice;
  readonly state: 'running' | 'finished' | 'failed';
  readonly phase: 'loading' | 'preparing' | 'skipping' | 'drawing' | 'storing' | 'finishing';
  /** Frames that are stored. */
  readonly done: number;
  readonly frames: number;
  /** 0 while it is not known. */
  readonly framesPerSecond: number;
  readonly secondsLeft: number | null;
  /** What went wrong in the page, and what differs from what was asked for. */
  readonly problems: readonly string[];
  /** Id of the recording. */
  readonly recording?: string;
  readonly error?: Problem;
}

export interface RenderDesk {
  /** Null where the operator named no folder. */
  readonly pages: readonly LocalPage[] | null;
  /** Whether the relay's machine has a browser. */
  readonly browser: boolean;
  readonly job: RenderJob | null;
}
