/** A canvas of a page, recorded by the recorder in each document that has one, a part for each; at the end they become one file. */
import { randomUUID } from 'node:crypto';
import { ReelayError } from '../../../shared/errors.ts';
import type { Nanoseconds } from '../../../shared/media/time.ts';
import type { Size } from '../../pipeline/preset.ts';
import type { Sidecar } from '../../recordings/sidecar.ts';
import type { SessionEvent } from '../../session/context.ts';
import { CANVAS_RECORDING, canvasScript } from './canvas-script.ts';
import type { ChapterMark } from './chapters.ts';
import { type DevToolsSession, PageLife, PageScript } from './devtools.ts';
import { hasFile, joinParts } from './join-parts.ts';
import type { PageSettings } from './options.ts';
import { type OwnRelay, useOwnRelay } from './own-relay.ts';
import type { PageRecording } from './record-page.ts';
import { type RecordedPage, removeRecordedPage } from './recorded-page.ts';

/** A document's part: what became of it is known when it has ended. */
interface Part {
  readonly ended: Promise<Sidecar | undefined>;
}

function unrecordable(reason: string): ReelayError {
  const remedy =
    'Serve the page from this machine (localhost), and let its Content Security Policy allow the recorder: bypassCSP.';
  return new ReelayError('SOURCE_UNSUPPORTED', { reason, remedy });
}

export class CanvasRecording implements PageRecording {
  readonly #session: DevToolsSession;
  readonly #relay: OwnRelay;
  readonly #settings: PageSettings;
  readonly #selector: string;
  readonly #file: string;
  /** By which its parts are known. */
  readonly #id = `canvas-${randomUUID()}`;
  readonly #life = new PageLife();
  readonly #parts: Part[] = [];
  readonly #ends = new Map<string, (sidecar: Sidecar | undefined) => void>();
  readonly #marks: ChapterMark[] = [];
  readonly #warnings: string[] = [];
  readonly #unwatch: () => void;
  readonly #script: PageScript;
  /** One naming of the script after the other. */
  #naming: Promise<void> = Promise.resolve();
  /** Of the first part: files of several sizes could not be joined. */
  #size: Size | undefined;
  #isPaused = false;
  #stopping: Promise<RecordedPage> | undefined;

  private constructor(
    session: DevToolsSession,
    relay: OwnRelay,
    { settings, selector, file }: { readonly settings: PageSettings; readonly selector: string; readonly file: string },
  ) {
    this.#session = session;
    this.#relay = relay;
    this.#settings = settings;
    this.#selector = selector;
    this.#file = file;
    this.#script = new PageScript(session, this.#life);
    this.#unwatch = relay.watch((event) => this.#heard(event));
  }

  /** Rejects with GSTREAMER_MISSING. */
  static async start(
    session: DevToolsSession,
    options: { readonly settings: PageSettings; readonly selector: string; readonly file: string },
  ): Promise<CanvasRecording> {
    const recording = new CanvasRecording(session, await useOwnRelay(), options);
    session.on('Inspector.targetCrashed', () => {
      recording.closed();
      recording.#warnings.push('The page crashed; its recording ends there.');
    });
    await session.send('Inspector.enable');
    await session.send('Page.enable');
    await recording.#nameScript();
    return recording;
  }

  closed(): void {
    this.#life.end();
  }

  async chapter(title: string): Promise<void> {
    if (!this.#stopping) this.#marks.push({ title, startNs: await this.#now() });
  }

  async pause(): Promise<void> {
    await this.#setPaused(true);
  }

  async resume(): Promise<void> {
    await this.#setPaused(false);
  }

  /** Titles are drawn into recordings of pages only. */
  step(): void {}

  stop(): Promise<RecordedPage> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async discard(): Promise<void> {
    if (this.#stopping) {
      await this.#stopping.catch(() => undefined);
      return;
    }
    const file = await this.stop().catch(() => undefined);
    if (file) await removeRecordedPage(file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #setPaused(isPaused: boolean): Promise<void> {
    if (this.#stopping) return;
    this.#isPaused = isPaused;
    await this.#nameScript();
    await this.#evaluate(`${CANVAS_RECORDING}?.${isPaused ? 'pause' : 'resume'}()`);
  }

  /** Where the next picture stands: behind all parts of documents before this one, which end with their connections. */
  async #now(): Promise<Nanoseconds> {
    const here = await this.#evaluate(`${CANVAS_RECORDING}?.place()`);
    const before = typeof here === 'number' ? this.#parts.slice(0, -1) : this.#parts;
    const over = await Promise.all(before.map(({ ended }) => ended));
    return over.reduce((sum, part) => sum + (part?.durationNs ?? 0), typeof here === 'number' ? here : 0);
  }

  async #stop(): Promise<RecordedPage> {
    try {
      const problem = await this.#evaluate(`${CANVAS_RECORDING}?.stop()`);
      if (typeof problem === 'string') this.#warnings.push(problem);
      // What a document before this one began ends with its connection.
      const ended = await Promise.all(this.#parts.map((part) => part.ended));
      await this.#life.answer(this.#session.detach()).catch(() => undefined);
      const { library } = this.#relay;
      const parts = ended.filter(hasFile);
      if (parts.length === 0 && typeof problem === 'string') throw unrecordable(problem);
      const file = await joinParts(parts, { library, file: this.#file, marks: this.#marks });
      return { ...file, warnings: [...this.#warnings, ...file.warnings] };
    } finally {
      this.#unwatch();
      await this.#relay.release();
    }
  }

  #heard(event: SessionEvent): void {
    if (event.type === 'started' && event.sidecar.name === this.#id) {
      const { id, width, height } = event.sidecar;
      if (!this.#size) {
        this.#size = { width, height };
        this.#nameScript().catch(() => undefined);
      }
      const ended = new Promise<Sidecar | undefined>((end) => this.#ends.set(id, end));
      this.#parts.push({ ended });
    } else if (event.type === 'ended') {
      this.#ends.get(event.id)?.(event.sidecar);
    }
  }

  /** Puts this document and those that follow under the script as it must be now. Rejects where the first cannot be. */
  #nameScript(): Promise<void> {
    const named = this.#naming.then(() => this.#addScript());
    this.#naming = named.catch(() => undefined);
    return named;
  }

  async #addScript(): Promise<void> {
    const { preset, quality, rate, size = this.#size } = this.#settings;
    const source = canvasScript({
      ...{ module: this.#relay.module, selector: this.#selector, isPaused: this.#isPaused },
      options: { preset, quality, fps: rate, name: this.#id, ...(size ? { size } : {}) },
    });
    await this.#script.set(source);
  }

  /** Undefined where the page is gone, or goes meanwhile. */
  async #evaluate(expression: string): Promise<unknown> {
    const call = this.#session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const answer = await this.#life.answer(call).catch(() => undefined);
    return (answer as { readonly result: { readonly value?: unknown } } | undefined)?.result.value;
  }
}
