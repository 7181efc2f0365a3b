/** Where pictures of a page come from. */
import type { Nanoseconds } from '../../../shared/media/time.ts';
import type { PictureType } from './picture-pipeline.ts';

/** A picture of a page. */
export interface Picture {
  readonly data: Uint8Array;
  /** From the recording's start, pauses cut out; later than that of the picture before. */
  readonly ptsNs: Nanoseconds;
}

/** Is given pictures; resolves when there is room for the next. */
export type PictureSink = (picture: Picture) => Promise<void>;

export interface PictureSource {
  readonly type: PictureType;
  /** Where a picture of this moment would stand. */
  readonly nowNs: Nanoseconds;
  /** What a person should know, in words. */
  readonly warnings: readonly string[];
  /** Resolves when pictures come. */
  start(sink: PictureSink): Promise<void>;
  /** The recording's time stops, the page's goes on. */
  pause(): void;
  resume(): void;
  /** The page was closed: nothing more comes, and its time stands still. */
  closed(): void;
  /** Ends it; resolves with the recording's length, ns, when no more pictures come. Never rejects. */
  stop(): Promise<Nanoseconds>;
}
