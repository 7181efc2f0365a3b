/**
 * Where frames go that come encoded: as they are into the outputs that store them so, decoded into the others and to the taps. A
 * frame is accepted when every output that stores it has it, and the decoder, where one is needed for an output.
 */
import type { ReelayError } from '../../shared/errors.ts';
import type { Rate } from '../../shared/media/time.ts';
import { Decoder, decodedCaps } from '../pipeline/decoder.ts';
import type { FormMaker } from '../pipeline/form-maker.ts';
import type { StreamCaps } from '../pipeline/frame-form.ts';
import type { ChildTimes } from '../pipeline/child.ts';
import type { PipelineFrame } from '../pipeline/types.ts';
import type { Tap } from '../taps/tap.ts';
import { DecodedBranch } from './decoded-branch.ts';
import { FanOut, type FormedTarget, type FramePath } from './fan-out.ts';
import { TapDecoding } from './tap-decoding.ts';

/** What frames that come encoded need. */
export interface Decoding {
  /** The decoder, as gst-launch arguments joined by `!`. */
  readonly elements: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly taps: readonly Tap[];
  /** Rate that decoders and taps are told, or [0, 1] where times vary. */
  readonly rate: Rate;
  readonly times: Partial<ChildTimes> | undefined;
  /** Asks the page for a frame that stands alone. */
  requestKey(): void;
}

interface EncodedPathOptions extends Decoding {
  /** Outputs that store frames as they come. */
  readonly storing: readonly FormedTarget[];
  /** The others. */
  readonly decoded: readonly FormedTarget[];
  readonly maker: FormMaker | undefined;
  /** Told, once, where nothing is decoded any more for the outputs that need it. */
  onFailure(error: ReelayError): void;
}

export class EncodedPath implements FramePath {
  readonly #options: EncodedPathOptions;
  readonly #storing: FanOut;
  /** Decoded frames go out here. */
  readonly #raw: FanOut;
  readonly #rawTargets: Set<FormedTarget>;
  readonly #branch: DecodedBranch | undefined;
  #taps: TapDecoding | undefined;

  constructor(options: EncodedPathOptions) {
    const { storing, decoded, maker, taps, rate, onFailure } = options;
    this.#options = options;
    this.#raw = new FanOut(decoded, maker);
    this.#rawTargets = new Set(decoded);
    const startDecoder = this.#startDecoder;
    this.#branch =
      decoded.length > 0 ? new DecodedBranch({ outputs: this.#raw, taps, rate, startDecoder, onFailure }) : undefined;
    this.#storing = new FanOut([...storing, ...(this.#branch ? [this.#branch] : [])]);
  }

  setCaps(caps: StreamCaps): void {
    this.#storing.setCaps(caps);
    if (this.#branch || !('codec' in caps)) return;
    const { taps, rate, requestKey } = this.#options;
    this.#taps = new TapDecoding({
      taps,
      caps: { ...caps, rate },
      tapCaps: { ...decodedCaps(caps), rate },
      startDecoder: this.#startDecoder,
      requestKey,
    });
  }

  write(frame: PipelineFrame, accepted: () => void): void {
    this.#taps?.offer(frame);
    this.#storing.write(frame, accepted);
  }

  leave(target: FormedTarget): void {
    if (!this.#rawTargets.delete(target)) {
      this.#storing.leave(target);
      return;
    }
    this.#raw.leave(target);
    if (this.#rawTargets.size > 0 || !this.#branch) return;
    this.#storing.leave(this.#branch);
    void this.#branch.close();
  }

  async written(): Promise<void> {
    await this.#branch?.written();
  }

  async close(): Promise<void> {
    await Promise.all([this.#branch?.close(), this.#taps?.end(), this.#raw.close()]);
  }

  readonly #startDecoder = (onFrame: (frame: PipelineFrame, done: () => void) => void): Decoder => {
    const { elements, width, height, times } = this.#options;
    return new Decoder({ width, height }, { elements, times, onFrame });
  };
}
