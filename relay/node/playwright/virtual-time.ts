/** Pictures of a page in virtual time: the page is stepped frame by frame, each is taken when it was drawn. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { frameTimeNs, type Nanoseconds, NANOSECONDS_PER_MILLISECOND, type Rate } from '../../../shared/media/time.ts';
import { type DevToolsSession, PageLife, PageScript } from './devtools.ts';
import type { PictureSink, PictureSource } from './source.ts';

/** Where the page's clock is kept: a name that no page has. */
const CLOCK = 'globalThis[Symbol.for("reelay.page-clock")]';
/** Between two looks at a page that is just about to load another document. */
const RETRY_MS = 10;

/** What a step tells: nothing where the document has no clock, as it is not there yet. */
interface StepResult {
  readonly result: { readonly value?: object | null };
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
}

export class VirtualTime implements PictureSource {
  readonly type = 'image/png';
  readonly warnings: string[] = [];
  readonly #session: DevToolsSession;
  readonly #rate: Rate;
  readonly #scale: number;
  readonly #startMs = Date.now();
  readonly #life = new PageLife();
  /** Steps that were made, and those of them that are in the file. */
  #steps = 0;
  #frames = 0;
  /** Puts the next document under the clock. */
  readonly #script: PageScript;
  #state: 'running' | 'paused' | 'stopped' = 'running';
  #loop: Promise<void> = Promise.resolve();

  constructor(session: DevToolsSession, rate: Rate, scale: number) {
    this.#session = session;
    this.#rate = rate;
    this.#scale = scale;
    this.#script = new PageScript(session, this.#life);
  }

  get nowNs(): Nanoseconds {
    return frameTimeNs(this.#frames, this.#rate);
  }

  async start(sink: PictureSink): Promise<void> {
    this.#session.on('Inspector.targetCrashed', () => this.#crashed());
    await this.#session.send('Inspector.enable');
    await this.#session.send('Page.enable');
    const source = await readFile(createRequire(import.meta.url).resolve('reelay/clock.classic.js'), 'utf8');
    // Scripts of a session run in the order in which they were named, in each document, and go with the session.
    await this.#session.send('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately: true });
    await this.#nameClock();
    this.#loop = this.#run(sink);
  }

  pause(): void {
    if (this.#state === 'running') this.#state = 'paused';
  }

  resume(): void {
    if (this.#state === 'paused') this.#state = 'running';
  }

  closed(): void {
    this.#life.end();
  }

  async stop(): Promise<Nanoseconds> {
    this.#state = 'stopped';
    await this.#loop;
    // The page goes on in real time.
    const expression = `${CLOCK}?.uninstall(); delete ${CLOCK}`;
    await this.#call('Runtime.evaluate', { expression }).catch(() => undefined);
    await this.#life.answer(this.#session.detach()).catch(() => undefined);
    return this.nowNs;
  }

  async #run(sink: PictureSink): Promise<void> {
    while (this.#state !== 'stopped' && this.#life.goneMs === undefined) {
      try {
        if (!(await this.#step())) {
          await delay(RETRY_MS);
          continue;
        }
        const [data] = await Promise.all([this.#isPaused() ? undefined : this.#picture(), this.#nameClock()]);
        if (!data) continue;
        const ptsNs = this.nowNs;
        this.#frames++;
        await sink({ data, ptsNs });
      } catch {
        // The document went away between two calls, or the page did.
        await delay(RETRY_MS);
      }
    }
  }

  #isPaused(): boolean {
    return this.#state === 'paused';
  }

  /** One frame on; false where the document has no clock yet. */
  async #step(): Promise<boolean> {
    const expression = `${CLOCK} ? ${CLOCK}.step() : null`;
    const answer = await this.#call<StepResult>('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true },
    });
    const { exceptionDetails } = answer ?? {};
    if (exceptionDetails) this.#warn(exceptionDetails.exception?.description ?? 'A step failed.');
    if (!answer?.result.value) return false;
    this.#steps++;
    return true;
  }

  async #picture(): Promise<Uint8Array | undefined> {
    const answer = await this.#call<{ readonly data: string }>('Page.captureScreenshot', {
      ...{ format: 'png', optimizeForSpeed: true },
      ...(this.#scale === 1 ? {} : { clip: await this.#clip() }),
    });
    return answer && Buffer.from(answer.data, 'base64');
  }

  /** What is seen, drawn as finely as the file is. */
  async #clip(): Promise<Readonly<Record<string, number>> | undefined> {
    const metrics = await this.#call<{
      readonly cssVisualViewport: Readonly<Record<'pageX' | 'pageY' | 'clientWidth' | 'clientHeight', number>>;
    }>('Page.getLayoutMetrics', {});
    if (!metrics) return undefined;
    const { pageX, pageY, clientWidth, clientHeight } = metrics.cssVisualViewport;
    return { x: pageX, y: pageY, width: clientWidth, height: clientHeight, scale: this.#scale };
  }

  /** The next document begins at the date at which this one has arrived. */
  async #nameClock(): Promise<void> {
    const dateMs = this.#startMs + frameTimeNs(this.#steps, this.#rate) / NANOSECONDS_PER_MILLISECOND;
    const options = JSON.stringify({ fps: this.#rate, startTime: Math.round(dateMs) });
    await this.#script.set(`${CLOCK} ??= reelayClock.installClock(${options})`);
  }

  /** Undefined where the page is gone. */
  async #call<Answer>(method: string, parameters: Readonly<Record<string, unknown>>): Promise<Answer | undefined> {
    return this.#life.answer(this.#session.send(method, parameters)) as Promise<Answer | undefined>;
  }

  #warn(text: string): void {
    const [line = ''] = text.split('\n');
    if (!this.warnings.includes(line)) this.warnings.push(line);
  }

  #crashed(): void {
    this.#life.end();
    this.#warn('The page crashed; the recording ends there.');
  }
}
