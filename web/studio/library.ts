/** The relay's recordings as the studio knows them. */
import type { RelayClient, Sidecar } from './api.ts';
import { type Problem, toProblem } from './problem.ts';

export type LibraryState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly recordings: readonly Sidecar[] }
  | { readonly state: 'failed'; readonly problem: Problem };

/** While the relay writes a recording that this page did not start, the list is read again this often. */
const REFRESH_MS = 3000;

export class Library {
  /** Replaced, never changed. */
  list: LibraryState = { state: 'loading' };
  readonly #client: RelayClient;
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called whenever `list` has been replaced. */
  constructor(client: RelayClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** The recordings that are known, the newest first. */
  get recordings(): readonly Sidecar[] {
    return this.list.state === 'ready' ? this.list.recordings : [];
  }

  /** Reads the list again; what is known stays until then. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const recordings = await this.#client.recordings();
      this.list = { state: 'ready', recordings };
      if (recordings.some(({ state }) => state === 'recording'))
        this.#timer = setTimeout(() => void this.refresh(), REFRESH_MS);
    } catch (error) {
      this.list = { state: 'failed', problem: toProblem(error) };
    }
    this.#changed();
  }

  /** Deletes a recording. Throws what the relay says. */
  async remove(id: string): Promise<void> {
    await this.#client.remove(id);
    this.list = { state: 'ready', recordings: this.recordings.filter((recording) => recording.id !== id) };
    this.#changed();
  }
}
