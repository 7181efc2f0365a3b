/** The page of the browser that renders: the stage, with the rendered page in its frame. What happens there is told as events. */
import type { Protocol } from 'devtools-protocol/types/protocol.js';
import { ReelayError, RemoteError } from '../../shared/errors.ts';
import {
  parseStageMessage,
  parseStageWarning,
  readOutcome,
  type RenderOutcome,
  type RenderRequest,
  SHOOT,
  STAGE_FOLDER,
  type StageMessage,
  TELL,
} from '../../shared/render/messages.ts';
import type { DevTools, DevToolsSession } from '../browser/devtools.ts';
import { type DocumentAnswer, FIRST_FAILURE_STATUS, type Header, intercept } from './intercept.ts';
import { consoleText, type PageProblem, problemOf } from './problems.ts';
import type { StageFile } from './stage.ts';

export interface StagePageOptions {
  readonly devtools: DevTools;
  readonly files: ReadonlyMap<string, StageFile>;
  /** Runs in each document before its own scripts. */
  readonly clockScript: string;
  /** Of the page that is to be rendered. */
  readonly url: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly scale: number;
  /** Whether what the page does not cover is to be seen through. */
  readonly keepsAlpha: boolean;
  readonly headers: readonly Header[];
  readonly cookies: readonly Header[];
}

export interface StagePageEvents {
  at(message: StageMessage): void;
  warned(warning: string): void;
  /** The page did something wrong, or could not have something. */
  problem(problem: PageProblem): void;
  /** There is nothing more to expect. */
  failed(error: ReelayError): void;
  /** The page's process is gone. */
  crashed(): void;
  /** The page sent its visitor on to another origin. */
  moved(url: string): void;
}

const MODULE = JSON.stringify(`${STAGE_FOLDER}render.js`);
const NOTHING = { r: 0, g: 0, b: 0, a: 0 };

export class StagePage {
  readonly #session: DevToolsSession;
  readonly #options: StagePageOptions;
  readonly #events: StagePageEvents;
  readonly #origin: string;
  /** Frames of the browser, by the frame around them; the stage itself has none. */
  readonly #parents = new Map<string, string>();
  /** Origins of the scripts' worlds. */
  readonly #worlds = new Map<number, Protocol.Runtime.ExecutionContextDescription>();
  #stageFrame = '';

  private constructor(session: DevToolsSession, options: StagePageOptions, events: StagePageEvents) {
    this.#session = session;
    this.#options = options;
    this.#events = events;
    this.#origin = new URL(options.url).origin;
  }

  /** Opens the stage at the page's origin; the page itself is opened by `render`. */
  static async open(options: StagePageOptions, events: StagePageEvents): Promise<StagePage> {
    const session = await options.devtools.openPage();
    const page = new StagePage(session, options, events);
    page.#listen();
    await page.#prepare();
    return page;
  }

  /** Renders; resolves with how it ended. Rejects where the browser goes away. */
  async render(request: RenderRequest): Promise<RenderOutcome> {
    const expression = `import(${MODULE}).then((stage) => stage.render(${JSON.stringify(request)}))`;
    const { result, exceptionDetails } = await this.#session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    const outcome = exceptionDetails ? undefined : readOutcome(result.value);
    if (outcome) return outcome;
    throw new ReelayError('INTERNAL', {
      cause: exceptionDetails ? problemOf(exceptionDetails).text : 'the stage ended without a word',
    });
  }

  /** Asks the stage to end after the frame under way. */
  async stop(): Promise<void> {
    await this.#session.send('Runtime.evaluate', { expression: `import(${MODULE}).then((stage) => stage.stop())` });
  }

  /** Resolves when the page's scripts let others run. */
  async ping(): Promise<void> {
    await this.#session.send('Runtime.evaluate', { expression: '0' });
  }

