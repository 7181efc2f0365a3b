/**
 * Raw frames for taps of a recording whose frames come encoded and are stored so: they are decoded only while somebody looks. What
 * came since the last key frame is kept, so that who begins to look sees the newest picture at once, be it one that stands for long.
 * Where the decoder cannot follow, frames are left out until it has caught up, and then up to the next key frame, which is asked for.
 * The recording never waits.
 */
import type { EncodedCaps } from '../../shared/media/codecs.ts';
import type { VideoCaps } from '../../shared/media/gdp.ts';
import type { Decoder } from '../pipeline/decoder.ts';
import { byteLengthOf } from '../pipeline/feeder.ts';
import type { PipelineFrame } from '../pipeline/types.ts';
import type { Tap } from '../taps/tap.ts';

/** More than pages leave between two key frames; who is farther behind is not live. */
const MAX_FRAMES = 256;
const MAX_BYTES = 16 * 1024 * 1024;
/** Of what a decoder that was behind may still have before it, when it gets frames again. */
const CAUGHT_UP = 0.5;

interface TapDecodingOptions {
  readonly taps: readonly Tap[];
  readonly caps: EncodedCaps;
  /** How the frames look that the taps are offered. */
  readonly tapCaps: VideoCaps;
  startDecoder(onFrame: (frame: PipelineFrame, done: () => void) => void): Decoder;
  /** Asks for a frame that stands alone. */
  requestKey(): void;
}

export class TapDecoding {
  readonly #options: TapDecodingOptions;
  /** Frames since the last key frame, that one included; empty where they were too many. */
  #group: PipelineFrame[] = [];
  #groupBytes = 0;
  #decoder: Decoder | undefined;
  #behindBytes = 0;
  /** `behind`: the decoder gets nothing until it has caught up. `waiting`: for a key frame, which was asked for. */
  #state: 'resting' | 'decoding' | 'behind' | 'waiting' = 'resting';

  constructor(options: TapDecodingOptions) {
    this.#options = options;
    for (const tap of options.taps) tap.whenWatched(() => this.#begin());
  }

  /** Takes the next encoded frame of the recording, or leaves it. */
  offer(frame: PipelineFrame): void {
    this.#keep(frame);
    if (!this.#options.taps.some(({ isWatching }) => isWatching)) void this.end();
    else if (this.#state !== 'decoding') this.#begin();
    else if (this.#isBehind()) this.#state = 'behind';
    else this.#write(frame);
  }

  /** Lets go of the decoder, which may be started again. Never rejects. */
  async end(): Promise<void> {
    const decoder = this.#decoder;
    if (decoder) for (const tap of this.#options.taps) tap.forget();
    this.#rest();
    await decoder?.kill();
  }

  #keep(frame: PipelineFrame): void {
    const bytes = byteLengthOf(frame.payload);
    if (frame.isKey === true) {
      this.#group = [];
      this.#groupBytes = 0;
    } else if (this.#group.length === 0) return;
    this.#groupBytes += bytes;
    if (this.#groupBytes > MAX_BYTES || this.#group.length >= MAX_FRAMES) this.#group = [];
    else this.#group.push(frame);
  }

  /** Decodes from the last key frame on. */
  #begin(): void {
    if (this.#state === 'decoding' || (this.#state === 'behind' && this.#isBehind(CAUGHT_UP))) return;
    const [first] = this.#group;
    // A decoder that was behind goes on with a key frame that it has not had.
    const isNew = this.#state === 'resting' ? first !== undefined : this.#group.length === 1;
    if (!isNew) {
      if (this.#state !== 'waiting') this.#wait();
      return;
    }
    this.#decoder ??= this.#start();
    this.#state = 'decoding';
    for (const frame of this.#group) this.#write(frame);
  }

  #wait(): void {
    this.#state = 'waiting';
    this.#options.requestKey();
  }

  /** @param share of the bounds */
  #isBehind(share = 1): boolean {
    const { inside = 0 } = this.#decoder ?? {};
    return inside >= MAX_FRAMES * share || this.#behindBytes > MAX_BYTES * share;
  }

  #write(frame: PipelineFrame): void {
    const decoder = this.#decoder;
    const bytes = byteLengthOf(frame.payload);
    this.#behindBytes += bytes;
    decoder?.write(frame, () => {
      if (decoder === this.#decoder) this.#behindBytes -= bytes;
    });
  }

  #start(): Decoder {
    const { taps, caps, tapCaps, startDecoder } = this.#options;
    const decoder = startDecoder((frame, done) => {
      for (const tap of taps) tap.offer(frame, tapCaps);
      done();
      if (this.#state === 'behind' && decoder === this.#decoder) this.#begin();
    });
    decoder.setCaps(caps);
    void decoder.outcome.then(() => decoder === this.#decoder && this.#rest());
    return decoder;
  }

  #rest(): void {
    this.#decoder = undefined;
    this.#behindBytes = 0;
    this.#state = 'resting';
  }
}
