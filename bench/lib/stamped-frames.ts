/** Raw frames with the time of their drawing and their number burnt in, and what reads them back from JPEGs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ColourSpace } from '../../shared/media/colour.ts';
import { frameLayout } from '../../shared/media/formats.ts';

export const WIDTH = 1280;
export const HEIGHT = 720;
/** Pictures per second. */
export const RATE = 30;

const BLOCK = 32;
const BITS = WIDTH / BLOCK;
const BLACK = 16;
const WHITE = 235;
const MIDDLE = 128;

export const FORMAT = 'I420';
export const COLOUR: ColourSpace = { matrix: 'bt709', transfer: 'bt709', primaries: 'bt709', fullRange: false };

/** What a picture says of itself. */
export interface Stamp {
  readonly index: number;
  /** Date.now() when it was drawn. */
  readonly timeMs: number;
}

const { bytes } = frameLayout(FORMAT, WIDTH, HEIGHT);
/** Twice as wide as a frame, for a picture that moves by being copied from another place. */
const texture = Buffer.from(
  Array.from({ length: 2 * WIDTH }, (_, x) => MIDDLE + Math.round(70 * Math.sin(x / 61) * Math.cos(x / 171))),
);

/** Frame `index`, drawn now, in memory of its own. */
export function drawFrame(index: number): Buffer {
  const frame = Buffer.alloc(bytes, MIDDLE);
  const at = (y: number): number => (index * 3 + y) % WIDTH;
  for (let y = 2 * BLOCK; y < HEIGHT; y++) {
    texture.copy(frame, y * WIDTH, at(y), at(y) + WIDTH);
  }
  drawBits(frame, 0, Date.now());
  drawBits(frame, 1, index);
  return frame;
}

function drawBits(frame: Buffer, row: number, value: number): void {
  for (let bit = 0; bit < BITS; bit++) {
    const luma = Math.floor(value / 2 ** bit) % 2 === 1 ? WHITE : BLACK;
    for (let y = row * BLOCK; y < (row + 1) * BLOCK; y++)
      frame.fill(luma, y * WIDTH + bit * BLOCK, y * WIDTH + (bit + 1) * BLOCK);
  }
}

/** Reads the stamps of pictures, by ffmpeg, all in one run. */
export async function readStamps(jpegs: readonly Buffer[]): Promise<Stamp[]> {
  const filter = `crop=${WIDTH}:${2 * BLOCK}:0:0,scale=${BITS}:2:flags=area,format=gray`;
  const child = spawn(
    'ffmpeg',
    // Each picture comes out once, whatever times ffmpeg thinks it has.
    [
      '-v',
      'error',
      '-f',
      'mpjpeg',
      '-i',
      'pipe:0',
      '-vf',
      filter,
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      'pipe:1',
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const closed = once(child, 'close');
  // As parts with their lengths: ffmpeg's reader of bare JPEGs loses some.
  for (const jpeg of jpegs) {
    child.stdin.write(`--b\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
    child.stdin.write(jpeg);
    child.stdin.write('\r\n');
  }
  child.stdin.end();
  const pixels = Buffer.concat(await child.stdout.toArray());
  await closed;
  const stampBytes = 2 * BITS;
  if (pixels.length !== jpegs.length * stampBytes) {
    throw new Error(`ffmpeg gave ${pixels.length / stampBytes} pictures for ${jpegs.length}`);
  }
  return jpegs.map((_, picture) => {
    const row = (offset: number): number =>
      Array.from(
        { length: BITS },
        (_unused, bit) => (pixels[picture * stampBytes + offset + bit] ?? 0) > MIDDLE,
      ).reduce((sum, isSet, bit) => sum + (isSet ? 2 ** bit : 0), 0);
    // The clock has one bit more than there is room for.
    const era = Date.now() - (Date.now() % 2 ** BITS);
    return { timeMs: era + row(0), index: row(BITS) };
  });
}

/** Calls `draw` with 0, 1, 2 ... at RATE, by the clock, until it is stopped. Late ones follow at once. */
export function atRate(draw: (index: number) => void): () => void {
  const startedMs = performance.now();
  let index = 0;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const next = (): void => {
    draw(index++);
    if (isOver) return;
    timer = setTimeout(next, Math.max(0, startedMs + (index * 1000) / RATE - performance.now()));
  };
  timer = setTimeout(next);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
