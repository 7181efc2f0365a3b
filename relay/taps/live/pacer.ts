/** Gives each viewer its newest picture when it has read enough of those before. One look at the kernel serves them all. */
import { type KernelConnection, unreadBytes } from './kernel-queues.ts';

/** Who is given pictures at the pace at which it reads them. */
export interface Paced {
  readonly connection: KernelConnection | undefined;
  /** Whether a picture waits to be written. */
  readonly isWaiting: boolean;
  /** Writes the picture that waits if enough was read. @param unreadBytes of what was written before */
  proceed(unreadBytes: number): void;
}

export class Pacer {
  readonly #pollMs: number;
  readonly #viewers = new Set<Paced>();
  /** `again`: something changed since the look that is under way began. */
  #state: 'idle' | 'looking' | 'again' = 'idle';
  #timer: NodeJS.Timeout | undefined;

  /** @param pollMs between two looks while a viewer is behind */
  constructor(pollMs: number) {
    this.#pollMs = pollMs;
  }

  add(viewer: Paced): void {
    this.#viewers.add(viewer);
  }

  remove(viewer: Paced): void {
    this.#viewers.delete(viewer);
  }

  /** A picture waits for a viewer, or a viewer has taken one. */
  wake(): void {
    if (this.#state === 'idle') void this.#look();
    else this.#state = 'again';
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    do {
      this.#state = 'looking';
      const waiting = this.#waiting();
      if (waiting.length === 0) break;
      const unread = await unreadBytes(waiting.map(({ connection }) => connection));
      waiting.forEach((viewer, index) => viewer.proceed(unread[index] ?? 0));
    } while (this.#isWanted());
    this.#state = 'idle';
    if (this.#waiting().length > 0) this.#timer = setTimeout(() => this.wake(), this.#pollMs);
  }

  #waiting(): Paced[] {
    return [...this.#viewers].filter(({ isWaiting }) => isWaiting);
  }

  #isWanted(): boolean {
    return this.#state === 'again';
  }
}
