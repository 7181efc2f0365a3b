/**
 * Chromium without Playwright, spoken to by its DevTools protocol: Playwright keeps every page visible (it emulates
 * focus), so a page that is really hidden, by another tab in front of it, can only be had this way.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { WebSocket } from 'ws';
import config from '../../playwright.config.ts';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export class BareBrowser implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #webSocket: WebSocket;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  readonly #loaded = new Map<string, () => void>();
  #lastId = 0;

  private constructor(child: ChildProcess, profile: string, webSocket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#webSocket = webSocket;
    webSocket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as Answer));
  }

  static async start(): Promise<BareBrowser> {
    const { executablePath = chromium.executablePath(), args = [] } = config.use?.launchOptions ?? {};
    const profile = await mkdtemp(path.join(tmpdir(), 'reelay-browser-'));
    const own = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
    const child = spawn(executablePath, [...args, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
    const address = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
        if (found) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}:\n${text}`)));
    });
    const webSocket = new WebSocket(address);
    await new Promise((resolve) => webSocket.once('open', resolve));
    return new BareBrowser(child, profile, webSocket);
  }

  /** Opens `url` in a new tab, in front of the others, and waits until it is loaded. */
  async open(url: string): Promise<BareTab> {
    const { targetId } = await this.#send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    const session = String(sessionId);
    await this.#send('Page.enable', {}, session);
    const loaded = new Promise<void>((resolve) => this.#loaded.set(session, resolve));
    await this.#send('Page.navigate', { url }, session);
    await loaded;
    return {
      evaluate: async (expression) => {
        const parameters = { expression, awaitPromise: true, returnByValue: true };
        const { result, exceptionDetails } = await this.#send('Runtime.evaluate', parameters, session);
        if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
        return (result as { value?: unknown }).value;
      },
      bringToFront: async () => {
        await this.#send('Target.activateTarget', { targetId });
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#webSocket.close();
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await gone;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #send(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, ({ result = {}, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      );
      this.#webSocket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    });
  }

  #receive(answer: Answer): void {
    if (answer.id !== undefined) this.#pending.get(answer.id)?.(answer);
    else if (answer.method === 'Page.loadEventFired') this.#loaded.get(answer.sessionId ?? '')?.();
  }
}

export interface BareTab {
  /** The value of an expression, as JSON; a promise is awaited. */
  evaluate(expression: string): Promise<unknown>;
  bringToFront(): Promise<void>;
}
