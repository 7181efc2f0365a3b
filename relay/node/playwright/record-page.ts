/** `recordPage`: one page into one file, for whoever drives Chromium. */
import { ReelayError } from '../../../shared/errors.ts';
import type { Size } from '../../pipeline/preset.ts';
import { CanvasRecording } from './canvas-recording.ts';
import { type DevToolsSession, openDevTools, type RecordablePage } from './devtools.ts';
import { checkPageOptions, type PageOptions } from './options.ts';
import { PageFile } from './page-file.ts';
import type { RecordedPage } from './recorded-page.ts';
import { Screencast } from './screencast.ts';
import type { PictureSource } from './source.ts';
import { VirtualTime } from './virtual-time.ts';

export interface RecordPageOptions extends PageOptions {
  /** Where to write; without an extension it gets the preset's. Folders are made, a file that is there is replaced. */
  readonly file: string;
}

/** A page that is being recorded. Calls after `stop()` do nothing. */
export interface PageRecording extends AsyncDisposable {
  /** A chapter begins here. */
  chapter(title: string): Promise<void>;
  /** The recording's time stops; what the page shows until `resume()` is not in the file. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Says what is being done: with the option `steps` it is drawn into the picture, until something else is said. */
  step(title: string): void;
  /** Ends the recording; resolves when the file is complete. Idempotent. */
  stop(): Promise<RecordedPage>;
  /** Ends the recording and keeps nothing of it. */
  discard(): Promise<void>;
}

/**
 * Records what `page` shows, from now on, through whatever it loads.
 * Rejects with OPTION_INVALID, PRESET_UNKNOWN, PRESET_UNSUPPORTED, ELEMENT_MISSING, GSTREAMER_MISSING, or
 * SOURCE_UNSUPPORTED where the page is not one of Chromium.
 */
export async function recordPage(page: RecordablePage, options: RecordPageOptions): Promise<PageRecording> {
  const settings = checkPageOptions(options);
  const session = await openSession(page);
  if (settings.canvas !== undefined) {
    const recording = await CanvasRecording.start(session, { settings, selector: settings.canvas, file: options.file });
    page.on('close', () => recording.closed());
    return recording;
  }
  const size = settings.size ?? (await sizeOf(session, settings.scale));
  const source =
    settings.time === 'virtual'
      ? new VirtualTime(session, settings.rate, settings.scale)
      : new Screencast(session, size, settings.rate);
  const file = await PageFile.open(settings, { file: options.file, type: source.type, ...size });
  try {
    await source.start((picture) => file.add(picture));
  } catch (error) {
    await file.discard();
    throw error;
  }
  page.on('close', () => source.closed());
  return new Film(source, file);
}

async function openSession(page: RecordablePage): Promise<DevToolsSession> {
  try {
    return await openDevTools(page);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = 'Record pages of Chromium that are open: other browsers have no DevTools protocol.';
    throw new ReelayError('SOURCE_UNSUPPORTED', { reason, remedy }, { cause: error });
  }
}

/** The page's viewport, in pixels of the file. */
async function sizeOf(session: DevToolsSession, scale: number): Promise<Size> {
  const metrics = (await session.send('Page.getLayoutMetrics')) as {
    readonly cssLayoutViewport: { readonly clientWidth: number; readonly clientHeight: number };
  };
  const { clientWidth, clientHeight } = metrics.cssLayoutViewport;
  return { width: Math.round(clientWidth * scale), height: Math.round(clientHeight * scale) };
}

/** Pictures of a source into a file. */
class Film implements PageRecording {
  readonly #source: PictureSource;
  readonly #file: PageFile;
  #stopping: Promise<RecordedPage> | undefined;

  constructor(source: PictureSource, file: PageFile) {
    this.#source = source;
    this.#file = file;
  }

  async chapter(title: string): Promise<void> {
    if (!this.#stopping) this.#file.chapter(title, this.#source.nowNs);
  }

  async pause(): Promise<void> {
    if (!this.#stopping) this.#source.pause();
  }

  async resume(): Promise<void> {
    if (!this.#stopping) this.#source.resume();
  }

  step(title: string): void {
    if (!this.#stopping) this.#file.caption(title, this.#source.nowNs);
  }

  stop(): Promise<RecordedPage> {
    this.#stopping ??= this.#source.stop().then((endNs) => this.#file.finish(endNs, this.#source.warnings));
    return this.#stopping;
  }

  async discard(): Promise<void> {
    if (this.#stopping) {
      await this.#stopping.catch(() => undefined);
      return;
    }
    await this.#source.stop();
    await this.#file.discard();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
