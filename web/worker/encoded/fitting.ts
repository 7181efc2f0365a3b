/**
 * Makes of any frame one that goes into the encoder: of one size and one colour for the whole recording, so that one stream
 * comes of it. What is YUV of that size and colour already is not touched.
 */
import { ReelayError } from '../../../shared/errors.ts';
import type { ColourSpace } from '../../../shared/media/colour.ts';
import { CODECS, type CodecName } from '../../../shared/media/codecs.ts';
import { I420_COLOUR } from '../../../shared/media/i420.ts';
import { colourOf, Readback } from '../readback.ts';

interface FittedSize {
  readonly width: number;
  readonly height: number;
}

/** When the encoder is told that the frame is shown, microseconds. */
interface Stamp {
  readonly timestamp: number;
  readonly duration: number;
}

export class Fitting {
  /** Of all frames that come out. */
  readonly colour: ColourSpace;
  readonly #size: FittedSize;
  /** Size of the recording: what the encoder needs more is added on the right and at the bottom. */
  readonly #recorded: FittedSize;
  readonly #readback: Readback;
  #canvas: OffscreenCanvasRenderingContext2D | undefined;
  #pixels: Uint8Array<ArrayBuffer> | undefined;

  constructor(codec: CodecName, size: FittedSize, recorded: FittedSize) {
    const { matrix } = CODECS[codec];
    this.#size = size;
    this.#recorded = recorded;
    this.colour = I420_COLOUR[matrix];
    this.#readback = new Readback({ alpha: 'discard', yuv: matrix });
  }

  /** The frame to be encoded, which is the caller's to close, as is `frame`. One at a time. */
  async fit(frame: VideoFrame, premultiplied: boolean, stamp: Stamp): Promise<VideoFrame> {
    if (this.#isFitting(frame) && isYuv420(frame) && this.#isOfColour(frame)) return new VideoFrame(frame, stamp);
    if (this.#isFitting(frame) && !isYuv(frame)) return this.#convert(frame, premultiplied, stamp);
    const drawn = this.#draw(frame);
    try {
      return await this.#convert(drawn, true, stamp);
    } finally {
      drawn.close();
    }
  }

  #isFitting(frame: VideoFrame): boolean {
    const { width = frame.codedWidth, height = frame.codedHeight } = frame.visibleRect ?? {};
    return width === this.#size.width && height === this.#size.height;
  }

  #isOfColour({ colorSpace }: VideoFrame): boolean {
    const { matrix, transfer, primaries, fullRange } = colourOf(colorSpace);
    const { colour } = this;
    return (
      matrix === colour.matrix &&
      transfer === colour.transfer &&
      primaries === colour.primaries &&
      fullRange === colour.fullRange
    );
  }

  /** The frame in the middle of the recording's picture, as large as it can be, with black beside it. */
  #draw(frame: VideoFrame): VideoFrame {
    this.#canvas ??= opaqueCanvas(this.#size);
    const context = this.#canvas;
    const { width, height } = this.#recorded;
    const scale = Math.min(width / frame.displayWidth, height / frame.displayHeight);
    const [across, down] = [frame.displayWidth * scale, frame.displayHeight * scale];
    context.fillRect(0, 0, this.#size.width, this.#size.height);
    context.drawImage(frame, (width - across) / 2, (height - down) / 2, across, down);
    return new VideoFrame(context.canvas, { timestamp: frame.timestamp, alpha: 'discard' });
  }

  async #convert(frame: VideoFrame, premultiplied: boolean, stamp: Stamp): Promise<VideoFrame> {
    const shape = this.#readback.shapeOf(frame);
    const { format, width, height, layout } = shape;
    if (this.#pixels?.byteLength !== layout.bytes) this.#pixels = new Uint8Array(layout.bytes);
    await this.#readback.read(frame, shape, this.#pixels, premultiplied);
    return new VideoFrame(this.#pixels, {
      ...stamp,
      format,
      codedWidth: width,
      codedHeight: height,
      layout: layout.planes.map(({ offset, stride }) => ({ offset, stride })),
      colorSpace: this.colour as VideoColorSpaceInit,
    });
  }
}

function isYuv({ format }: VideoFrame): boolean {
  return format !== null && !format.startsWith('RGB') && !format.startsWith('BGR');
}

function isYuv420({ format }: VideoFrame): boolean {
  return format === 'I420' || format === 'NV12';
}

function opaqueCanvas({ width, height }: FittedSize): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context)
    throw new ReelayError('WORKER_FAILED', { cause: `no canvas of ${width} x ${height} to fit frames into` });
  context.fillStyle = '#000';
  return context;
}
