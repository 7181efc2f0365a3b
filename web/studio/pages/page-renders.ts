/** What the studio knows of pages that the relay renders. */
import type { RelayClient } from '../api.ts';
import { type Problem, toProblem } from '../problem.ts';
import type { RenderDesk, RenderRequest } from './render-job.ts';

/** While a page is rendered the relay is asked this often. */
const REFRESH_MS = 400;

export class PageRenders {
  /** Undefined where the relay renders none, or has not said yet. */
  desk: RenderDesk | undefined;
  /** Why the last thing that was asked for was refused. */
  problem: Problem | undefined;
  readonly #client: RelayClient;
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called whenever anything here has changed. */
  constructor(client: RelayClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  get isRunning(): boolean {
    return this.desk?.job?.state === 'running';
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    // Where it renders nothing for us, or does not answer, there is nothing to be shown.
    this.desk = await this.#client.renders().catch(() => undefined);
    if (this.isRunning) this.#timer = setTimeout(() => void this.refresh(), REFRESH_MS);
    this.#changed();
  }

  /** Has a page rendered; resolves with the id of the recording when it is done, undefined where there is none. */
  async render(request: RenderRequest): Promise<string | undefined> {
    this.problem = undefined;
    try {
      await this.#client.render(request);
      do {
        await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
        await this.refresh();
      } while (this.isRunning);
    } catch (error) {
      this.problem = toProblem(error);
      await this.refresh();
      return undefined;
    }
    const job = this.desk?.job;
    this.problem = job?.error;
    this.#changed();
    return job?.state === 'finished' ? job.recording : undefined;
  }

  async stop(): Promise<void> {
    await this.#client.stopRender().catch(() => undefined);
  }
}
