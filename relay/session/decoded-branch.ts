/** The way of encoded frames to outputs that do not store them so: decoded once, for all of these and for the taps. */
import type { ReelayError } from '../../shared/errors.ts';
import type { VideoCaps } from '../../shared/media/gdp.ts';
import type { Rate } from '../../shared/media/time.ts';
import { type Decoder, decodedCaps } from '../pipeline/decoder.ts';
import type { StreamCaps } from '../pipeline/frame-form.ts';
import type { PipelineFrame } from '../pipeline/types.ts';
import type { Tap } from '../taps/tap.ts';
import type { FanOut, FormedTarget } from './fan-out.ts';

interface BranchOptions {
  readonly outputs: FanOut;
  readonly taps: readonly Tap[];
  readonly rate: Rate;
  startDecoder(onFrame: (frame: PipelineFrame, done: () => void) => void): Decoder;
  /** Told, once, where the decoder failed: nothing more comes out. */
  onFailure(error: ReelayError): void;
}

export class DecodedBranch implements FormedTarget {
  readonly #options: BranchOptions;
  readonly #decoder: Decoder;
  #tapCaps: VideoCaps | undefined;
  #isClosed = false;

  constructor(options: BranchOptions) {
    this.#options = options;
    this.#decoder = options.startDecoder((frame, done) => this.#decoded(frame, done));
    void this.#decoder.outcome.then((outcome) => {
      if (outcome.kind === 'failed' && !this.#isClosed) options.onFailure(outcome.error);
    });
  }

  formFor(): undefined {
    return undefined;
  }

  setCaps(caps: StreamCaps): void {
    if (!('codec' in caps)) throw new Error('raw frames came to a decoder');
    const { rate, outputs } = this.#options;
    this.#decoder.setCaps({ ...caps, rate });
    const raw = decodedCaps(caps);
    outputs.setCaps(raw);
    this.#tapCaps = { ...raw, rate };
  }

  write(frame: PipelineFrame, accepted: () => void): void {
    this.#decoder.write(frame, accepted);
  }

  /** Resolves when all that came was decoded and written to the outputs. */
  async written(): Promise<void> {
    if (!this.#isClosed) await this.#decoder.end();
    await this.#options.outputs.written();
  }

  /** Nothing more is decoded. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#decoder.kill();
  }

  #decoded(frame: PipelineFrame, done: () => void): void {
    if (this.#isClosed || !this.#tapCaps) {
      done();
      return;
    }
    for (const tap of this.#options.taps) tap.offer(frame, this.#tapCaps);
    this.#options.outputs.write(frame, done);
  }
}
