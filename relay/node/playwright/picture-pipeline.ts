/** A pipeline that is fed with compressed pictures, JPEG or PNG, each with its own time and the caption that is drawn into it. */
import { constants, setPriority } from 'node:os';
import type { ReelayError } from '../../../shared/errors.ts';
import type { Nanoseconds } from '../../../shared/media/time.ts';
import { missingElement } from '../../pipeline/check-elements.ts';
import { CHILD_TIMES } from '../../pipeline/child-times.ts';
import { PipelineChild } from '../../pipeline/child.ts';
import { Feeder } from '../../pipeline/feeder.ts';
import { inspectGStreamer } from '../../pipeline/preflight.ts';
import { Slots } from '../../pipeline/slots.ts';
import { GDP_SOURCE } from '../../pipeline/source.ts';
import { StallWatch } from '../../pipeline/stall-watch.ts';
import type { PipelinePlan } from '../../pipeline/types.ts';
import { CAPTION_CAPS, captionArguments, captionBytes, captionSource } from './captions.ts';

/** How a picture is compressed. */
export type PictureType = 'image/jpeg' | 'image/png';

const DECODERS: Readonly<Record<PictureType, string>> = { 'image/jpeg': 'jpegdec', 'image/png': 'pngdec' };

/** A picture with its place in the file. */
export interface TimedPicture {
  readonly data: Uint8Array;
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  /** Text at the lower edge; empty for none. */
  readonly caption: string;
}

export interface PicturePipelineOptions {
  readonly plan: PipelinePlan;
  readonly type: PictureType;
  readonly directory: string;
  /** A generated name. */
  readonly fileName: string;
  readonly hasCaptions: boolean;
}

export class PicturePipeline {
  readonly #child: PipelineChild;
  readonly #pictures: Feeder;
  readonly #captions: Feeder | undefined;
  readonly #caps: string;
  readonly #slots: Slots | undefined;
  readonly #stall: StallWatch;
  #waitingBytes = 0;

  private constructor({ plan, type, directory, fileName, hasCaptions }: PicturePipelineOptions) {
    // Each picture says itself how large it is; they come whole.
    this.#caps = `${type}, framerate=(fraction)${plan.capsRate.join('/')}, parsed=(boolean)true`;
    this.#slots = plan.slotRate && new Slots(plan.slotRate);
    const decode = [DECODERS[type], '!', ...(hasCaptions ? captionArguments() : [])];
    this.#child = new PipelineChild({
      directory,
      pipeline: [...GDP_SOURCE, ...decode, ...plan.arguments(fileName), ...(hasCaptions ? captionSource() : [])],
      hasSideInput: hasCaptions,
    });
    yieldToTheTest(this.#child.pid);
    this.#pictures = new Feeder(this.#child.stdin, (error) => this.#child.inputBroken(error));
    const side = this.#child.sideInput;
    this.#captions = side && new Feeder(side, (error) => this.#child.inputBroken(error));
    this.#stall = new StallWatch(CHILD_TIMES.stallMs, () => this.#child.stalled(CHILD_TIMES.stallMs / 1000));
    void this.#child.outcome.then(() => this.#stall.stop());
  }

  /** Starts the child, and does not wait for it. Rejects with ELEMENT_MISSING or GSTREAMER_MISSING. */
  static async open(options: PicturePipelineOptions): Promise<PicturePipeline> {
    const { elements } = await inspectGStreamer();
    const needed = [DECODERS[options.type], ...(options.hasCaptions ? ['textoverlay'] : [])];
    const missing = missingElement('Recording a page', needed, elements);
    if (missing) throw missing;
    return new PicturePipeline(options);
  }

  /** Bytes of the pictures that the pipeline has not taken yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Settles when the child is gone, with what it failed of. Never rejects. */
  get failed(): Promise<ReelayError | undefined> {
    return this.#child.outcome.then((outcome) => (outcome.kind === 'failed' ? outcome.error : undefined));
  }

  /** Writes a picture; `accepted` is called when the pipeline has taken it, never if it failed before. */
  write(picture: TimedPicture, accepted: () => void): void {
    const { data, durationNs } = picture;
    const times = this.#slots?.timesOf(picture) ?? [picture.ptsNs];
    this.#pictures.setCaps(this.#caps);
    for (const [index, ptsNs] of times.entries()) {
      const isLast = index === times.length - 1;
      this.#waitingBytes += data.byteLength;
      this.#stall.written();
      this.#caption(picture, ptsNs);
      this.#pictures.write({ ptsNs, durationNs, payload: [data] }, () => {
        this.#waitingBytes -= data.byteLength;
        this.#stall.accepted();
        if (isLast) accepted();
      });
    }
  }

  /** Ends the stream; resolves when the file is written. Rejects with what the pipeline failed of. */
  async end(): Promise<void> {
    this.#stall.stop();
    this.#pictures.end();
    this.#captions?.end();
    this.#child.expectEnd();
    const error = await this.failed;
    if (error) throw error;
  }

  /** Ends the child at once. */
  async kill(): Promise<void> {
    this.#child.kill();
    await this.#child.outcome;
  }

  /** Every picture has a caption, an empty one too: the overlay waits for it, so that none comes late. */
  #caption({ caption, durationNs }: TimedPicture, ptsNs: Nanoseconds): void {
    this.#captions?.setCaps(CAPTION_CAPS);
    this.#captions?.write({ ptsNs, durationNs, payload: [captionBytes(caption)] }, () => undefined);
  }
}

/** What encodes may take the time that the test leaves. */
function yieldToTheTest(pid: number): void {
  try {
    if (pid > 0) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It is gone already, or the system does not let us; then it runs as it is.
  }
}
