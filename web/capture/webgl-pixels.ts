/**
 * Pixels of a WebGL 2 canvas by `readPixels`, for where a software rasteriser draws: there its pixels lie in memory
 * already, and a VideoFrame of the canvas costs several times as much. On a GPU the VideoFrame is left to the browser, as
 * readPixels would wait for the drawing (docs/decisions/035-webgl-in-software-is-read-at-once.md).
 */
import { SRGB } from '../../shared/media/colour.ts';
import type { Alpha } from '../../shared/wire/messages.ts';
import { isWebGl2 } from './kind.ts';

const PIXEL_BYTES = 4;
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render/i;

export class WebglPixels {
  readonly #gl: WebGL2RenderingContext;
  readonly #hasAlpha: boolean;
  /** As WebGL gives them, from the bottom row up: one view a row. */
  #rows: readonly Uint8Array[] = [];
  #read = new Uint8Array();
  #picture = new Uint8Array();

  private constructor(gl: WebGL2RenderingContext, hasAlpha: boolean) {
    this.#gl = gl;
    this.#hasAlpha = hasAlpha;
  }

  /** Undefined where a VideoFrame of the canvas is cheaper, or shows other colours than the buffer's bytes. */
  static of(context: object): WebglPixels | undefined {
    if (!isWebGl2(context)) return undefined;
    const { alpha = true, premultipliedAlpha = true } = context.getContextAttributes() ?? {};
    // A page shows straight colours multiplied, which their bytes are not.
    if (alpha && !premultipliedAlpha) return undefined;
    return isSoftware(context) ? new WebglPixels(context, alpha) : undefined;
  }

  /** What was drawn, before it is shown; undefined where the buffer is not eight bits of sRGB, or not the canvas's size. */
  read(timestamp: number, alpha: Alpha): VideoFrame | undefined {
    const { drawingBufferWidth: width, drawingBufferHeight: height, canvas, drawingBufferColorSpace } = this.#gl;
    // Not in TypeScript's types yet. A page may ask for floats (drawingBufferStorage).
    const { drawingBufferFormat: format } = this.#gl as { readonly drawingBufferFormat?: number };
    const isPlain = drawingBufferColorSpace === 'srgb' && (format === undefined || format === this.#ownFormat);
    if (!isPlain || canvas.width !== width || canvas.height !== height) return undefined;
    this.#fit(width, height);
    readCanvas(this.#gl, this.#read);
    const rowBytes = width * PIXEL_BYTES;
    const last = (height - 1) * rowBytes;
    this.#rows.forEach((row, index) => this.#picture.set(row, last - index * rowBytes));
    return new VideoFrame(this.#picture, {
      format: this.#hasAlpha && alpha === 'keep' ? 'RGBA' : 'RGBX',
      codedWidth: width,
      codedHeight: height,
      timestamp,
      colorSpace: SRGB as VideoColorSpaceInit,
    });
  }

  get #ownFormat(): number {
    return this.#hasAlpha ? this.#gl.RGBA8 : this.#gl.RGB8;
  }

  #fit(width: number, height: number): void {
    const rowBytes = width * PIXEL_BYTES;
    if (this.#rows.length === height && this.#rows[0]?.length === rowBytes) return;
    const pixels = new Uint8Array(rowBytes * height);
    this.#read = pixels;
    this.#rows = Array.from({ length: height }, (_, row) => pixels.subarray(row * rowBytes, (row + 1) * rowBytes));
    this.#picture = new Uint8Array(rowBytes * height);
  }
}

/** Reads the canvas's own buffer, whatever the page has bound, and leaves all as it was. */
function readCanvas(gl: WebGL2RenderingContext, target: Uint8Array): void {
  const framebuffer = gl.getParameter(gl.READ_FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
  const packBuffer = gl.getParameter(gl.PIXEL_PACK_BUFFER_BINDING) as WebGLBuffer | null;
  // Of the alignment nothing depends: a pixel is four bytes.
  const packing = [gl.PACK_ROW_LENGTH, gl.PACK_SKIP_PIXELS, gl.PACK_SKIP_ROWS];
  const packed = packing.map((name) => gl.getParameter(name) as number);
  gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  for (const name of packing) gl.pixelStorei(name, 0);
  const readBuffer = gl.getParameter(gl.READ_BUFFER) as number;
  gl.readBuffer(gl.BACK);
  gl.readPixels(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight, gl.RGBA, gl.UNSIGNED_BYTE, target);
  gl.readBuffer(readBuffer);
  packing.forEach((name, index) => gl.pixelStorei(name, packed[index] ?? 0));
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, packBuffer);
  gl.bindFramebuffer(gl.READ_FRAMEBUFFER, framebuffer);
}

function isSoftware(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return info !== null && SOFTWARE.test(String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)));
}
