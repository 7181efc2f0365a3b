/** One rendering, from the browser's start to its end: whatever ends it, the first cause is what is told, and files are ended properly. */
import type { ChildProcess } from 'node:child_process';
import { ReelayError, toReelayError } from '../../shared/errors.ts';
import type { RenderOutcome, RenderRequest, StageMessage } from '../../shared/render/messages.ts';
import { devToolsOf, endBrowser, launchBrowser } from '../browser/chromium.ts';
import { makeProfile, removeProfile, removeStaleProfiles } from '../browser/profile.ts';
import { exitCodeOf } from './exit-code.ts';
import { renderFlags } from './flags.ts';
import type { RenderOptions } from './options.ts';
import type { PageProblem } from './problems.ts';
import { placeOf, type Report } from './report.ts';
import { clockScript, stageFiles } from './stage.ts';
import { errorOf, StagePage } from './stage-page.ts';
import type { OpenTarget } from './target.ts';
import { Watch } from './watch.ts';

interface RenderingOptions {
  /** Those of the command line; `setup` is the script itself. */
  readonly options: Omit<RenderOptions, 'page' | 'outputs' | 'browser' | 'json'>;
  readonly target: Pick<OpenTarget, 'kind' | 'url'>;
  /** Path of the browser. */
  readonly browser: string;
  /** Folder with what was built for the browser. */
  readonly webDirectory: string;
  /** Whether Ctrl-C and the like interrupt it; else whoever has it does. */
  readonly heedsSignals: boolean;
  readonly report: Pick<Report, 'position' | 'at' | 'problem' | 'warned' | 'hold'>;
}

/** Where frames go. */
export interface RelayForRendering {
  readonly origin: string;
  readonly token: string;
  /** By id, one for each file that is made. */
  readonly presets: readonly string[];
  /** Lets pages of this origin record. */
  allow(origin: string): void;
  /** Of the recording. */
  readonly name: string;
  /** Finishes the files; gives the first failure. */
  end(): Promise<ReelayError | undefined>;
}

