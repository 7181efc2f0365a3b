/** The file of a page's recording: pictures in, a finished file with its chapters out. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ReelayError } from '../../../shared/errors.ts';
import type { Nanoseconds } from '../../../shared/media/time.ts';
import { finishFile } from '../../pipeline/complete.ts';
import { planPipeline } from '../../pipeline/plan.ts';
import type { Size } from '../../pipeline/preset.ts';
import { inspectGStreamer } from '../../pipeline/preflight.ts';
import { BUILT_IN_PRESETS } from '../../pipeline/presets.ts';
import type { PipelinePlan } from '../../pipeline/types.ts';
import { type ChapterMark, chaptersOf, holdsChapters, webVtt, writeChapters } from './chapters.ts';
import type { PageSettings } from './options.ts';
import { PicturePipeline, type PictureType } from './picture-pipeline.ts';
import { chaptersPathOf, type RecordedPage, recordingPath } from './recorded-page.ts';
import type { Picture } from './source.ts';

/** Of pictures that may wait for the pipeline: what encodes gives way to the test, and catches up when that waits. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** The file to write, and the pictures that come; its width and height are those of the file's picture. */
export interface PageFileOptions extends Size {
  /** Where to write; without an extension it gets the preset's. Folders are made. */
  readonly file: string;
  readonly type: PictureType;
}

export class PageFile {
  readonly #settings: PageSettings;
  readonly #plan: PipelinePlan;
  readonly #path: string;
  readonly #part: string;
  readonly #pipeline: PicturePipeline;
  readonly #marks: ChapterMark[] = [];
  /** The newest picture: how long it lasts is known when the next one comes. */
  #held: Picture | undefined;
  #caption = '';
  #frames = 0;
  /** While too many wait: resolves when there is room again. */
  #full: { readonly room: Promise<void>; readonly release: () => void } | undefined;

  private constructor(
    settings: PageSettings,
    plan: PipelinePlan,
    path: string,
    part: string,
    pipeline: PicturePipeline,
  ) {
    this.#settings = settings;
    this.#plan = plan;
    this.#path = path;
    this.#part = part;
    this.#pipeline = pipeline;
  }

  /** Rejects with PRESET_UNKNOWN, PRESET_UNSUPPORTED, ELEMENT_MISSING or GSTREAMER_MISSING. */
  static async open(settings: PageSettings, { file, type, width, height }: PageFileOptions): Promise<PageFile> {
    const { preset, quality, rate, time, steps } = settings;
    const mode = time === 'virtual' ? 'offline' : 'realtime';
    const request = { preset, quality, rate, mode, width, height, alpha: 'discard', bitrate: undefined } as const;
    const plan = planPipeline(request, BUILT_IN_PRESETS, await inspectGStreamer());
    const path = recordingPath(file, plan.extension);
    await mkdir(dirname(path), { recursive: true });
    // The name that a person chose must not become part of a pipeline.
    const fileName = `reelay-${randomUUID()}.part`;
    const directory = dirname(path);
    const pipeline = await PicturePipeline.open({ plan, type, directory, fileName, hasCaptions: steps });
    return new PageFile(settings, plan, path, join(directory, fileName), pipeline);
  }

  /** Takes a picture; resolves when there is room for the next, or when none is taken any more. */
  async add(picture: Picture): Promise<void> {
    this.#writeHeld(picture.ptsNs);
    this.#held = picture;
    if (this.#pipeline.waitingBytes < MAX_WAITING_BYTES) return;
    this.#full ??= awaited();
    await Promise.race([this.#full.room, this.#pipeline.failed]);
  }

  /** A chapter begins. */
  chapter(title: string, startNs: Nanoseconds): void {
    this.#marks.push({ title, startNs });
  }

  /** From `atNs` on the picture has this text. */
  caption(text: string, atNs: Nanoseconds): void {
    if (text === this.#caption) return;
    const held = this.#held;
    if (held && atNs > held.ptsNs) {
      this.#writeHeld(atNs);
      this.#held = { data: held.data, ptsNs: atNs };
    }
    this.#caption = text;
  }

  /** Ends the file at `endNs`. Rejects with NOTHING_RECORDED, FILE_UNREADABLE, or what the pipeline failed of. */
  async finish(endNs: Nanoseconds, warnings: readonly string[]): Promise<RecordedPage> {
    try {
      return await this.#finish(endNs, warnings);
    } finally {
      await rm(this.#part, { force: true });
    }
  }

  /** Ends it at once, and leaves nothing. */
  async discard(): Promise<void> {
    await this.#pipeline.kill();
    await rm(this.#part, { force: true });
  }

  async #finish(endNs: Nanoseconds, warnings: readonly string[]): Promise<RecordedPage> {
    if (!this.#held) {
      await this.#pipeline.kill();
      throw new ReelayError('NOTHING_RECORDED');
    }
    this.#writeHeld(endNs);
    await this.#pipeline.end();
    const { preset, rate, quality, time } = this.#settings;
    await finishFile(this.#part, { preset, rate, quality, mode: time === 'virtual' ? 'offline' : 'realtime' });
    const chaptersPath = await this.#writeChapters(endNs);
    const { size } = await stat(this.#part);
    if (size === 0) throw new ReelayError('FILE_UNREADABLE', { cause: 'it is empty', file: basename(this.#path) });
    await rename(this.#part, this.#path);
    return {
      path: this.#path,
      mime: this.#plan.mime,
      chaptersPath,
      frames: this.#frames,
      durationSeconds: endNs / 1e9,
      warnings: [...this.#plan.warnings, ...warnings],
    };
  }

  async #writeChapters(endNs: Nanoseconds): Promise<string | undefined> {
    if (this.#marks.length === 0) return undefined;
    const chapters = chaptersOf(this.#marks, endNs);
    const { extension } = this.#plan;
    if (holdsChapters(extension)) await writeChapters(this.#part, extension, chapters);
    const chaptersPath = chaptersPathOf(this.#path);
    await writeFile(chaptersPath, webVtt(chapters));
    return chaptersPath;
  }

  #writeHeld(untilNs: Nanoseconds): void {
    if (!this.#held) return;
    const { data, ptsNs } = this.#held;
    this.#frames++;
    const picture = { data, ptsNs, durationNs: Math.max(1, untilNs - ptsNs), caption: this.#caption };
    this.#held = undefined;
    this.#pipeline.write(picture, () => {
      if (this.#pipeline.waitingBytes >= MAX_WAITING_BYTES) return;
      this.#full?.release();
      this.#full = undefined;
    });
  }
}

function awaited(): { readonly room: Promise<void>; readonly release: () => void } {
  let release = (): void => undefined;
  const room = new Promise<void>((resolveRoom) => (release = resolveRoom));
  return { room, release };
}
