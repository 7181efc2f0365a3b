/** What live views may cost. docs/LIVE.md and docs/SECURITY.md give these numbers. */

/** Streams and snapshots under way at once, all sources together. */
export const MAX_VIEWERS = 128;
/** Longest JPEG, bytes. */
export const MAX_JPEG_BYTES = 4 * 1024 * 1024;
/** Parts written to a viewer that it has not read. One more waits in the relay, the newest, which all viewers share. */
export const MAX_UNREAD_PARTS = 3;
/** Bytes of such parts; a part that is longer goes alone. */
export const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** When what happens, milliseconds. */
export interface LiveTimes {
  /** A viewer that takes no part for so long is cut off. */
  readonly stuckMs: number;
  /** An idle source's last picture is sent again after so long. */
  readonly repeatMs: number;
  /** For the first picture; then the request is answered with an error. */
  readonly firstPictureMs: number;
  /** An encoder that nobody needs gets no frames, and after so long it is ended. */
  readonly lingerMs: number;
  /** Between two looks at what viewers have read, while one of them is behind. */
  readonly pollMs: number;
}

export const LIVE_TIMES: LiveTimes = {
  stuckMs: 10_000,
  repeatMs: 1_000,
  firstPictureMs: 10_000,
  lingerMs: 5_000,
  pollMs: 20,
};
