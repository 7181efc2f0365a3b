/** The part of the DevTools protocol that recording takes. Source: https://chromedevtools.github.io/devtools-protocol/ */

/** A session of a page: Playwright's `CDPSession`, Puppeteer's, or any that has these. */
export interface DevToolsSession {
  send(method: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown>;
  on(event: string, listener: (parameters: never) => void): unknown;
  detach(): Promise<void>;
}

/** `Page.screencastFrame`. */
export interface ScreencastFrame {
  /** JPEG, as base64. */
  readonly data: string;
  readonly sessionId: number;
  /** `timestamp`: when the picture was shown, seconds since 1970. */
  readonly metadata: { readonly timestamp?: number };
}

/** A page of Playwright, or of Puppeteer. */
export type RecordablePage = PlaywrightPage | PuppeteerPage;

interface PlaywrightPage {
  on(event: 'close', listener: () => void): unknown;
  context(): { newCDPSession(page: never): Promise<unknown> };
}

interface PuppeteerPage {
  on(event: 'close', listener: () => void): unknown;
  createCDPSession(): Promise<unknown>;
}

/** A session of one's own for `page`, which others' sessions know nothing of. */
export async function openDevTools(page: RecordablePage): Promise<DevToolsSession> {
  const session = 'createCDPSession' in page ? page.createCDPSession() : page.context().newCDPSession(page as never);
  return (await session) as DevToolsSession;
}

/** A script that runs in each document of a page, before any of the document's own; it goes with the session. */
export class PageScript {
  readonly #session: DevToolsSession;
  readonly #life: PageLife;
  #identifier: string | undefined;

  constructor(session: DevToolsSession, life: PageLife) {
    this.#session = session;
    this.#life = life;
  }

  /** Puts documents that follow under `source` in place of what was set before; the first runs in the one that is there, too. */
  async set(source: string): Promise<void> {
    const before = this.#identifier;
    const added = await this.#life.answer(
      this.#session.send('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately: before === undefined }),
    );
    this.#identifier = (added as { readonly identifier: string } | undefined)?.identifier;
    if (before !== undefined)
      await this.#life.answer(this.#session.send('Page.removeScriptToEvaluateOnNewDocument', { identifier: before }));
  }
}

/** Whether the page is still there: a crashed one answers no call, and does not refuse it either. */
export class PageLife {
  /** When it crashed or was closed, milliseconds since 1970. */
  goneMs: number | undefined;
  readonly #gone: Promise<void>;
  #resolve: () => void = () => undefined;

  constructor() {
    this.#gone = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** The page is gone. */
  end(): void {
    this.goneMs ??= Date.now();
    this.#resolve();
  }

  /** The answer to `call`; undefined where the page is gone. */
  async answer<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
    // One that comes to nothing later is nobody's.
    call.catch(() => undefined);
    return (await Promise.race([call, this.#gone])) ?? undefined;
  }
}
