/** What the tests draw, as functions for pages, workers and scenes. They run in the browser: each stands by itself. */
import { DRAW_NUMBER } from './numbers.ts';

export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
export type Colour = readonly [red: number, green: number, blue: number];

/** Primaries, secondaries, greys, skin and middling saturated colours, which show faults of matrix, range and rounding. */
export const PATCHES: readonly Colour[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
  [0, 255, 255],
  [255, 0, 255],
  [255, 255, 255],
  [0, 0, 0],
  [128, 128, 128],
  [64, 64, 64],
  [192, 192, 192],
  [224, 172, 138],
  [141, 85, 54],
  [200, 30, 90],
  [33, 99, 201],
  [90, 160, 40],
];
/** Patches stand in rows of this many. */
export const PATCH_COLUMNS = 4;

/** Fills the canvas with `colours` as equal rectangles in rows of `columns`. `alpha` from 0 to 1. */
export function drawPatches(
  context: Context2D,
  colours: readonly Colour[],
  columns: number,
  width: number,
  height: number,
  alpha = 1,
): void {
  const rows = Math.ceil(colours.length / columns);
  context.clearRect(0, 0, width, height);
  colours.forEach(([red, green, blue], index) => {
    const [left, right] = [index % columns, (index % columns) + 1].map((column) =>
      Math.round((column * width) / columns),
    );
    const [top, bottom] = [Math.floor(index / columns), Math.floor(index / columns) + 1].map((row) =>
      Math.round((row * height) / rows),
    );
    context.fillStyle = `rgba(${red}, ${green}, ${blue}, ${alpha})`;
    context.fillRect(left ?? 0, top ?? 0, (right ?? 0) - (left ?? 0), (bottom ?? 0) - (top ?? 0));
  });
}

/** Fills the canvas with every alpha from 1 to 255 in its columns and many colours in its rows, moved on by `index`. */
export function drawEveryAlpha(context: Context2D, width: number, height: number, index: number): void {
  const image = context.createImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const offset = (y * width + x) * 4;
      const alpha = 1 + (x % 255);
      image.data[offset] = (y + index) % 256;
      image.data[offset + 1] = 255 - (y % 256);
      image.data[offset + 2] = (y * 7 + x * 3 + index * 31) % 256;
      image.data[offset + 3] = alpha;
    }
  }
  context.putImageData(image, 0, 0);
}

/** SHA-256 of what the canvas holds, as getImageData tells it: straight RGBA. */
export async function hashCanvas(context: Context2D, width: number, height: number): Promise<string> {
  const { data } = context.getImageData(0, 0, width, height);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A canvas in the page, on which something was drawn and which is shown. */
export function addCanvas(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  document.body.append(canvas);
  return canvas;
}

/** The canvas's 2D context; throws where it has another. */
export function context2d(
  canvas: HTMLCanvasElement,
  options: CanvasRenderingContext2DSettings = {},
): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', options);
  if (!context) throw new Error('the canvas has no 2d context');
  return context;
}

/** Draws a frame's number on a WebGL context's current framebuffer, as drawNumber does in 2D. */
export function drawNumberGl(gl: WebGLRenderingContext | WebGL2RenderingContext, index: number): void {
  const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
  const BITS = 12;
  gl.disable(gl.SCISSOR_TEST);
  gl.clearColor(0.1, 0.5 + ((index * 7) % 100) / 250, 0.2, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.enable(gl.SCISSOR_TEST);
  for (let bit = 0; bit < BITS; bit++) {
    const level = (index >> bit) & 1;
    gl.scissor(
      Math.floor((bit * width) / BITS),
      Math.floor((height * 3) / 4),
      Math.ceil(width / BITS),
      Math.ceil(height / 4),
    );
    gl.clearColor(level, level, level, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }
}

/** Counts the frames a recording has captured: `onProgress` is for its options. */
export interface FrameCount {
  onProgress(progress: { readonly capturedFrames: number }): void;
  /** Resolves when so many frames are captured, or so many more. */
  reached(frames: number): Promise<void>;
  more(frames: number): Promise<void>;
  /** Calls `offer` in every animation frame until so many frames are captured. */
  until(frames: number, offer: () => unknown): Promise<void>;
}

export function frameCount(): FrameCount {
  let captured = 0;
  let wake = (): void => undefined;
  const reached = (frames: number): Promise<void> =>
    new Promise((resolve) => {
      wake = () => {
        if (captured >= frames) resolve();
      };
      wake();
    });
  return {
    onProgress({ capturedFrames }) {
      captured = capturedFrames;
      wake();
    },
    reached,
    more: (frames) => reached(captured + frames),
    async until(frames, offer) {
      while (captured < frames) {
        await offer();
        await new Promise(requestAnimationFrame);
      }
    },
  };
}

/** The next animation frame. */
export function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** What a promise rejects with, as plain data. */
export async function rejection(promise: Promise<unknown>): Promise<{
  name: string;
  code: string;
  message: string;
  remedy: string;
  recording?: { frames: number; url: string; name: string };
}> {
  try {
    await promise;
  } catch (error) {
    const { name, code, message, remedy, recording } = error as {
      name: string;
      code: string;
      message: string;
      remedy: string;
      recording?: { frames: number; url: string; name: string };
    };
    return { name, code, message, remedy, ...(recording ? { recording } : {}) };
  }
  throw new Error('it did not reject');
}

const FUNCTIONS = [
  drawPatches,
  drawEveryAlpha,
  hashCanvas,
  addCanvas,
  context2d,
  drawNumberGl,
  frameCount,
  nextFrame,
  rejection,
];

/** The module that pages import as /pictures.js. */
export const PICTURES_MODULE = `${FUNCTIONS.map((each) => `export ${String(each)}`).join('\n')}\n${DRAW_NUMBER}\nexport { drawNumber };\n`;

/** What that module exports. */
export interface Pictures {
  drawPatches: typeof drawPatches;
  drawEveryAlpha: typeof drawEveryAlpha;
  hashCanvas: typeof hashCanvas;
  addCanvas: typeof addCanvas;
  context2d: typeof context2d;
  drawNumberGl: typeof drawNumberGl;
  frameCount: typeof frameCount;
  nextFrame: typeof nextFrame;
  rejection: typeof rejection;
  drawNumber(context: Context2D, index: number, width: number, height: number): void;
}
