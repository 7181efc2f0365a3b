/** Frames of a canvas as files take them: sRGB, eight bits a colour. */
import { SRGB } from '../../shared/media/colour.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
import { WebglPixels } from './webgl-pixels.ts';

/** Whether the frame's pixels are what files take, or planes of YUV, which tell their colours themselves. */
export function isPlain({ format, colorSpace: { primaries, transfer } }: VideoFrame): boolean {
  if (format === null) return false;
  const isYuv = !format.startsWith('RGB') && !format.startsWith('BGR');
  return isYuv || ((primaries ?? SRGB.primaries) === SRGB.primaries && (transfer ?? SRGB.transfer) === SRGB.transfer);
}

export class CanvasReader {
  readonly #canvas: HTMLCanvasElement | OffscreenCanvas;
  #copy: OffscreenCanvasRenderingContext2D | undefined;
  #webgl: WebglPixels | undefined;

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    this.#canvas = canvas;
  }

  /** Notes what the canvas is drawn by. */
  setContext(context: object): void {
    this.#webgl = WebglPixels.of(context);
  }

  /** The canvas as it is now. Throws what the VideoFrame constructor throws. */
  read(timestamp: number, alpha: Alpha): VideoFrame {
    const pixels = this.#webgl?.read(timestamp, alpha);
    if (pixels) return pixels;
    const frame = new VideoFrame(this.#canvas, { timestamp, alpha });
    if (isPlain(frame)) return frame;
    frame.close();
    // Of a wide gamut or of floats: drawing converts these as a display does, which copyTo does not where there is alpha.
    return new VideoFrame(this.#drawCopy(), { timestamp, alpha });
  }

  #drawCopy(): OffscreenCanvas {
    const { width, height } = this.#canvas;
    this.#copy ??= new OffscreenCanvas(width, height).getContext('2d') ?? undefined;
    if (!this.#copy) throw new DOMException('there is no room for a copy of the canvas', 'InvalidStateError');
    const { canvas } = this.#copy;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.#copy.globalCompositeOperation = 'copy';
    this.#copy.drawImage(this.#canvas, 0, 0);
    return canvas;
  }
}
