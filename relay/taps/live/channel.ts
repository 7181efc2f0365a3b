/** One stream of pictures and all who watch it. */
import type { ReelayError } from '../../../shared/errors.ts';
import { makePart, type Part } from './multipart-writer.ts';

/** Who watches a channel. */
export interface Watcher {
  /** Pictures written, repeats left out. */
  readonly sent: number;
  /** Pictures that a newer one replaced before they could be written. */
  readonly dropped: number;
  /** @param isRepeat the last picture again */
  show(part: Part, isRepeat: boolean): void;
  /** No more pictures come. @param error why there never was one */
  end(error?: ReelayError): void;
}

export interface ChannelOptions {
  /** Milliseconds without a picture until the last one is shown again. */
  readonly repeatMs: number;
  /** The first watcher came. */
  onWatched?(): void;
  /** The last watcher left. */
  onUnwatched?(): void;
}

/** Over which time rates are told, milliseconds. */
const RATE_WINDOW_MS = 2000;

/** What a channel has done so far. */
export interface ChannelCounts {
  readonly watchers: number;
  /** Pictures per second of late. */
  readonly rate: number;
  /** Pictures that came. */
  readonly pictures: number;
  /** Pictures written to viewers, all together. */
  readonly sent: number;
  /** Pictures that viewers lost because they were behind, all together. */
  readonly dropped: number;
  /** Bytes of the last picture. */
  readonly pictureBytes: number;
}

export class Channel {
  readonly #options: ChannelOptions;
  readonly #watchers = new Set<Watcher>();
  readonly #timesMs: number[] = [];
  #newest: Part | undefined;
  #repeatTimer: NodeJS.Timeout | undefined;
  #pictures = 0;
  /** Of watchers that left. */
  #past = { sent: 0, dropped: 0 };

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  get counts(): ChannelCounts {
    const sinceMs = performance.now() - RATE_WINDOW_MS;
    const present = [...this.#watchers];
    return {
      watchers: this.#watchers.size,
      rate: this.#timesMs.filter((timeMs) => timeMs > sinceMs).length / (RATE_WINDOW_MS / 1000),
      pictures: this.#pictures,
      sent: present.reduce((sum, { sent }) => sum + sent, this.#past.sent),
      dropped: present.reduce((sum, { dropped }) => sum + dropped, this.#past.dropped),
      pictureBytes: this.#newest?.jpeg.length ?? 0,
    };
  }

  /** From now on `watcher` is shown what comes; at once what came last. */
  add(watcher: Watcher): void {
    const isFirst = !this.isWatched;
    this.#watchers.add(watcher);
    if (this.#newest) watcher.show(this.#newest, true);
    if (!isFirst) return;
    if (this.#newest) this.#repeatLater();
    this.#options.onWatched?.();
  }

  remove(watcher: Watcher): void {
    if (!this.#watchers.delete(watcher)) return;
    this.#past = { sent: this.#past.sent + watcher.sent, dropped: this.#past.dropped + watcher.dropped };
    if (this.isWatched) return;
    clearTimeout(this.#repeatTimer);
    this.#options.onUnwatched?.();
  }

  /** Shows a picture to all. The memory of `jpeg` is kept. */
  publish(jpeg: Buffer): void {
    const part = makePart(jpeg);
    this.#newest = part;
    this.#pictures++;
    this.#count();
    if (!this.isWatched) return;
    for (const watcher of this.#watchers) watcher.show(part, false);
    this.#repeatLater();
  }

  /** Forgets the last picture: who comes next is to wait for a new one. */
  forget(): void {
    this.#newest = undefined;
  }

  /** Ends every watcher. @param error why, where something went wrong */
  end(error?: ReelayError): void {
    clearTimeout(this.#repeatTimer);
    for (const watcher of [...this.#watchers]) watcher.end(error);
  }

  #count(): void {
    const nowMs = performance.now();
    while (this.#timesMs[0] !== undefined && this.#timesMs[0] <= nowMs - RATE_WINDOW_MS) this.#timesMs.shift();
    this.#timesMs.push(nowMs);
  }

  /** Keeps connections alive on the way, and finds out who is gone. */
  #repeatLater(): void {
    clearTimeout(this.#repeatTimer);
    this.#repeatTimer = setTimeout(() => {
      if (this.#newest) for (const watcher of this.#watchers) watcher.show(this.#newest, true);
      this.#repeatLater();
    }, this.#options.repeatMs);
  }
}
