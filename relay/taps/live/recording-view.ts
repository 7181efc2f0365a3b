/** A recording in one size: encoded once, by a child that gets frames only while somebody watches. */
import { ReelayError } from '../../../shared/errors.ts';
import type { VideoCaps } from '../../../shared/media/gdp.ts';
import { Converter } from '../../pipeline/converter.ts';
import type { PipelineFrame } from '../../pipeline/types.ts';
import { fittedInto } from '../fitted.ts';
import type { TapSource } from '../tap.ts';
import { Channel } from './channel.ts';
import { fittedSize, type ViewClass, type ViewSize } from './classes.ts';
import { FrameGate } from './frame-gate.ts';
import { type LiveTimes, MAX_JPEG_BYTES } from './limits.ts';
import type { ViewDescription } from './source.ts';

/** A frame and how it looks. */
export interface LiveFrame {
  readonly frame: PipelineFrame;
  readonly caps: VideoCaps;
}

export interface RecordingViewOptions {
  readonly source: TapSource;
  readonly size: ViewSize;
  readonly viewClass: ViewClass;
  readonly times: LiveTimes;
  /** The recording's last frame. */
  newest(): LiveFrame | undefined;
  /** Told why the encoder ended by itself, with its last lines. */
  onFailed(error: ReelayError, tail: readonly string[]): void;
}

export class RecordingView {
  readonly channel: Channel;
  readonly #options: RecordingViewOptions;
  readonly #width: number;
  readonly #height: number;
  readonly #gate: FrameGate<LiveFrame>;
  #converter: Converter | undefined;
  #lingerTimer: NodeJS.Timeout | undefined;
  /** Of encoders that have ended. */
  #skippedBefore = 0;

  constructor(options: RecordingViewOptions) {
    const { source, viewClass, times } = options;
    this.#options = options;
    ({ width: this.#width, height: this.#height } = fittedSize(source, viewClass.maxSide));
    this.#gate = new FrameGate(viewClass.maxRate, ({ frame, caps }) => this.#converter?.offer(frame, caps));
    this.channel = new Channel({
      repeatMs: times.repeatMs,
      onWatched: () => this.#begin(),
      onUnwatched: () => this.#rest(),
    });
  }

  get description(): ViewDescription {
    const { watchers: viewers, ...counts } = this.channel.counts;
    const { maxRate } = this.#options.viewClass;
    const skipped = this.#skippedBefore + (this.#converter?.skippedFrames ?? 0);
    const { size } = this.#options;
    return { size, width: this.#width, height: this.#height, maxRate, viewers, skipped, ...counts };
  }

  offer(live: LiveFrame): void {
    if (this.channel.isWatched) this.#gate.offer(live);
  }

  /** Ends viewers and encoder. Never rejects. */
  async close(): Promise<void> {
    this.channel.end();
    await this.#endConverter();
  }

  #begin(): void {
    clearTimeout(this.#lingerTimer);
    this.#converter ??= this.#startConverter();
    const newest = this.#options.newest();
    if (newest) this.#gate.offer(newest);
  }

  /** Whoever reloads a page or takes one snapshot after the other need not wait for a new child each time. */
  #rest(): void {
    this.#gate.clear();
    this.channel.forget();
    this.#lingerTimer = setTimeout(() => void this.#endConverter(), this.#options.times.lingerMs);
  }

  #startConverter(): Converter {
    const { viewClass, onFailed } = this.#options;
    const converter = new Converter({
      elements: [
        // Full-range BT.601 is what JPEG readers assume.
        ...fittedInto({ width: this.#width, height: this.#height }, 'format=I420,colorimetry=1:4:7:1'),
        ...['!', 'jpegenc', `quality=${viewClass.quality}`],
      ],
      onFrame: ({ payload }) => {
        // What comes out after the last one left would be old when the next one comes.
        if (this.channel.isWatched && payload.length <= MAX_JPEG_BYTES) this.channel.publish(payload);
      },
    });
    void converter.outcome.then((outcome) => {
      if (this.#converter !== converter) return; // Ended by us.
      this.#forgetConverter();
      const error = outcome.kind === 'failed' ? outcome.error : new ReelayError('LIVE_ENDED');
      onFailed(error, converter.tail);
      this.channel.end(error);
    });
    return converter;
  }

  async #endConverter(): Promise<void> {
    clearTimeout(this.#lingerTimer);
    this.#gate.clear();
    await this.#forgetConverter()?.end();
  }

  #forgetConverter(): Converter | undefined {
    const converter = this.#converter;
    this.#skippedBefore += converter?.skippedFrames ?? 0;
    this.#converter = undefined;
    return converter;
  }
}
