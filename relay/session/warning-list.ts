/** Warnings in words: each once, none too long, and no more than a person reads. */
import { MAX_WARNING_LENGTH } from '../../shared/wire/limits.ts';

/** Further ones are left out: a pipeline may warn with every frame. */
const MAX_WARNINGS = 100;

export class WarningList {
  readonly #texts = new Map<string, string>();
  #onNew: (warning: string) => void = () => undefined;

  /** In the order in which they first came. */
  get texts(): readonly string[] {
    return [...this.#texts.values()];
  }

  /** From now on `onNew` is told what is not here yet. */
  listen(onNew: (warning: string) => void): void {
    this.#onNew = onNew;
  }

  /**
   * @param subject what it is about: a later warning about the same takes this one's place, and is no news
   */
  add(warning: string, subject: string = warning): void {
    const isNew = !this.#texts.has(subject);
    if (isNew && this.#texts.size >= MAX_WARNINGS) return;
    const text = warning.slice(0, MAX_WARNING_LENGTH);
    this.#texts.set(subject, text);
    if (isNew) this.#onNew(text);
  }
}
