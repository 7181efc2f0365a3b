import { examine, type Subject } from './examine.ts';
import type { Examination } from './finding.ts';

/** How long an examination is good for: it starts programs, and whoever has the token may ask as often as they like. */
const KEPT_MS = 15_000;

/** Examines when asked, but not at each asking. */
export class Doctor {
  #last: { readonly atMs: number; readonly examination: Promise<Examination> } | undefined;

  /** The last examination where it is fresh, else a new one. Does not reject. */
  examine(subject: Subject): Promise<Examination> {
    const nowMs = performance.now();
    if (!this.#last || nowMs - this.#last.atMs > KEPT_MS) this.#last = { atMs: nowMs, examination: examine(subject) };
    return this.#last.examination;
  }
}
