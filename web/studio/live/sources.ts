/** What the relay shows and shares of what runs now. docs/RELAY.md explains the fields. */
import type { Rate } from '../api.ts';
import type { Problem } from '../problem.ts';

/** Sizes of live pictures. */
export type ViewSize = 'thumb' | 'small' | 'full';

/** One size of a live view. */
export interface LiveView {
  readonly size: ViewSize;
  readonly width: number;
  readonly height: number;
  /** Streams open, this page's included. */
  readonly viewers: number;
  /** Pictures per second. */
  readonly rate: number;
  /** Pictures that viewers lost because they were behind. */
  readonly dropped: number;
}

/** A recording that runs, or pictures that another program sends. */
export interface LiveSource {
  readonly id: string;
  readonly kind: 'recording' | 'input';
  readonly name: string;
  readonly state: 'live' | 'waiting';
  /** Pixels; 0 while not known. */
  readonly width: number;
  readonly height: number;
  /** Null for an input. */
  readonly fps: Rate | null;
  readonly views: readonly LiveView[];
  /** Why an input's last sender was sent away. */
  readonly problem?: Problem;
}

/** Frames that other programs can read from shared memory. */
export interface Share {
  readonly name: string;
  readonly recording: { readonly id: string; readonly name: string };
  readonly state: 'opening' | 'writing' | 'failed';
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** Least time between two frames; 0: every frame. */
  readonly intervalMs: number;
  /** Frames written. */
  readonly frames: number;
  /** Frames that were due, and that there was no time for. */
  readonly dropped: number;
  readonly error?: Problem;
}

/** Size of the picture that stands for a source in a list: the smallest it has. */
export function thumbnailSize({ views }: LiveSource): ViewSize {
  return views.find(({ size }) => size === 'thumb')?.size ?? views[0]?.size ?? 'full';
}
