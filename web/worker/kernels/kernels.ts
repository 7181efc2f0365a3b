/**
 * WebAssembly for pixels (SIMD), as fast as the scalar code is exact. It works on a memory of its own: what it reads and
 * writes is allocated from there. A memory never grows, as that would take its views away from reads under way; buffers of
 * another size come with another one.
 */
import type { FrameLayout } from '../../../shared/media/formats.ts';
import { convertToI420, i420Conversion, type RgbPicture } from '../../../shared/media/i420.ts';
import type { YuvMatrix } from '../../../shared/wire/messages.ts';
import compiled from './assembly/index.ts?inline';

interface Exports {
  readonly heapBase: WebAssembly.Global;
  setFactors(...factors: number[]): void;
  convertToI420(
    pixels: number,
    width: number,
    height: number,
    luma: number,
    lumaStride: number,
    cb: number,
    cr: number,
    chromaStride: number,
  ): void;
  firstTranslucent(pixels: number, count: number): number;
  unpremultiply(pixels: number, from: number, count: number): void;
}

const PAGE_BYTES = 65_536;
const PIXEL_BYTES = 4;
/** Of a vector. */
const ALIGNMENT = 16;
/** Pixels that are converted at a time. */
const BLOCK_PIXELS = 16;

let compiledModule: WebAssembly.Module | null | undefined;

/** Compiled once; null where the page's policy (CSP) or the browser has no WebAssembly or no SIMD. */
function kernelModule(): WebAssembly.Module | null {
  if (compiledModule !== undefined) return compiledModule;
  try {
    compiledModule = new WebAssembly.Module(Uint8Array.from(atob(compiled), (character) => character.charCodeAt(0)));
  } catch {
    compiledModule = null;
  }
  return compiledModule;
}

export class Kernels {
  readonly #buffer: ArrayBuffer;
  readonly #exports: Exports;
  #next: number;

  private constructor(memory: WebAssembly.Memory, exports: Exports) {
    this.#buffer = memory.buffer;
    this.#exports = exports;
    this.#next = exports.heapBase.value as number;
  }

  /** With room for buffers of the given sizes, bytes; undefined where there is no WebAssembly, or not enough memory. */
  static withRoomFor(sizes: readonly number[]): Kernels | undefined {
    const compiledOnce = kernelModule();
    if (!compiledOnce) return undefined;
    // The first page is the program's own.
    const bytes = sizes.reduce((sum, size) => sum + size + ALIGNMENT, PAGE_BYTES);
    try {
      const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
      const instance = new WebAssembly.Instance(compiledOnce, { env: { memory } });
      return new Kernels(memory, instance.exports as unknown as Exports);
    } catch {
      return undefined;
    }
  }

  /** A buffer in this memory, for as long as there is the memory. Up to the next vector nothing else lies behind it. */
  allocate(bytes: number): Uint8Array<ArrayBuffer> {
    const at = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    this.#next = at + bytes;
    return new Uint8Array(this.#buffer, at, bytes);
  }

  /** `firstTranslucent` of unpremultiply.ts, with `pixels` from here. */
  firstTranslucent({ byteOffset, length }: Uint8Array): number | undefined {
    const count = length / PIXEL_BYTES;
    const index = this.#exports.firstTranslucent(byteOffset, count);
    return index === count ? undefined : index;
  }

  /** `unpremultiply` of unpremultiply.ts, with `pixels` from here. */
  unpremultiply({ byteOffset, length }: Uint8Array, from: number): void {
    this.#exports.unpremultiply(byteOffset, from, length / PIXEL_BYTES);
  }

  /** `convertToI420` of shared/media/i420.ts, with `picture` and `target` in this memory. */
  convertToI420(picture: RgbPicture, matrix: YuvMatrix, target: Uint8Array, layout: FrameLayout): void {
    const { pixels, width, height, blueFirst } = picture;
    const [luma, cb, cr] = layout.planes;
    if (width < BLOCK_PIXELS || !luma || !cb || !cr) {
      convertToI420(picture, matrix, target, layout);
      return;
    }
    const factors = i420Conversion(matrix, blueFirst);
    this.#exports.setFactors(...factors.luma, ...factors.cb, ...factors.cr);
    this.#exports.convertToI420(
      pixels.byteOffset,
      width,
      height,
      target.byteOffset + luma.offset,
      luma.stride,
      target.byteOffset + cb.offset,
      target.byteOffset + cr.offset,
      cb.stride,
    );
  }
}
