/** A stage as `reelay render` has it, for pages opened one after another; built by the test. */
import type { RenderRequest } from '../../shared/render/messages.ts';
import { choosePicture } from '../../web/render/choose.ts';
import { isBeyond } from '../../web/render/likeness.ts';
import type { Picture } from '../../web/render/picture.ts';
import { type Target, TargetFrame } from '../../web/render/target.ts';

export { shown } from '../../web/render/shots.ts';

export interface Difference {
  /** Most by which a channel of a pixel differs, of 255. */
  readonly levels: number;
  /** Pixels that lie more than 8 levels beyond all those around them in the other picture, %. */
  readonly beyond: number;
  /** Why DevTools take the page, if they do. */
  readonly told: readonly string[];
}

const LEVELS = 8;
const CHANNELS = 4;
const NO_FRAME = { index: 0, timeSeconds: 0, timeNs: 0 };

/** Opens a page, draws so many frames, the last of which the picture is chosen by, and two more; puts the last beside a PNG in base64. */
export async function compare(request: RenderRequest, frames: number, png: string): Promise<Difference> {
  const never = new AbortController().signal;
  const told: string[] = [];
  const target = (await new TargetFrame(request).open(never)) as Target;
  for (let index = 0; index < frames; index++) await target.clock.step();
  const picture = await choosePicture(target, request, never, (why) => told.push(why));
  await target.clock.step();
  (await picture.take(NO_FRAME)).close();
  await target.clock.step();
  return { ...(await differences(await pixelsTaken(picture), await pixelsOfPng(png))), told };
}

/** Opens a page, runs `script` in it while its first picture is drawn, and takes that picture; gives what was told. */
export async function interrupt(request: RenderRequest, script: string): Promise<readonly string[]> {
  const never = new AbortController().signal;
  const told: string[] = [];
  const target = (await new TargetFrame(request).open(never)) as Target;
  await target.clock.step();
  const picture = await choosePicture(target, request, never, (why) => told.push(why));
  const taken = picture.take(NO_FRAME);
  target.window.eval(script);
  (await taken).close();
  return told;
}

async function differences(one: ImageData, two: ImageData): Promise<Omit<Difference, 'told'>> {
  if (one.width !== two.width || one.height !== two.height) return { levels: 255, beyond: 100 };
  let [levels, count] = [0, 0];
  for (let y = 0; y < one.height; y++) {
    for (let x = 0; x < one.width; x++) {
      if (isBeyond(one, two, x, y, LEVELS) || isBeyond(two, one, x, y, LEVELS)) count++;
    }
  }
  one.data.forEach((value, at) => (levels = Math.max(levels, Math.abs(value - (two.data[at] ?? 0)))));
  return { levels, beyond: (100 * count) / (one.width * one.height) };
}

/** Colours multiplied by alpha, as frames of canvases have them. */
async function pixelsTaken(picture: Picture): Promise<ImageData> {
  const taken = await picture.take(NO_FRAME);
  const frame = taken instanceof VideoFrame ? taken : new VideoFrame(taken, { timestamp: 0 });
  const { codedWidth, codedHeight } = frame;
  const bytes = new Uint8ClampedArray(codedWidth * codedHeight * CHANNELS);
  await frame.copyTo(bytes, { format: 'RGBA' });
  for (const each of [taken, frame]) each.close();
  return new ImageData(bytes, codedWidth, codedHeight);
}

async function pixelsOfPng(png: string): Promise<ImageData> {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('there is no room');
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height);
  pixels.data.forEach((value, at) => {
    const alpha = pixels.data[at - (at % CHANNELS) + CHANNELS - 1] ?? 0;
    if (at % CHANNELS < CHANNELS - 1) pixels.data[at] = (value * alpha) / 255;
  });
  return pixels;
}
