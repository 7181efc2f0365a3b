/**
 * A leaky branch: a child of its own that makes other frames (smaller, converted, encoded) of those it has time for.
 * Whatever becomes of it, who offers the frames never waits and never fails.
 */
import type { VideoCaps } from '../../shared/media/gdp.ts';
import { MAX_FRAME_BYTES } from '../../shared/wire/limits.ts';
import { type ChildTimes, PipelineChild } from './child.ts';
import { Feeder } from './feeder.ts';
import { type GdpBuffer, GdpReader } from './gdp-reader.ts';
import { GDP_SOURCE } from './source.ts';
import type { PipelineFrame, PipelineOutcome } from './types.ts';

export interface ConverterOptions {
  /** Elements between raw frames and the frames wanted, as gst-launch arguments joined by `!`. */
  readonly elements: readonly string[];
  readonly times?: Partial<ChildTimes>;
  /** Path of gst-launch-1.0 where it is not the one on PATH. */
  readonly tool?: string | undefined;
  /** Told how the frames that follow look, as GStreamer writes caps. */
  onCaps?(caps: string): void;
  /** A frame that came out. Its memory may be kept. */
  onFrame(frame: GdpBuffer): void;
}

/** Frames go out over a descriptor of their own: gst-launch prints on standard output. */
const SINK = ['!', 'gdppay', '!', 'fdsink', 'fd=3'];

export class Converter {
  /** How the child ended, by itself or by `end`. Never rejects. */
  readonly outcome: Promise<PipelineOutcome>;
  readonly #child: PipelineChild;
  readonly #feeder: Feeder;
  /** The newest frame that waits for the one before it to be taken. */
  #waiting: { readonly frame: PipelineFrame; readonly caps: VideoCaps } | undefined;
  #isWriting = false;
  #isOver = false;
  #skippedFrames = 0;

  constructor({ elements, times = {}, tool, onCaps, onFrame }: ConverterOptions) {
    this.#child = new PipelineChild({
      directory: '/',
      pipeline: [...GDP_SOURCE, ...elements, ...SINK],
      times,
      tool,
      hasOutput: true,
    });
    this.outcome = this.#child.outcome;
    this.#feeder = new Feeder(this.#child.stdin, (error) => this.#child.inputBroken(error));
    const reader = new GdpReader(MAX_FRAME_BYTES, { onCaps: (caps) => onCaps?.(caps), onBuffer: onFrame });
    this.#child.output?.on('data', (chunk: Buffer) => {
      if (this.#isOver) return;
      try {
        reader.read(chunk);
      } catch {
        this.#isOver = true;
        this.#child.kill();
      }
    });
    this.#child.output?.on('error', () => undefined);
    void this.outcome.then(() => {
      this.#isOver = true;
      this.#waiting = undefined;
    });
  }

  /** Frames that were offered and not taken. */
  get skippedFrames(): number {
    return this.#skippedFrames;
  }

  /** The last lines the child printed, for the log. */
  get tail(): readonly string[] {
    return this.#child.tail.lines;
  }

  /** Offers a frame that looks as `caps` say. It replaces the one that waits. */
  offer(frame: PipelineFrame, caps: VideoCaps): void {
    if (this.#isOver) return;
    if (this.#waiting) this.#skippedFrames++;
    // One that waits must not be asked for its pixels when they are gone.
    const { ptsNs, durationNs, payload } = frame;
    this.#waiting = { frame: { ptsNs, durationNs, payload }, caps };
    this.#next();
  }

  /** Takes no more frames and ends the child: at once, as nothing it holds is to be kept. */
  end(): Promise<PipelineOutcome> {
    this.#isOver = true;
    this.#waiting = undefined;
    this.#child.kill();
    return this.outcome;
  }

  #next(): void {
    if (this.#isWriting || !this.#waiting) return;
    const { frame, caps } = this.#waiting;
    this.#waiting = undefined;
    this.#isWriting = true;
    this.#feeder.setCaps(caps);
    this.#feeder.write(frame, () => {
      this.#isWriting = false;
      this.#next();
    });
  }
}
