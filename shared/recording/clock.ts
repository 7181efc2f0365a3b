/** The wall clock of a realtime recording: it starts at 0 with the first frame and stands still while paused. */
import { type Nanoseconds, NANOSECONDS_PER_MILLISECOND } from '../media/time.ts';

export class RecordingClock {
  #startedMs: number | undefined;
  #pausedAtMs: number | undefined;

  /** Starts the clock at `nowMs` (performance.now()) if it does not run yet. */
  start(nowMs: number): void {
    this.#startedMs ??= nowMs;
  }

  get isPaused(): boolean {
    return this.#pausedAtMs !== undefined;
  }

  /** Time on the recording's own axis, whole ns; 0 before the start. */
  at(nowMs: number): Nanoseconds {
    if (this.#startedMs === undefined) return 0;
    return Math.max(0, Math.round(((this.#pausedAtMs ?? nowMs) - this.#startedMs) * NANOSECONDS_PER_MILLISECOND));
  }

  pause(nowMs: number): void {
    this.#pausedAtMs ??= nowMs;
  }

  resume(nowMs: number): void {
    if (this.#pausedAtMs === undefined) return;
    if (this.#startedMs !== undefined) this.#startedMs += nowMs - this.#pausedAtMs;
    this.#pausedAtMs = undefined;
  }
}
