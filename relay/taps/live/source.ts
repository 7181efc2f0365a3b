/** What can be watched: a recording, or pictures that come from outside. */
import type { Rate } from '../../../shared/media/time.ts';
import type { Channel } from './channel.ts';
import type { ViewSize } from './classes.ts';

/** One size of a source, as `GET /api/live` tells it. */
export interface ViewDescription {
  readonly size: ViewSize;
  /** Pixels; 0 where not known yet. */
  readonly width: number;
  readonly height: number;
  /** Pictures per second at most; null where the source decides. */
  readonly maxRate: number | null;
  /** Streams open. */
  readonly viewers: number;
  /** Pictures per second, over the last two seconds. */
  readonly rate: number;
  /** Pictures made since the source began. */
  readonly pictures: number;
  /** Frames the encoder had no time for. */
  readonly skipped: number;
  /** Pictures written to viewers, and those they lost because they were behind, all viewers together. */
  readonly sent: number;
  readonly dropped: number;
  /** Size of the last picture, bytes. */
  readonly pictureBytes: number;
}

/** A source, as `GET /api/live` tells it. */
export interface LiveDescription {
  readonly id: string;
  readonly name: string;
  readonly kind: 'recording' | 'input';
  /** `waiting`: nothing has come yet, or whoever sends is away. */
  readonly state: 'waiting' | 'live';
  /** Pixels; 0 where not known yet. */
  readonly width: number;
  readonly height: number;
  /** Nominal rate as a fraction; null where the source does not tell. */
  readonly fps: Rate | null;
  readonly views: readonly ViewDescription[];
  /** Why what came from outside was refused last. */
  readonly problem?: { readonly code: string; readonly message: string; readonly remedy: string };
}

export interface LiveSource {
  describe(): LiveDescription;
  /** The channel in which pictures of this size come. */
  channel(size: ViewSize): Channel;
  /** Ends all who watch and lets everything go. */
  close(): Promise<void>;
}
