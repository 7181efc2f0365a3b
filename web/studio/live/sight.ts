/** Which elements a person can see: within the window, on a page that is not hidden. */
export class Sight {
  readonly #inWindow = new Set<Element>();
  readonly #watched = new Set<Element>();
  readonly #observer: IntersectionObserver;
  readonly #changed: () => void;

  /** `changed` is called whenever an answer of `sees` may have changed. */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) this.#inWindow.add(target);
        else this.#inWindow.delete(target);
      }
      changed();
    });
    document.addEventListener('visibilitychange', changed);
  }

  /** Watches these and no others. */
  watch(elements: Iterable<Element>): void {
    const wanted = new Set(elements);
    for (const element of this.#watched) if (!wanted.has(element)) this.#leave(element);
    for (const element of wanted) {
      if (this.#watched.has(element)) continue;
      this.#watched.add(element);
      this.#observer.observe(element);
    }
  }

  sees(element: Element): boolean {
    return document.visibilityState === 'visible' && this.#inWindow.has(element);
  }

  /** Watches nothing any more. */
  end(): void {
    document.removeEventListener('visibilitychange', this.#changed);
    this.#observer.disconnect();
    this.#watched.clear();
    this.#inWindow.clear();
  }

  #leave(element: Element): void {
    this.#observer.unobserve(element);
    this.#watched.delete(element);
    this.#inWindow.delete(element);
  }
}