  async #prepare(): Promise<void> {
    const { size, scale, keepsAlpha, clockScript, files, headers, cookies, devtools, url } = this.#options;
    const session = this.#session;
    if (cookies.length > 0)
      await devtools.browser.send('Storage.setCookies', { cookies: cookies.map((cookie) => ({ ...cookie, url })) });
    // Nothing that a page names reaches the disk.
    await devtools.browser.send('Browser.setDownloadBehavior', { behavior: 'deny' });
    await session.send('Inspector.enable');
    await session.send('Page.enable');
    await session.send('Runtime.enable');
    await session.send('Log.enable');
    const { frameTree } = await session.send('Page.getFrameTree');
    this.#stageFrame = frameTree.frame.id;
    await session.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: scale, mobile: false });
    // Games and the like stand still in a window that nobody uses.
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
    // Of the page: its own rules must not keep the recorder's workers from it.
    await session.send('Page.setBypassCSP', { enabled: true });
    for (const name of [TELL, SHOOT]) await session.send('Runtime.addBinding', { name });
    if (keepsAlpha) await session.send('Emulation.setDefaultBackgroundColorOverride', { color: NOTHING });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: clockScript });
    await intercept(session, {
      files,
      origin: this.#origin,
      headers,
      onDocument: (answer) => this.#document(answer),
    });
    const loaded = new Promise<void>((resolve) => session.on('Page.loadEventFired', () => resolve()));
    await session.send('Page.navigate', { url: `${this.#origin}${STAGE_FOLDER}stage` });
    await loaded;
  }

  #listen(): void {
    const session = this.#session;
    session.on('Inspector.targetCrashed', () => this.#events.crashed());
    session.on('Page.frameAttached', ({ frameId, parentFrameId }) => this.#parents.set(frameId, parentFrameId));
    session.on('Page.frameNavigated', ({ frame }) => this.#navigated(frame));
    // An alert would wait for somebody to close it.
    session.on('Page.javascriptDialogOpening', ({ message }) => {
      this.#events.problem({ kind: 'dialog', text: message });
      session.send('Page.handleJavaScriptDialog', { accept: true }).catch(() => undefined);
    });
    session.on('Runtime.executionContextCreated', ({ context }) => this.#worlds.set(context.id, context));
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) =>
      this.#worlds.delete(executionContextId),
    );
    session.on('Runtime.bindingCalled', (call) => {
      if (this.#isStage(call.executionContextId)) this.#called(call);
    });
    session.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
      if (this.#isPages(exceptionDetails.executionContextId)) this.#events.problem(problemOf(exceptionDetails));
    });
    session.on('Runtime.consoleAPICalled', ({ type, args, executionContextId }) => {
      if ((type !== 'error' && type !== 'assert') || !this.#isPages(executionContextId)) return;
      this.#events.problem({ kind: 'console', text: consoleText(args) });
    });
    session.on('Log.entryAdded', ({ entry }) => {
      if (entry.level === 'error' && entry.source === 'network')
        this.#events.problem({ kind: 'resource', text: `${entry.text}${entry.url ? ` (${entry.url})` : ''}` });
    });
  }

  #called({ name, payload, executionContextId }: Protocol.Runtime.BindingCalledEvent): void {
    // A browser that is gone is told of as such.
    if (name === SHOOT) this.#shoot(payload, executionContextId).catch(() => undefined);
    if (name !== TELL) return;
    const message = parseStageMessage(payload);
    if (message) this.#events.at(message);
    const warning = parseStageWarning(payload);
    if (warning) this.#events.warned(warning.warning);
  }

  /** Gives the stage a picture of what it shows, by the name under which it asked. */
  async #shoot(id: string, executionContextId: number): Promise<void> {
    // Compressed as little as can be: it does not go far. Only what is seen is laid out.
    const options = { format: 'png', optimizeForSpeed: true, captureBeyondViewport: false } as const;
    const { data } = await this.#session.send('Page.captureScreenshot', options).catch(() => ({ data: '' }));
    await this.#session.send('Runtime.callFunctionOn', {
      functionDeclaration: `(id, data) => import(${MODULE}).then((stage) => stage.shown(id, data))`,
      arguments: [{ value: id }, { value: data }],
      executionContextId,
    });
  }

  #isStage(world: number): boolean {
    const frame: unknown = this.#worlds.get(world)?.auxData?.['frameId'];
    return frame === this.#stageFrame;
  }

  /** Scripts of other origins are advertisements and the like: their faults are not the page's. */
  #isPages(world: number | undefined): boolean {
    const known = world === undefined ? undefined : this.#worlds.get(world);
    return known === undefined || known.origin === this.#origin;
  }

  #isTarget(frameId: string): boolean {
    return this.#parents.get(frameId) === this.#stageFrame;
  }

  #navigated({ id, url }: Protocol.Page.Frame): void {
    const isOurs = url === 'about:blank' || url.startsWith(`${this.#origin}${STAGE_FOLDER}`);
    if (this.#isTarget(id) && url.startsWith('chrome-error:')) this.#unreachable('the browser does not show it');
    else if (id === this.#stageFrame && !isOurs) this.#events.moved(url);
  }

  /** A document of another origin would be out of the stage's reach: the stage goes there itself. */
  #document({ frameId, url, status, problem }: DocumentAnswer): boolean {
    if (!this.#isTarget(frameId)) return true;
    const cause = problem ?? (status >= FIRST_FAILURE_STATUS ? `the server answered ${status}` : undefined);
    if (cause !== undefined) this.#unreachable(cause);
    else if (new URL(url).origin !== this.#origin) {
      this.#events.moved(url);
      return false;
    }
    return true;
  }

  #unreachable(cause: string): void {
    this.#events.failed(new ReelayError('RENDER_PAGE_UNREACHABLE', { url: this.#options.url, cause }));
  }
}

/** The error that an outcome tells of. */
export function errorOf({ code, message, remedy }: Extract<RenderOutcome, { kind: 'failed' }>): ReelayError {
  return new RemoteError({ code, message, remedy });
}
