/** Virtual time of one thread: what is due when, in true order. It moves only while a step runs it. */
import type { Nanoseconds } from '../../shared/media/time.ts';

interface Task {
  readonly id: number;
  readonly dueNs: Nanoseconds;
  readonly run: () => void;
}

/** Ids start far from those that the browser gave before. */
const FIRST_ID = 2 ** 30;

export class Timeline {
  #nowNs: Nanoseconds;
  #nextFrameNs: Nanoseconds = 0;
  #lastId = FIRST_ID;
  /** By due time, then by id. */
  readonly #tasks: Task[] = [];
  readonly #frameCallbacks = new Map<number, FrameRequestCallback>();
  readonly #idleCallbacks = new Map<number, () => void>();
  readonly #onMove = new Set<(deltaNs: Nanoseconds) => void>();

  /** Starts at `nowNs`. */
  constructor(nowNs: Nanoseconds = 0) {
    this.#nowNs = nowNs;
  }

  get nowNs(): Nanoseconds {
    return this.#nowNs;
  }

  /** Now, as pages count: milliseconds with a fraction, from 0. */
  get nowMs(): number {
    return this.#nowNs / 1e6;
  }

  /** Time of the frame that is drawn next, or is being drawn: where what begins now has its start. */
  get nextFrameNs(): Nanoseconds {
    return this.#nextFrameNs;
  }

  set nextFrameNs(timeNs: Nanoseconds) {
    this.#nextFrameNs = timeNs;
  }

  /** Calls `moved` each time that time moves, until the returned function is called. */
  onMove(moved: (deltaNs: Nanoseconds) => void): () => void {
    this.#onMove.add(moved);
    return () => this.#onMove.delete(moved);
  }

  /** Has `run` called when `delayNs` have passed; returns an id for `cancel`. */
  schedule(delayNs: Nanoseconds, run: () => void): number {
    const task = { id: ++this.#lastId, dueNs: this.#nowNs + delayNs, run };
    const later = this.#tasks.findIndex(({ dueNs }) => dueNs > task.dueNs);
    this.#tasks.splice(later < 0 ? this.#tasks.length : later, 0, task);
    return task.id;
  }

  /** Whether anybody waits for the next frame. */
  get isFrameWanted(): boolean {
    return this.#frameCallbacks.size > 0;
  }

  requestFrame(callback: FrameRequestCallback): number {
    this.#frameCallbacks.set(++this.#lastId, callback);
    return this.#lastId;
  }

  requestIdle(run: () => void): number {
    this.#idleCallbacks.set(++this.#lastId, run);
    return this.#lastId;
  }

  /** Takes back a task, a frame callback or an idle callback. Whether there was one. */
  cancel(id: number): boolean {
    const at = this.#tasks.findIndex((task) => task.id === id);
    if (at >= 0) this.#tasks.splice(at, 1);
    return at >= 0 || this.#frameCallbacks.delete(id) || this.#idleCallbacks.delete(id);
  }

  /** Runs all that is due up to `timeNs`, each at its own time, with `turn` between; then it is `timeNs`. */
  async runUntil(timeNs: Nanoseconds, turn: () => Promise<void>): Promise<void> {
    await turn();
    for (let task = this.#tasks[0]; task !== undefined && task.dueNs <= timeNs; task = this.#tasks[0]) {
      this.#tasks.shift();
      this.#moveTo(task.dueNs);
      task.run();
      await turn();
    }
    this.#moveTo(timeNs);
  }

  /** Calls the frame callbacks that were asked for; those asked for meanwhile wait for the next frame. Their number. */
  runFrameCallbacks(): number {
    const ids = [...this.#frameCallbacks.keys()];
    for (const id of ids) {
      const callback = this.#frameCallbacks.get(id);
      this.#frameCallbacks.delete(id);
      callback?.(this.nowMs);
    }
    return ids.length;
  }

  runIdleCallbacks(): void {
    const callbacks = [...this.#idleCallbacks];
    for (const [id, run] of callbacks) if (this.#idleCallbacks.delete(id)) run();
  }

  #moveTo(timeNs: Nanoseconds): void {
    const deltaNs = timeNs - this.#nowNs;
    if (deltaNs <= 0) return;
    this.#nowNs = timeNs;
    for (const moved of this.#onMove) moved(deltaNs);
  }
}

/** Runs a callback of the page's; what it throws is reported as the browser does, and stops nothing else. */
export function attempt(run: () => void, report: (error: unknown) => void): void {
  try {
    run();
  } catch (error) {
    report(error);
  }
}
