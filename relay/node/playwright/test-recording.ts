/** What a test's `reelay` does: the recordings of all pages of its context, and what becomes of them. */
import type { BrowserContext, Page, TestInfo } from '@playwright/test';
import { ReelayError } from '../../../shared/errors.ts';
import type { PageOptions } from './options.ts';
import { type PageRecording, recordPage } from './record-page.ts';
import { type RecordedPage, removeRecordedPage } from './recorded-page.ts';
import { onStep } from './steps.ts';

/** `on`: every test. `retain-on-failure`: every test, and what passed is removed. `on-first-retry`: tests that are tried a second time. */
export type RecordingMode = 'on' | 'off' | 'retain-on-failure' | 'on-first-retry';

/** `use: { reelay: { ... } }` of a Playwright configuration. */
export interface ReelayOptions extends PageOptions {
  /** Which tests are recorded. Default `on`. */
  readonly mode?: RecordingMode;
  /** Whether each page is recorded from its beginning, as by default, or from `reelay.start()` on. */
  readonly autoStart?: boolean;
}

/** The fixture `reelay`. Where the test is not recorded, all calls do nothing. */
export interface Reelay {
  /** Starts recording the pages that are open, and those that will be. Does nothing for one that is being recorded. */
  start(): Promise<void>;
  /** A chapter begins here. */
  chapter(title: string): Promise<void>;
  /** The time of the recordings stops; what pages show until `resume()` is not in the files. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends the recordings; resolves with that of the first page, undefined where nothing is recorded. */
  stop(): Promise<RecordedPage | undefined>;
}

const MODES: readonly RecordingMode[] = ['on', 'off', 'retain-on-failure', 'on-first-retry'];

interface Film {
  readonly page: Page;
  readonly name: string;
  /** Undefined where the page was gone before it could be recorded. */
  readonly recording: Promise<PageRecording | undefined>;
}

interface Finished {
  readonly name: string;
  readonly file: RecordedPage;
}

export class TestRecording implements Reelay {
  readonly #options: ReelayOptions;
  readonly #test: TestInfo;
  readonly #isOn: boolean;
  readonly #pages: Page[] = [];
  readonly #finished: Finished[] = [];
  #films: Film[] = [];
  #count = 0;
  #isStarted: boolean;
  #isPaused = false;

  /** Throws OPTION_INVALID. */
  constructor(options: ReelayOptions, test: TestInfo) {
    const { mode = 'on', autoStart = true } = options;
    if (!MODES.includes(mode)) {
      const reason = `it must be one of: ${MODES.join(', ')}`;
      throw new ReelayError('OPTION_INVALID', { option: 'mode', value: mode, reason });
    }
    this.#options = options;
    this.#test = test;
    this.#isOn = mode === 'on-first-retry' ? test.retry === 1 : mode !== 'off';
    this.#isStarted = autoStart;
  }

  /** Records the pages of `context` as they are opened. Returns what forgets it. */
  watch(context: BrowserContext): () => void {
    if (!this.#isOn) return () => undefined;
    const opened = (page: Page): void => {
      this.#pages.push(page);
      if (this.#isStarted) this.#record(page);
    };
    const forgetSteps = onStep((title) => void this.#each((recording) => recording.step(title)));
    context.on('page', opened);
    return () => {
      context.off('page', opened);
      forgetSteps();
    };
  }

  /** Resolves when all pages that are open are being recorded. Rejects with what keeps one from it. */
  async ready(): Promise<void> {
    await Promise.all(this.#films.map(({ recording }) => recording));
  }

  async start(): Promise<void> {
    if (!this.#isOn) return;
    this.#isStarted = true;
    for (const page of this.#pages) {
      const isRecorded = this.#films.some((film) => film.page === page);
      if (!isRecorded && !page.isClosed()) this.#record(page);
    }
    await this.ready();
  }

  async chapter(title: string): Promise<void> {
    await this.#each((recording) => recording.chapter(title));
  }

  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.#each((recording) => recording.pause());
  }

  async resume(): Promise<void> {
    this.#isPaused = false;
    await this.#each((recording) => recording.resume());
  }

  async stop(): Promise<RecordedPage | undefined> {
    this.#isStarted = false;
    const films = this.#films;
    this.#films = [];
    const ended = await Promise.allSettled(films.map((film) => end(film)));
    const finished: Finished[] = [];
    for (const [index, { name }] of films.entries()) {
      const result = ended[index];
      if (result?.status === 'fulfilled' && result.value) finished.push({ name, file: result.value });
    }
    this.#finished.push(...finished);
    const failed = ended.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return finished[0]?.file;
  }

  /** The end of the test: its files are attached, or removed where nobody wants them. */
  async finish(): Promise<void> {
    try {
      await this.stop();
    } finally {
      const { status, expectedStatus } = this.#test;
      const isKept = this.#options.mode !== 'retain-on-failure' || status !== expectedStatus;
      for (const finished of this.#finished)
        await (isKept ? this.#attach(finished) : removeRecordedPage(finished.file));
    }
  }

  #record(page: Page): void {
    this.#count++;
    const name = this.#count === 1 ? 'recording' : `recording-${this.#count}`;
    const recording = this.#begin(page, name);
    // Whoever waits for it is told; of a page that nobody waits for, `stop` tells.
    recording.catch(() => undefined);
    this.#films.push({ page, name, recording });
  }

  async #begin(page: Page, name: string): Promise<PageRecording | undefined> {
    try {
      const recording = await recordPage(page, { ...this.#options, file: this.#test.outputPath(name) });
      if (this.#isPaused) await recording.pause();
      return recording;
    } catch (error) {
      // A popup may be gone sooner than it can be recorded.
      if (page.isClosed()) return undefined;
      throw error;
    }
  }

  async #each(call: (recording: PageRecording) => Promise<void> | void): Promise<void> {
    for (const { recording } of this.#films) {
      const started = await recording;
      if (started) await call(started);
    }
  }

  async #attach({ name, file }: Finished): Promise<void> {
    await this.#test.attach(name, { path: file.path, contentType: file.mime });
    if (file.chaptersPath !== undefined)
      await this.#test.attach(`${name}.vtt`, { path: file.chaptersPath, contentType: 'text/vtt' });
    for (const description of file.warnings) this.#test.annotations.push({ type: 'reelay', description });
  }
}

async function end({ recording }: Film): Promise<RecordedPage | undefined> {
  const started = await recording;
  try {
    return await started?.stop();
  } catch (error) {
    // A page that showed nothing has no file, which is no failure of the test.
    if (error instanceof ReelayError && error.code === 'NOTHING_RECORDED') return undefined;
    throw error;
  }
}
