/** Where RGB frames of one size are read before they are worked on: WebAssembly's memory, or the scalar code's own. */
import { type FrameLayout, frameLayout, type PixelFormat } from '../../shared/media/formats.ts';
import { convertToI420 } from '../../shared/media/i420.ts';
import type { YuvMatrix } from '../../shared/wire/messages.ts';
import { MAX_BUFFERS } from '../transport/buffers.ts';
import { Kernels } from './kernels/kernels.ts';
import { firstTranslucent, unpremultiply } from './unpremultiply.ts';

export class Staging {
  readonly width: number;
  readonly height: number;
  readonly #layout: FrameLayout;
  readonly #kernels: Kernels | undefined;
  readonly #converted: Uint8Array;
  readonly #free: Uint8Array<ArrayBuffer>[];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#layout = frameLayout('I420', width, height);
    const { bytes } = frameLayout('RGBA', width, height);
    // There are as many of these as of the buffers to send from, and whoever reads holds one of those.
    const sizes = Array<number>(MAX_BUFFERS).fill(bytes);
    this.#kernels = Kernels.withRoomFor([...sizes, this.#layout.bytes]);
    const allocate = (size: number): Uint8Array<ArrayBuffer> => this.#kernels?.allocate(size) ?? new Uint8Array(size);
    this.#free = sizes.map(allocate);
    this.#converted = this.#kernels?.allocate(this.#layout.bytes) ?? new Uint8Array();
  }

  /** Room for one frame of four bytes a pixel. */
  take(): Uint8Array<ArrayBuffer> {
    const pixels = this.#free.pop();
    if (!pixels) throw new Error('more frames are read than can be sent');
    return pixels;
  }

  give(pixels: Uint8Array<ArrayBuffer>): void {
    this.#free.push(pixels);
  }

  /** Index of the first pixel that is neither opaque nor fully transparent, of those that `take` gave. */
  firstTranslucent(pixels: Uint8Array<ArrayBuffer>): number | undefined {
    return this.#kernels ? this.#kernels.firstTranslucent(pixels) : firstTranslucent(pixels);
  }

  /** Undoes the multiplication by alpha in place, from pixel `from` on. */
  unpremultiply(pixels: Uint8Array<ArrayBuffer>, from: number): void {
    if (this.#kernels) this.#kernels.unpremultiply(pixels, from);
    else unpremultiply(pixels, from);
  }

  /** Converts `pixels`, which `take` gave, into `target`. */
  convert(pixels: Uint8Array<ArrayBuffer>, format: PixelFormat, matrix: YuvMatrix, target: Uint8Array): void {
    const { width, height } = this;
    const picture = { pixels, width, height, blueFirst: format.startsWith('B') };
    if (!this.#kernels) {
      convertToI420(picture, matrix, target, this.#layout);
      return;
    }
    this.#kernels.convertToI420(picture, matrix, this.#converted, this.#layout);
    target.set(this.#converted);
  }
}
