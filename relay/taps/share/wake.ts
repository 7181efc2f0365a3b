/** Waits for something to happen to a file, without looking again and again where the system can tell. */
import { type FSWatcher, watch } from 'node:fs';

/** Between two looks where the system cannot tell: there are no inotify watches left, say. */
const POLL_MS = 5;

/**
 * Use it in this order, and no news is lost: `reset()`, look, `wait()`. What happens after the reset ends the wait, also if
 * it happened before the wait began.
 */
export class Wake {
  #watcher: FSWatcher | undefined;
  #isRung = false;
  #waiting: (() => void) | undefined;

  /** @param name only what happens to the file of this name in the folder `path` counts */
  constructor(path: string, name?: string) {
    try {
      // Waiting alone keeps the program running, not the watch.
      this.#watcher = watch(path, { persistent: true }, (_event, file) => {
        if (name === undefined || file === null || file === name) this.ring();
      });
      this.#watcher.on('error', () => {
        this.#watcher = undefined;
        this.ring();
      });
      this.#watcher.unref();
    } catch {
      // Looked at again and again instead.
    }
  }

  /** What happened until now is known. */
  reset(): void {
    this.#isRung = false;
  }

  /** Resolves when something has happened since the reset, and after `timeoutMs` at the latest. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#isRung) return;
    const longest = this.#watcher ? timeoutMs : Math.min(timeoutMs, POLL_MS);
    this.#watcher?.ref();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
      // Timers hold at most 31 bits; who waits longer looks once in between.
      timer = setTimeout(resolve, Math.min(longest, 0x7fff_ffff));
    });
    clearTimeout(timer);
    this.#waiting = undefined;
    this.#watcher?.unref();
  }

  /** Ends a wait, as if something had happened. */
  ring(): void {
    this.#isRung = true;
    this.#waiting?.();
  }

  close(): void {
    this.#watcher?.close();
    this.ring();
  }
}
