/** All that can be watched, by id, and all who watch. */
import type { ServerResponse } from 'node:http';
import { ReelayError } from '../../../shared/errors.ts';
import type { OpenTap } from '../tap.ts';
import { VIEW_CLASSES, type ViewClasses, type ViewSize } from './classes.ts';
import { LIVE_TIMES, type LiveTimes, MAX_VIEWERS } from './limits.ts';
import { LiveRecording } from './live-recording.ts';
import { MjpegInput } from './mjpeg-input.ts';
import { Pacer } from './pacer.ts';
import { takeSnapshot } from './snapshot.ts';
import type { LiveDescription, LiveSource } from './source.ts';
import { Viewer } from './viewer.ts';

export interface LiveViewsOptions {
  readonly classes?: ViewClasses;
  readonly times?: Partial<LiveTimes>;
  /** Told what went wrong with a source, and the encoder's last lines where it was that. */
  onProblem?(id: string, error: ReelayError, tail: readonly string[]): void;
}

export class LiveViews {
  readonly #options: LiveViewsOptions;
  readonly #classes: ViewClasses;
  readonly #times: LiveTimes;
  readonly #sources = new Map<string, LiveSource>();
  readonly #pacer: Pacer;
  /** Streams and snapshots under way. */
  #viewers = 0;

  constructor(options: LiveViewsOptions = {}) {
    this.#options = options;
    this.#classes = options.classes ?? VIEW_CLASSES;
    this.#times = { ...LIVE_TIMES, ...options.times };
    this.#pacer = new Pacer(this.#times.pollMs);
  }

  /** Makes a recording one that can be watched. */
  readonly open: OpenTap = (source) => {
    const { id } = source;
    const recording = new LiveRecording({
      source,
      classes: this.#classes,
      times: this.#times,
      onFailed: (error, tail) => this.#options.onProblem?.(id, error, tail),
      onEnded: () => this.#sources.delete(id),
    });
    this.#sources.set(id, recording);
    return recording;
  };

  /**
   * Takes pictures from outside at `port` of this machine (0 picks a free one), to be watched as `name`; resolves to the
   * port. Rejects with the system's error where it cannot be had.
   */
  async listen(name: string, port: number): Promise<number> {
    const input = await MjpegInput.listen({
      name,
      port,
      times: this.#times,
      onRefused: (error) => this.#options.onProblem?.(name, error, []),
    });
    this.#sources.set(name, input);
    return input.port;
  }

  get limits(): { readonly viewers: number; readonly maxViewers: number } {
    return { viewers: this.#viewers, maxViewers: MAX_VIEWERS };
  }

  /** What can be watched now, in the order in which it began. */
  describe(): LiveDescription[] {
    return [...this.#sources.values()].map((source) => source.describe());
  }

  /** The source `id`, undefined where there is none. */
  find(id: string): LiveDescription | undefined {
    return this.#sources.get(id)?.describe();
  }

  /** Shows `id` in `response` until either ends. Resolves when the answer has begun; rejects with what to answer instead. */
  async watch(response: ServerResponse, id: string, size: ViewSize): Promise<void> {
    const channel = this.#source(id).channel(size);
    this.#enter();
    const viewer = new Viewer({
      response,
      pacer: this.#pacer,
      times: this.#times,
      onLeft: () => {
        this.#viewers--;
        channel.remove(viewer);
      },
    });
    channel.add(viewer);
    await viewer.begun;
  }

  /** One picture of `id`. Rejects where there is none in time. */
  async snapshot(id: string, size: ViewSize): Promise<Buffer> {
    const channel = this.#source(id).channel(size);
    this.#enter();
    try {
      return await takeSnapshot(channel, this.#times.firstPictureMs);
    } finally {
      this.#viewers--;
    }
  }

  /** Ends every view and stops listening. */
  async stop(): Promise<void> {
    const sources = [...this.#sources.values()];
    this.#sources.clear();
    await Promise.all(sources.map((source) => source.close()));
  }

  #source(id: string): LiveSource {
    const source = this.#sources.get(id);
    if (!source) throw new ReelayError('LIVE_UNKNOWN', { id });
    return source;
  }

  #enter(): void {
    if (this.#viewers >= MAX_VIEWERS) throw new ReelayError('LIVE_FULL', { limit: MAX_VIEWERS });
    this.#viewers++;
  }
}
