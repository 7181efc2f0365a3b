/** A file of frames that a page writes and GStreamer maps: what a pipeline must know of it. */

/** Whoever made it keeps its name in place until every pipeline that was opened with it has ended. No pipeline writes into it. */
export interface RingArea {
  /** Its name as `shm_open` takes it: a slash, then no other. */
  readonly name: `/${string}`;
  /** Length of the file; does not change. */
  readonly bytes: number;
}

/** Where in the file a frame's pixels lie. Nobody writes there until the frame is accepted. */
export interface RingSlot {
  readonly area: RingArea;
  /** Bytes from the file's beginning. */
  readonly offset: number;
  readonly bytes: number;
}