/** A page that was asked to stop has so long for the frame under way. */
const STOP_MS = 10_000;
/** And then so long for its file, of what it has not sent yet: the relay finishes by itself what it was sent. */
const FINISH_MS = 60_000;
/** Times that a page may send its visitor on to another origin. */
const MAX_MOVES = 5;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Rendering {
  readonly #options: RenderingOptions;
  /** Why it ended early; the first cause is what is told. */
  #cause: ReelayError | undefined;
  #stage: StagePage | undefined;
  #watch: Watch | undefined;
  #end: (outcome: RenderOutcome) => void = () => undefined;
  /** Resolves where there is nothing to be expected of the stage any more. */
  readonly #ended = new Promise<RenderOutcome>((resolve) => {
    this.#end = resolve;
  });
  #stopTimer: NodeJS.Timeout | undefined;
  #stopMs = 0;
  #interrupts = 0;
  #movedTo: string | undefined;
  /** What becomes of the browser is no matter any more. */
  #isOver = false;

  constructor(options: RenderingOptions) {
    this.#options = options;
  }

  /** Renders; gives why it ended early, if it did. Throws what `openRelay` throws. */
  async run(openRelay: (profile: string) => Promise<RelayForRendering>): Promise<ReelayError | undefined> {
    await removeStaleProfiles();
    const profile = await makeProfile();
    const interrupt = (): void => {
      this.interrupt();
      // Who asks a third time wants the command to end, whatever becomes of the files.
      if (this.#interrupts > 2) process.exit(exitCodeOf(this.#cause));
    };
    const signals = this.#options.heedsSignals ? SIGNALS : [];
    for (const signal of signals) process.on(signal, interrupt);
    try {
      const relay = await openRelay(profile);
      try {
        await this.#drive(profile, relay);
      } finally {
        this.#because(await relay.end());
      }
    } finally {
      for (const signal of signals) process.off(signal, interrupt);
      await removeProfile(profile);
    }
    return this.#cause;
  }

  async #drive(profile: string, relay: RelayForRendering): Promise<void> {
    const { browser, target, options } = this.#options;
    const child = launchBrowser({
      browser,
      profile,
      url: 'about:blank',
      flags: renderFlags(target.url, options.mode),
      isDriven: true,
    });
    this.#watchProcess(child);
    try {
      const outcome = await Promise.race([this.#ended, this.#renderOn(child, relay)]);
      if (outcome.kind === 'failed') this.#because(errorOf(outcome));
    } catch (error) {
      this.#because(toReelayError(error));
    } finally {
      this.#isOver = true;
      this.#watch?.stop();
      clearTimeout(this.#stopTimer);
      await endBrowser(child);
    }
  }

  async #renderOn(child: ChildProcess, relay: RelayForRendering): Promise<RenderOutcome> {
    const { options, target, webDirectory } = this.#options;
    const { size, scale, keepsAlpha, headers, cookies, timeoutMs } = options;
    const devtools = devToolsOf(child);
    const [files, script] = [await stageFiles(webDirectory), await clockScript(webDirectory)];
    let { url } = target;
    for (let moves = 0; ; moves++) {
      this.#movedTo = undefined;
      relay.allow(new URL(url).origin);
      // Where the page sends its visitor on to has no right to what was meant for the page.
      const secrets = moves === 0 ? { headers, cookies } : { headers: [], cookies: [] };
      const stage = await StagePage.open(
        { devtools, files, clockScript: script, url, size, scale, keepsAlpha, ...secrets },
        {
          at: (message) => this.#at(message),
          warned: (warning) => this.#options.report.warned(warning),
          problem: (problem) => this.#problem(problem),
          failed: (error) => this.#fail(error),
          crashed: () =>
            this.#fail(new ReelayError('BROWSER_CRASHED', { place: placeOf(this.#options.report.position) })),
          moved: (to) => this.#moved(to, moves),
        },
      );
      this.#stage = stage;
      this.#watch?.stop();
      this.#watch = new Watch({ timeoutMs, url, ping: () => stage.ping(), onHung: (error) => this.#fail(error) });
      const outcome = await stage.render(this.#requestFor(url, relay));
      if (this.#movedTo === undefined || this.#cause) return outcome;
      url = this.#movedTo;
    }
  }

  #requestFor(url: string, { origin, token, presets, name }: RelayForRendering): RenderRequest {
    const { options, target } = this.#options;
    const {
      mode,
      rate,
      frames,
      skippedFrames,
      size,
      scale,
      quality,
      transport,
      selector,
      waitFor,
      setup,
      seed,
      settle,
      timeoutMs,
    } = options;
    const alpha = options.keepsAlpha ? 'keep' : 'discard';
    const taken = {
      name,
      mode,
      presets,
      rate,
      frames,
      skippedFrames,
      size,
      scale,
      alpha,
      quality,
      transport,
      selector,
    } as const;
    return { relay: origin, token, kind: target.kind, url, ...taken, waitFor, setup, seed, settle, timeoutMs };
  }

  #at(message: StageMessage): void {
    this.#watch?.note(message);
    this.#options.report.at(message);
    if (message.phase === 'finishing' && this.#stopTimer) this.#endWithin(FINISH_MS);
  }

  #problem(problem: PageProblem): void {
    const { report, options } = this.#options;
    const stops = !options.ignoresErrors && (problem.kind === 'exception' || problem.kind === 'console');
    if (!stops) {
      report.problem(problem, false);
      return;
    }
    if (this.#cause) return;
    this.#because(new ReelayError('RENDER_PAGE_FAILED', { place: placeOf(report.position), cause: problem.text }));
    this.#stop();
  }

  /** The page sent its visitor on: before its first frame the stage goes after it. */
  #moved(url: string, moves: number): void {
    const phase = this.#options.report.position?.phase;
    if (moves < MAX_MOVES && (phase === undefined || phase === 'loading')) this.#movedTo = url;
    else this.#because(new ReelayError('RENDER_PAGE_LEFT', { url }));
    this.#stop();
  }

  /** The first call lets the frame under way be drawn, the second ends the files without it. */
  interrupt(): void {
    this.#interrupts++;
    this.#because(new ReelayError('RENDER_INTERRUPTED', { place: placeOf(this.#options.report.position) }));
    if (this.#interrupts === 1 && this.#stage) this.#stop();
    else this.#end({ kind: 'stopped' });
  }

  #stop(): void {
    this.#stage?.stop().catch(() => undefined);
    if (this.#movedTo !== undefined) return;
    this.#endWithin(this.#options.report.position?.phase === 'finishing' ? FINISH_MS : STOP_MS);
  }

  /** Each time is given once: the page can say what the stage says, and as often as it likes. */
  #endWithin(ms: number): void {
    if (this.#isOver || this.#stopMs >= ms) return;
    this.#stopMs = ms;
    clearTimeout(this.#stopTimer);
    this.#stopTimer = setTimeout(() => this.#end({ kind: 'stopped' }), ms);
  }

  /** Nothing more is to be expected: the relay ends the files by itself when the browser is gone. */
  #fail(error: ReelayError): void {
    if (this.#isOver) return;
    this.#because(error);
    this.#end({ kind: 'stopped' });
  }

  #because(error: ReelayError | undefined): void {
    if (!error || this.#cause) return;
    this.#cause = error;
    this.#options.report.hold();
  }

  #watchProcess(child: ChildProcess): void {
    child.once('error', (error) => this.#fail(new ReelayError('BROWSER_FAILED', { cause: error.message })));
    child.once('exit', (code, signal) =>
      this.#fail(new ReelayError('BROWSER_FAILED', { cause: `it ended with ${signal ?? code}` })),
    );
  }
}
