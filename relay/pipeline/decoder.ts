/** A child that decodes: every encoded frame goes in, every raw frame comes out, and nothing is left out on the way. */
import type { ReelayError } from '../../shared/errors.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { type EncodedCaps, encodedCapsString } from '../../shared/media/codecs.ts';
import { frameLayout } from '../../shared/media/formats.ts';
import { PROGRESS } from './chain.ts';
import { PipelineChild } from './child.ts';
import { CHILD_TIMES, type ChildTimes } from './child-times.ts';
import { Feeder } from './feeder.ts';
import type { FrameCaps } from './frame-form.ts';
import { GdpReader } from './gdp-reader.ts';
import { GDP_SOURCE } from './source.ts';
import { StallWatch } from './stall-watch.ts';
import type { PipelineFrame, PipelineOutcome } from './types.ts';

export interface DecoderOptions {
  /** The decoder with what stands before it, as gst-launch arguments joined by `!`. */
  readonly elements: readonly string[];
  readonly times?: Partial<ChildTimes> | undefined;
  /** A raw frame. Its memory may be kept; `done` is to be called when it counts as taken. */
  onFrame(frame: PipelineFrame, done: () => void): void;
}

/** Raw frames that may be under way to whoever takes them; with more the child waits, and then who feeds it. */
const MAX_UNDER_WAY = 3;
/**
 * Encoded frames that may be in the child. More than decoders hold back, which decode several at once; and few enough that it
 * comes to its end in time: pipes take hundreds of small ones.
 */
const MAX_INSIDE = 32;
/** Caps packets and the like are short; raw frames have the size that is asked for. */
const MAX_PACKET_BYTES = 4096;

export class Decoder {
  /** How the child ended, by itself or by `end`. Never rejects. */
  readonly outcome: Promise<PipelineOutcome>;
  readonly #child: PipelineChild;
  readonly #feeder: Feeder;
  readonly #options: DecoderOptions;
  /** All that came out was given on. */
  readonly #delivered: Promise<void>;
  readonly #stall: StallWatch;
  /** PTS of encoded frames that went in and have not come out. */
  readonly #inside: Nanoseconds[] = [];
  /** Those that the child has taken, and that wait until fewer are inside. */
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #isOver = false;

  /** @param size of the frames that come out, whatever the stream says of itself */
  constructor(size: { readonly width: number; readonly height: number }, options: DecoderOptions) {
    this.#options = options;
    const { width, height } = size;
    this.#child = new PipelineChild({
      directory: '/',
      pipeline: [
        ...GDP_SOURCE,
        ...options.elements,
        ...['!', 'videoconvertscale', '!'],
        ...[`video/x-raw,format=I420,width=${width},height=${height},pixel-aspect-ratio=1/1`, '!'],
        // Signs of life at the end, which takes as long as the slowest who takes the frames.
        ...PROGRESS,
        '!',
        // Frames go out over a descriptor of their own: gst-launch prints on standard output.
        ...['gdppay', '!', 'fdsink', 'fd=3'],
      ],
      times: options.times ?? {},
      hasOutput: true,
    });
    this.outcome = this.#child.outcome;
    this.#feeder = new Feeder(this.#child.stdin, (error) => this.#child.inputBroken(error));
    const { stallMs = CHILD_TIMES.stallMs } = options.times ?? {};
    this.#stall = new StallWatch(stallMs, () => this.#child.stalled(stallMs / 1000));
    this.#delivered = this.#read(Math.max(MAX_PACKET_BYTES, frameLayout('I420', width, height).bytes));
    void this.outcome.then(() => {
      this.#isOver = true;
      this.#stall.stop();
    });
  }

  /** Encoded frames that went in and have not come out. */
  get inside(): number {
    return this.#inside.length;
  }

  /** The last lines the child printed, for the log. */
  get tail(): readonly string[] {
    return this.#child.tail.lines;
  }

  setCaps(caps: EncodedCaps): void {
    this.#feeder.setCaps(encodedCapsString(caps));
  }

  /** Writes an encoded frame; `accepted` is called when the child has taken it and has not too many, never if it failed before. */
  write(frame: PipelineFrame, accepted: () => void): void {
    if (this.#isOver) return;
    this.#inside.push(frame.ptsNs);
    this.#stall.written();
    this.#feeder.write(frame, () => {
      this.#waiting.push(accepted);
      this.#accept();
    });
  }

  /** Ends the stream; resolves when the last raw frame was given on and the child is gone. */
  async end(): Promise<PipelineOutcome> {
    this.#stall.stop();
    this.#feeder.end();
    this.#child.expectEnd();
    const outcome = await this.outcome;
    await this.#delivered;
    return outcome;
  }

  /** Ends the child at once: what it holds is not needed. */
  kill(cause?: ReelayError): Promise<PipelineOutcome> {
    this.#isOver = true;
    this.#child.kill(cause);
    // It is gone only when what it wrote was read.
    this.#child.output?.removeAllListeners('data').resume();
    return this.outcome;
  }

  #accept(): void {
    while (this.#waiting.length > 0 && this.#inside.length < MAX_INSIDE + this.#waiting.length) {
      this.#stall.accepted();
      this.#waiting.shift()?.();
    }
  }

  /** Gives on what comes out; resolves when nothing more does. */
  #read(maxPacketBytes: number): Promise<void> {
    const { output } = this.#child;
    if (!output) return Promise.resolve();
    const reader = new GdpReader(maxPacketBytes, {
      onCaps: () => undefined,
      onBuffer: ({ ptsNs, durationNs, payload }) => {
        // What could not be decoded does not come out: what is later is past it.
        while (this.#inside[0] !== undefined && this.#inside[0] <= ptsNs) this.#inside.shift();
        this.#accept();
        if (++this.#underWay >= MAX_UNDER_WAY) output.pause();
        this.#options.onFrame({ ptsNs, durationNs, payload: [payload] }, () => {
          if (--this.#underWay < MAX_UNDER_WAY) output.resume();
        });
      },
    });
    output.on('data', (chunk: Buffer) => {
      try {
        reader.read(chunk);
      } catch {
        output.destroy();
        this.#child.kill();
      }
    });
    output.on('error', () => undefined);
    return new Promise((resolve) => {
      output.once('close', resolve);
    });
  }
}

/** How the frames that come out of a decoder look. */
export function decodedCaps({ width, height, colour }: Pick<EncodedCaps, 'width' | 'height' | 'colour'>): FrameCaps {
  return { format: 'I420', width, height, colour };
}
