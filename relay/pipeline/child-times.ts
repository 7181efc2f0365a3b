/** How long each step of a child's life may take, milliseconds. */
export interface ChildTimes {
  /** From the start until every element is open. The first start on a machine also scans all plugins. */
  readonly openMs: number;
  /** From a frame's arrival, or the last one it took, until it takes another; then SIGINT. 0: for ever. */
  readonly stallMs: number;
  /** From the end of the stream, or the last sign of progress after it, until the file is complete; then SIGINT. */
  readonly finishMs: number;
  /** From the end of the stream in all, whatever the progress; then SIGINT. */
  readonly drainMs: number;
  /** From SIGINT, or an element's error, until the child is gone; then SIGKILL. */
  readonly interruptMs: number;
}

export const CHILD_TIMES: ChildTimes = {
  openMs: 60_000,
  stallMs: 30_000,
  finishMs: 60_000,
  drainMs: 3_600_000,
  interruptMs: 5_000,
};
