/** Tells when the page no longer gets on: its scripts never end, or a frame is never drawn. */
import { ReelayError } from '../../shared/errors.ts';
import type { StageMessage } from '../../shared/render/messages.ts';
import { placeOf } from './report.ts';

interface WatchOptions {
  /** Real milliseconds without any progress. */
  readonly timeoutMs: number;
  /** Of the page. */
  readonly url: string;
  /** Resolves when the page's scripts let others run. */
  ping(): Promise<void>;
  onHung(error: ReelayError): void;
}

const LOOK_MS = 250;
/** The stage itself tells better what it waits for, and is given time to. */
const GRACE_MS = 2000;

export class Watch {
  readonly #options: WatchOptions;
  readonly #timer: NodeJS.Timeout;
  #message: StageMessage = { phase: 'loading', frame: 0 };
  #messageMs = performance.now();
  #answeredMs = performance.now();
  #isAsked = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** The stage got on. */
  note(message: StageMessage): void {
    this.#message = message;
    this.#messageMs = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    const allowedMs = this.#options.timeoutMs + GRACE_MS;
    const { phase } = this.#message;
    // While a frame is stored it is the pipeline that is waited for, and others watch that.
    const isPages = phase !== 'storing' && phase !== 'finishing';
    const isStuck = nowMs - this.#answeredMs > allowedMs;
    if (isStuck || (isPages && nowMs - this.#messageMs > allowedMs)) {
      this.stop();
      this.#options.onHung(this.#error(isStuck));
    } else this.#ask();
  }

  /** @param isStuck whether a script holds the page up */
  #error(isStuck: boolean): ReelayError {
    const { timeoutMs, url } = this.#options;
    const seconds = timeoutMs / 1000;
    if (this.#message.phase === 'loading' && !isStuck)
      return new ReelayError('RENDER_PAGE_UNREACHABLE', { url, cause: `it did not come within ${seconds} s` });
    return new ReelayError('BROWSER_HUNG', { place: placeOf(this.#message), seconds });
  }

  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#options
      .ping()
      .then(() => (this.#answeredMs = performance.now()))
      .catch(() => undefined)
      .finally(() => (this.#isAsked = false));
  }
}
