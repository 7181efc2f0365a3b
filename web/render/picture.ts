/** What is taken of a page, frame after frame. */
import type { FrameTime, Size } from '../recorder/index.ts';

export interface Picture {
  /** Pixels of a frame, now. */
  readonly size: Size;
  /** The picture of this moment, after the clock's step; the caller closes it. */
  take(frame: FrameTime): Promise<VideoFrame | ImageBitmap>;
  close(): void;
}
