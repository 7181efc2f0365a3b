/** What runs on the relay now, asked for again and again while somebody looks. */
import type { RelayClient } from '../api.ts';
import type { LiveSource, Share } from './sources.ts';

/** Between an answer and the next question while something runs, and while nothing does. */
const RUNNING_MS = 1500;
const QUIET_MS = 4000;

export class LiveFeed {
  /** Replaced, never changed. Empty while the relay does not answer. */
  sources: readonly LiveSource[] = [];
  shares: readonly Share[] = [];
  readonly #client: RelayClient;
  readonly #changed: (cameOrWent: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called at each answer; `cameOrWent` where it has other sources than the one before. */
  constructor(client: RelayClient, changed: (cameOrWent: boolean) => void) {
    this.#client = client;
    this.#changed = changed;
    document.addEventListener('visibilitychange', () => void this.refresh());
  }

  /** Asks now, and from then on as long as the page is visible. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    if (document.visibilityState === 'hidden') return;
    const before = ids(this.sources);
    try {
      [this.sources, this.shares] = await Promise.all([this.#client.live(), this.#client.shares()]);
    } catch {
      // Why the relay does not answer is told where its presets are asked for.
      [this.sources, this.shares] = [[], []];
    }
    this.#changed(ids(this.sources) !== before);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), this.sources.length > 0 ? RUNNING_MS : QUIET_MS);
  }
}

function ids(sources: readonly LiveSource[]): string {
  return sources.map(({ id }) => id).join();
}
