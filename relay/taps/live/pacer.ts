/** Gives each viewer its newest picture when it has read enough of those before. One look at the kernel serves them all. */
import { type KernelConnection, unreadBytes } from './kernel-queues.ts';

/** Who is given pictures at the pace at which it reads them. */
export interface Paced {
  readonly connection: KernelConnection | undefined;
  /** Whether a picture waits to be written. */
  readonly isWaiting: boolean;
  /** Whether something may still be unread. */
  readonly isUnsettled: boolean;
  /** Bytes of its pictures that the kernel has taken so far, at least. */
  readonly bytesHandedOn: number;
  /**
   * Told what it has not read; writes the picture that waits if that is little enough.
   * @param unreadBytes of what the kernel had
   * @param bytesHandedOn when the look began
   */
  proceed(unreadBytes: number, bytesHandedOn: number): void;
}

export class Pacer {
  readonly #pollMs: number;
  readonly #viewers = new Set<Paced>();
  /** `again`: something changed since the look that is under way began. */
  #state: 'idle' | 'looking' | 'again' = 'idle';
  #isLookDue = false;

  /** @param pollMs between two looks while a viewer has not read everything */
  constructor(pollMs: number) {
    this.#pollMs = pollMs;
  }

  add(viewer: Paced): void {
    this.#viewers.add(viewer);
  }

  remove(viewer: Paced): void {
    this.#viewers.delete(viewer);
  }

  /** A picture waits for a viewer. */
  wake(): void {
    if (this.#state === 'idle') void this.#look();
    else this.#state = 'again';
  }

  /** Something was written. Looks soon, so that there is known to be room when the next picture comes. */
  lookSoon(): void {
    if (this.#isLookDue) return;
    this.#isLookDue = true;
    setTimeout(() => {
      this.#isLookDue = false;
      this.wake();
    }, this.#pollMs);
  }

  async #look(): Promise<void> {
    do {
      this.#state = 'looking';
      const unsettled = [...this.#viewers].filter(({ isUnsettled }) => isUnsettled);
      if (unsettled.length === 0) break;
      const handedOn = unsettled.map(({ bytesHandedOn }) => bytesHandedOn);
      const unread = await unreadBytes(unsettled.map(({ connection }) => connection));
      unsettled.forEach((viewer, index) => viewer.proceed(unread[index] ?? 0, handedOn[index] ?? 0));
    } while (this.#isWanted());
    this.#state = 'idle';
    if ([...this.#viewers].some(({ isUnsettled }) => isUnsettled)) this.lookSoon();
  }

  #isWanted(): boolean {
    return this.#state === 'again';
  }
}
