/**
 * Renders for the studio, one page at a time, into the relay's own recordings. The rendered page can reach the stage and all
 * it knows, so frames go to a server of their own, which takes frames and nothing else, for as long as the rendering takes.
 */
import { randomBytes } from 'node:crypto';
import { ProtocolError, ReelayError, toReelayError } from '../../shared/errors.ts';
import type { StageMessage } from '../../shared/render/messages.ts';
import { BROWSER_NAMES, findBrowser } from '../browser/chromium.ts';
import { ringProblem } from '../pipeline/source.ts';
import type { RenderDesk } from '../server/renders.ts';
import { RelayServer } from '../server/server.ts';
import type { SessionContext } from '../session/context.ts';
import { LiveViews } from '../taps/live/live-views.ts';
import { RingFinder } from '../transport/ring-finder.ts';
import { type DeskRequest, deskRequest } from './desk-request.ts';
import type { LocalPages } from './local-pages.ts';
import type { PageProblem } from './problems.ts';
import { Pace } from './progress.ts';
import { type RelayForRendering, Rendering } from './rendering.ts';

interface DeskOptions {
  readonly context: SessionContext;
  readonly webDirectory: string;
  /** Undefined where the operator named no folder. */
  readonly pages: LocalPages | undefined;
}

/** Of a page that has many, those that are told. */
const MAX_PROBLEMS = 20;
const MAX_PROBLEM_LENGTH = 500;
const TIMEOUT_MS = 30_000;
/** A relay that ends has so long for the frame under way and the file. */
const CLOSE_MS = 15_000;

/** The rendering that runs, or ran last. */
class Job {
  readonly request: DeskRequest;
  readonly url: string;
  readonly pace: Pace;
  readonly problems: string[] = [];
  /** Id of the recording, once there is one. */
  recording: string | undefined;
  position: StageMessage | undefined;
  state: 'running' | 'finished' | 'failed' = 'running';
  error: ReelayError | undefined;
  rendering: Rendering | undefined;

  constructor(request: DeskRequest, url: string) {
    this.request = request;
    this.url = url;
    this.pace = new Pace(request.frames);
  }

  at(message: StageMessage): void {
    this.position = message;
    this.pace.at(message, performance.now());
  }

  problem({ text }: PageProblem): void {
    this.warned(text);
  }

  warned(text: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(text.slice(0, MAX_PROBLEM_LENGTH));
  }

  /** Errors name their place themselves. */
  hold(): void {}

  describe(): object {
    const { request, state, recording, problems, pace, position, error } = this;
    return {
      page: request.page,
      state,
      phase: position?.phase ?? 'loading',
      done: pace.done,
      frames: request.frames,
      framesPerSecond: pace.framesPerSecond,
      secondsLeft: pace.secondsLeft,
      problems,
      ...(recording === undefined ? {} : { recording }),
      ...(error ? { error: { code: error.code, message: error.message, remedy: error.remedy } } : {}),
    };
  }
}

export class Desk implements RenderDesk {
  readonly #options: DeskOptions;
  #job: Job | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  async describe(): Promise<object> {
    return {
      pages: (await this.#options.pages?.describe()) ?? null,
      browser: findBrowser() !== undefined,
      job: this.#job?.describe() ?? null,
    };
  }

  async start(given: unknown): Promise<object> {
    const request = checked(given);
    this.#assertIdle();
    const browser = findBrowser();
    if (browser === undefined) throw new ReelayError('BROWSER_MISSING', { names: BROWSER_NAMES.join(', ') });
    const { page } = request;
    const url = page.kind === 'url' ? page.url : await this.#options.pages?.urlOf(page.path);
    if (url === undefined) throw new ReelayError('RENDER_REQUEST_INVALID', { reason: 'there is no such page' });
    // Another one may have come while the folder was read.
    this.#assertIdle();
    const job = new Job(request, url);
    this.#job = job;
    this.#work = this.#render(job, browser);
    return job.describe();
  }

  stop(): void {
    if (this.#job?.state === 'running') this.#job.rendering?.interrupt();
  }

  async close(): Promise<void> {
    this.stop();
    // The page can keep the stage from ending; what was recorded is kept without it.
    const again = setTimeout(() => this.stop(), CLOSE_MS);
    await this.#work;
    clearTimeout(again);
    await this.#options.pages?.close();
  }

  #assertIdle(): void {
    if (this.#job?.state === 'running') throw new ReelayError('RENDER_BUSY');
  }

  /** Never rejects. */
  async #render(job: Job, browser: string): Promise<void> {
    const { mode, presets, rate, frames, size, quality } = job.request;
    try {
      const rendering = new Rendering({
        options: {
          ...{ mode, presets, rate, frames, size, quality, skippedFrames: 0, scale: 1, keepsAlpha: false },
          ...{ selector: null, seed: 1, settle: 'first', waitFor: null, setup: null, headers: [], cookies: [] },
          // Pages of the network have errors that nobody sees: they are told of, and stop nothing.
          ...{ timeoutMs: TIMEOUT_MS, ignoresErrors: true, transport: 'auto' },
        },
        target: { kind: 'page', url: job.url },
        browser,
        webDirectory: this.#options.webDirectory,
        heedsSignals: false,
        report: job,
      });
      job.rendering = rendering;
      job.error = await rendering.run((profile) => this.#openRelay(job, profile));
    } catch (error) {
      job.error = toReelayError(error);
    }
    job.state = job.error && job.error.code !== 'RENDER_INTERRUPTED' ? 'failed' : 'finished';
  }

  /** A server for the one rendering, with a token of its own, that takes frames and answers nothing. */
  async #openRelay(job: Job, profile: string): Promise<RelayForRendering> {
    const { context, webDirectory } = this.#options;
    const { request } = job;
    const token = randomBytes(16).toString('hex');
    let failure: ReelayError | undefined;
    const server = await RelayServer.start({
      host: '127.0.0.1',
      port: 0,
      token,
      allowedOrigins: [],
      webDirectory,
      live: new LiveViews({ onProblem: () => undefined }),
      isForFramesOnly: true,
      context: {
        ...context,
        rings: new RingFinder({
          profiles: async () => [profile],
          canMap: ringProblem(context.installed) === undefined,
        }),
        observe: (event) => {
          context.observe(event);
          if (event.type === 'started') job.recording ??= event.sidecar.id;
          else if (event.type === 'ended') failure ??= event.error;
        },
      },
    });
    return {
      origin: new URL(server.url).origin,
      token,
      presets: request.presets,
      name: request.name,
      allow: (origin) => server.allow(origin),
      async end() {
        await server.stop();
        return failure;
      },
    };
  }
}

function checked(given: unknown): DeskRequest {
  try {
    return deskRequest(given, 'request');
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    // What it says comes behind what it is.
    const reason = error.message.slice(error.message.indexOf(': ') + 2);
    throw new ReelayError('RENDER_REQUEST_INVALID', { reason });
  }
}
