/** A recording that can be watched while it runs. */
import type { ReelayError } from '../../../shared/errors.ts';
import type { VideoCaps } from '../../../shared/media/gdp.ts';
import type { PipelineFrame } from '../../pipeline/types.ts';
import type { Tap, TapSource } from '../tap.ts';
import type { Channel } from './channel.ts';
import { VIEW_SIZES, type ViewClasses, type ViewSize } from './classes.ts';
import type { LiveTimes } from './limits.ts';
import { type LiveFrame, RecordingView } from './recording-view.ts';
import type { LiveDescription, LiveSource } from './source.ts';

export interface LiveRecordingOptions {
  readonly source: TapSource;
  readonly classes: ViewClasses;
  readonly times: LiveTimes;
  onFailed(error: ReelayError, tail: readonly string[]): void;
  onEnded(): void;
}

export class LiveRecording implements Tap, LiveSource {
  readonly #options: LiveRecordingOptions;
  readonly #views: Readonly<Record<ViewSize, RecordingView>>;
  /** Kept for who comes while nothing new does: in a pause, between slow frames. */
  #newest: LiveFrame | undefined;
  #hasFrames = false;
  #onWatched: () => void = () => undefined;

  constructor(options: LiveRecordingOptions) {
    const { source, classes, times, onFailed } = options;
    this.#options = options;
    const newest = (): LiveFrame | undefined => {
      this.#onWatched();
      return this.#newest;
    };
    const views = VIEW_SIZES.map(
      (size) => [size, new RecordingView({ source, size, viewClass: classes[size], times, newest, onFailed })] as const,
    );
    this.#views = Object.fromEntries(views) as Record<ViewSize, RecordingView>;
  }

  get isWatching(): boolean {
    return Object.values(this.#views).some(({ channel }) => channel.isWatched);
  }

  whenWatched(begun: () => void): void {
    this.#hasFrames = true;
    this.#onWatched = begun;
  }

  forget(): void {
    this.#newest = undefined;
  }

  offer(frame: PipelineFrame, caps: VideoCaps): void {
    const live = { frame, caps };
    this.#newest = live;
    this.#hasFrames = true;
    for (const view of Object.values(this.#views)) view.offer(live);
  }

  async end(): Promise<void> {
    this.#newest = undefined;
    this.#onWatched = () => undefined;
    this.#options.onEnded();
    await this.close();
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#views).map((view) => view.close()));
  }

  channel(size: ViewSize): Channel {
    return this.#views[size].channel;
  }

  describe(): LiveDescription {
    const { id, name, width, height, rate } = this.#options.source;
    return {
      id,
      name,
      kind: 'recording',
      state: this.#hasFrames ? 'live' : 'waiting',
      width,
      height,
      fps: rate,
      views: VIEW_SIZES.map((size) => this.#views[size].description),
    };
  }
}
