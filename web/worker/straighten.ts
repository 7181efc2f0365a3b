/**
 * Makes sure that a canvas's pixels have straight alpha, as every alpha format in a file has. What `copyTo` gives
 * depends on where the browser keeps the canvas: from memory premultiplied pixels, from a GPU straight ones (Chromium
 * 156), and nothing in a VideoFrame tells which; a canvas even moves from one to the other. So one pixel is read twice.
 */
import type { Staging } from './staging.ts';

const PIXEL_BYTES = 4;
const COLOURS = [0, 1, 2] as const;
const MAX = 0xff;

/** Makes `pixels` of `staging`, as read from `frame`, straight in place. */
export async function straighten(frame: VideoFrame, pixels: Uint8Array<ArrayBuffer>, staging: Staging): Promise<void> {
  const first = staging.firstTranslucent(pixels);
  if (first === undefined) return;
  const index = firstTelling(pixels, first);
  // Where no pixel tells, multiplication and its undoing change none either.
  if (index !== undefined && (await isStraight(frame, index % staging.width, Math.floor(index / staging.width))))
    return;
  staging.unpremultiply(pixels, first);
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

/** Whether the frame gives straight colours: with its alpha discarded Chromium gives the multiplied ones in either case. */
async function isStraight(frame: VideoFrame, x: number, y: number): Promise<boolean> {
  const discarded = new VideoFrame(frame, { alpha: 'discard', timestamp: frame.timestamp });
  try {
    const [kept, multiplied] = await Promise.all([readPixel(frame, x, y), readPixel(discarded, x, y)]);
    return COLOURS.some((colour) => kept[colour] !== multiplied[colour]);
  } finally {
    discarded.close();
  }
}

/** One pixel in the frame's own layout: a conversion would hide the difference. */
async function readPixel(frame: VideoFrame, x: number, y: number): Promise<Uint8Array> {
  const pixel = new Uint8Array(PIXEL_BYTES);
  const { x: left = 0, y: top = 0 } = frame.visibleRect ?? {};
  const format = frame.format === null ? ({ format: 'RGBA' } as const) : {};
  await frame.copyTo(pixel, { rect: { x: left + x, y: top + y, width: 1, height: 1 }, ...format });
  return pixel;
}
