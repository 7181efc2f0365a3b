/** A file of frames that a page writes and GStreamer maps: how the rest of the relay tells a pipeline of it. */

/** Bytes `offset` to `offset + bytes` of a file. */
export interface ByteRange {
  readonly offset: number;
  readonly bytes: number;
}

/** A shared file. Whoever made it keeps `fd` open and its name in place until every pipeline that was opened with it has ended. */
export interface RingArea {
  /** Absolute path of its name in the folder of POSIX shared memory. */
  readonly path: string;
  /** The same name as `shm_open` takes it: a slash, then no other. */
  readonly name: `/${string}`;
  /** Length of the file, bytes; does not change. */
  readonly bytes: number;
  /** Part of the file in which only the relay writes; pages have no reason to look at it, and what they write there is their loss. */
  readonly reserved: ByteRange;
  /** Open for reading and writing. */
  readonly fd: number;
}

/** Where in the file a frame's pixels lie. Nobody writes there until the frame is accepted. */
export interface RingSlot extends ByteRange {
  readonly area: RingArea;
}
