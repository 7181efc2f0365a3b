/** Waiting in a worker. */

const channel = new MessageChannel();
const turns: (() => void)[] = [];
channel.port1.onmessage = () => turns.shift()?.();

/** Lets other tasks of this worker run (messages, credit), without the 4 ms that nested timers take. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    turns.push(resolve);
    channel.port2.postMessage(undefined);
  });
}

/** Resolves after about `milliseconds`. */
export function sleep(milliseconds: number): Promise<void> {
  return milliseconds <= 0 ? nextTask() : new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A door that is open or shut; whoever comes while it is shut waits. */
export class Gate {
  #opened: Promise<void> | undefined;
  #open: () => void = () => undefined;

  get isShut(): boolean {
    return this.#opened !== undefined;
  }

  shut(): void {
    this.#opened ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#opened = undefined;
    this.#open();
  }

  /** Resolves at once where the gate is open. */
  async pass(): Promise<void> {
    while (this.#opened) await this.#opened;
  }
}
