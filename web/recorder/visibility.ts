/** How long the page was hidden: the browser then shows no frames, so a canvas of the page cannot be captured. */

const MS_PER_SECOND = 1000;

export class HiddenTime {
  readonly #onChange = (): void => this.#note();
  #hiddenSinceMs: number | undefined;
  #hiddenMs = 0;

  constructor() {
    if (typeof document === 'undefined') return;
    document.addEventListener('visibilitychange', this.#onChange);
    this.#note();
  }

  get isHidden(): boolean {
    return this.#hiddenSinceMs !== undefined;
  }

  /** What to tell of it, if anything. */
  warnings(): string[] {
    const openMs = this.#hiddenSinceMs === undefined ? 0 : performance.now() - this.#hiddenSinceMs;
    const seconds = (this.#hiddenMs + openMs) / MS_PER_SECOND;
    if (seconds < 0.05) return [];
    return [
      `The page was hidden for ${seconds.toFixed(1)} s, in which the browser showed no frames and none were captured. ` +
        'Keep the page visible, or draw in a scene module, which goes on in its worker.',
    ];
  }

  stop(): void {
    if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', this.#onChange);
  }

  #note(): void {
    if (document.visibilityState === 'hidden') {
      this.#hiddenSinceMs ??= performance.now();
    } else if (this.#hiddenSinceMs !== undefined) {
      this.#hiddenMs += performance.now() - this.#hiddenSinceMs;
      this.#hiddenSinceMs = undefined;
    }
  }
}
