/**
 * Makes sure that a canvas's pixels have straight alpha, as every alpha format in a file has. What `copyTo` gives
 * depends on where the browser keeps the canvas: from memory premultiplied pixels, from a GPU straight ones (Chromium
 * 156), and nothing in a VideoFrame tells which. So it is found out by one pixel.
 */
import type { FrameShape } from './readback.ts';
import { firstTranslucent, unpremultiply } from './unpremultiply.ts';

const PIXEL_BYTES = 4;
const COLOURS = [0, 1, 2] as const;
const MAX = 0xff;

/** `pixels` as read from `frame` by `copyTo`, made straight in place. @param format what copyTo was asked for, if anything */
export async function straighten(
  frame: VideoFrame,
  { width }: FrameShape,
  pixels: Uint8Array<ArrayBuffer>,
  format: VideoPixelFormat | undefined,
): Promise<void> {
  const first = firstTranslucent(pixels);
  if (first === undefined) return;
  const index = firstTelling(pixels, first);
  // Where no pixel tells, multiplication and its undoing change none either.
  if (index !== undefined) {
    const alone = await readWithoutAlpha(frame, index % width, Math.floor(index / width), format);
    const offset = index * PIXEL_BYTES;
    if (COLOURS.some((colour) => pixels[offset + colour] !== alone[colour])) return;
  }
  unpremultiply(pixels, first);
}

/**
 * The first pixel, from `from` on, with a colour that multiplication by its alpha changes. A colour of 255 may have
 * been more before and cut off, so it tells nothing.
 */
function firstTelling(pixels: Uint8Array, from: number): number | undefined {
  for (let offset = from * PIXEL_BYTES; offset < pixels.length; offset += PIXEL_BYTES) {
    const transparency = MAX - (pixels[offset + 3] as number);
    if (transparency === 0 || transparency === MAX) continue;
    for (const colour of COLOURS) {
      const value = pixels[offset + colour] as number;
      if (value < MAX && value * transparency * 2 > MAX) return offset / PIXEL_BYTES;
    }
  }
  return undefined;
}

/** One pixel of the frame with its alpha discarded: Chromium gives that premultiplied wherever it keeps the canvas. */
async function readWithoutAlpha(
  frame: VideoFrame,
  x: number,
  y: number,
  format: VideoPixelFormat | undefined,
): Promise<Uint8Array> {
  const opaque = new VideoFrame(frame, { alpha: 'discard', timestamp: frame.timestamp });
  try {
    const pixel = new Uint8Array(PIXEL_BYTES);
    const { x: left = 0, y: top = 0 } = opaque.visibleRect ?? {};
    const rect = { x: left + x, y: top + y, width: 1, height: 1 };
    await opaque.copyTo(pixel, { rect, ...(format === undefined ? {} : { format }) });
    return pixel;
  } finally {
    opaque.close();
  }
}
