/** The branch from one recording to one share: picks the frames that are due, converts them, writes them into the ring. */
import { type ReelayError, toReelayError } from '../../../shared/errors.ts';
import type { VideoCaps } from '../../../shared/media/gdp.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../../shared/media/time.ts';
import { Converter } from '../../pipeline/converter.ts';
import type { GdpBuffer } from '../../pipeline/gdp-reader.ts';
import type { PipelineFrame } from '../../pipeline/types.ts';
import { fittedInto } from '../fitted.ts';
import type { Tap } from '../tap.ts';
import type { ShareGeometry } from './layout.ts';
import { RingWriter } from './ring-writer.ts';

/** How long frames that are on their way may take at the end. */
const LAST_FRAMES_MS = 1000;

export interface BranchOptions {
  readonly name: string;
  readonly geometry: ShareGeometry;
  readonly permissions: number;
  /** Told once if the share cannot go on. The recording does. */
  onFailure(error: ReelayError): void;
}

type State =
  | { readonly name: 'opening' }
  | { readonly name: 'writing'; readonly writer: RingWriter }
  | { readonly name: 'failed'; readonly error: ReelayError; readonly writer: RingWriter | undefined }
  | { readonly name: 'ended' };

export class ShareBranch implements Tap {
  /** Who reads shared memory is not known. */
  readonly isWatching = true;
  /** Resolves when the segment is there; rejects with why it is not. */
  readonly opened: Promise<void>;
  readonly #options: BranchOptions;
  readonly #converter: Converter;
  readonly #idle = new Set<() => void>();
  #state: State = { name: 'opening' };
  #nextDueNs = 0;
  /** Frames offered to the converter, and frames that came out of it. */
  #offered = 0;
  #converted = 0;
  /** Converted frames that another took the place of before they were written. */
  #replaced = 0;
  #frames = 0;
  #waiting: GdpBuffer | undefined;
  #isWriting = false;
  #ended: Promise<void> | undefined;

  constructor(options: BranchOptions) {
    this.#options = options;
    const { name, geometry, permissions } = options;
    this.#converter = new Converter({
      elements: fittedInto(geometry, `format=${geometry.format}`),
      onFrame: (frame) => {
        this.#converted++;
        this.#waiting = this.#replace(frame);
        this.#writeNext();
      },
    });
    void this.#converter.outcome.then((outcome) => {
      if (outcome.kind === 'failed') this.#fail(outcome.error);
    });
    this.opened = RingWriter.create(name, geometry, permissions).then((writer) => this.#open(writer));
    this.opened.catch((error: unknown) => this.#fail(toReelayError(error)));
  }

  whenWatched(): void {}

  forget(): void {}

  get state(): State['name'] {
    return this.#state.name;
  }

  /** Why it cannot go on. */
  get error(): ReelayError | undefined {
    return this.#state.name === 'failed' ? this.#state.error : undefined;
  }

  /** Frames written. */
  get frames(): number {
    return this.#frames;
  }

  /** Frames that were due, and that there was no time for. */
  get dropped(): number {
    return this.#converter.skippedFrames + this.#replaced;
  }

  /** Takes the first frame of each interval, counted from PTS 0, so that rounding never adds up. */
  offer(frame: PipelineFrame, caps: VideoCaps): void {
    if (this.#ended || this.#state.name === 'failed' || frame.ptsNs < this.#nextDueNs) return;
    const intervalNs = this.#options.geometry.intervalMs * NANOSECONDS_PER_MILLISECOND;
    if (intervalNs > 0) this.#nextDueNs = (Math.floor(frame.ptsNs / intervalNs) + 1) * intervalNs;
    this.#offered++;
    this.#converter.offer(frame, caps);
  }

  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #open(writer: RingWriter): Promise<void> {
    if (this.#state.name === 'opening') {
      this.#state = { name: 'writing', writer };
      this.#writeNext();
    } else {
      await writer.close();
    }
  }

  /** Lets what is on its way arrive, for a while; then everything is let go. */
  async #end(): Promise<void> {
    await this.#untilIdle();
    const writer = this.#writer;
    if (this.#state.name !== 'failed') this.#state = { name: 'ended' };
    await this.#converter.end();
    await this.opened.catch(() => undefined);
    await writer?.close();
  }

  get #writer(): RingWriter | undefined {
    return this.#state.name === 'writing' || this.#state.name === 'failed' ? this.#state.writer : undefined;
  }

  #untilIdle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#idle.delete(done);
        resolve();
      };
      const timer = setTimeout(done, LAST_FRAMES_MS);
      this.#idle.add(done);
    });
  }

  get #isIdle(): boolean {
    if (this.#state.name === 'failed' || this.#state.name === 'ended') return !this.#isWriting;
    const isConverting = this.#offered - this.#converter.skippedFrames > this.#converted;
    return !isConverting && !this.#waiting && !this.#isWriting;
  }

  #replace(frame: GdpBuffer): GdpBuffer {
    if (this.#waiting) this.#replaced++;
    return frame;
  }

  #writeNext(): void {
    if (this.#state.name !== 'writing' || this.#isWriting || !this.#waiting) return;
    const { ptsNs, durationNs, payload: pixels } = this.#waiting;
    this.#waiting = undefined;
    this.#isWriting = true;
    this.#state.writer
      .write({ ptsNs, durationNs, pixels, dropped: this.dropped })
      .then(() => this.#frames++)
      .catch((error: unknown) => this.#fail(toReelayError(error)))
      .finally(() => {
        this.#isWriting = false;
        this.#writeNext();
        this.#tellIdle();
      });
  }

  #fail(error: ReelayError): void {
    if (this.#state.name === 'failed' || this.#state.name === 'ended') return;
    this.#state = { name: 'failed', error, writer: this.#writer };
    this.#waiting = undefined;
    this.#options.onFailure(error);
    this.#ended ??= this.#end();
    this.#tellIdle();
  }

  #tellIdle(): void {
    if (this.#isIdle) for (const done of this.#idle) done();
  }
}
