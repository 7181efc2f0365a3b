/** Lets calls wait for the next change of something. */
export class Signal {
  #wake: (() => void)[] = [];

  /** Resolves at the next `notify`. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
