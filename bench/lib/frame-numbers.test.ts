import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { NUMBER_BITS, NUMBER_ROWS, numberCell, numberIsWhite } from '../numbers.ts';
import { numbersIn, shownFrames } from './frame-numbers.ts';

function squares(number: number): number[] {
  return Array.from({ length: NUMBER_ROWS * NUMBER_BITS }, (_, at) =>
    numberIsWhite(number, Math.floor(at / NUMBER_BITS), at % NUMBER_BITS) ? 235 : 16,
  );
}

it('reads numbers, and none where the rows are not each other’s opposite', () => {
  const torn = [...squares(7).slice(0, NUMBER_BITS), ...squares(8).slice(NUMBER_BITS)];
  const grey = Array.from({ length: NUMBER_ROWS * NUMBER_BITS }, () => 128);
  const pixels = Uint8Array.from([0, 1, 40_961, 65_535].flatMap(squares).concat(torn, grey, squares(5)));
  expect(numbersIn(pixels)).toEqual([0, 1, 40_961, 65_535, undefined, undefined, 5]);
});

it('reads them, and when they are shown, out of an encoded file', async () => {
  const [width, height] = [320, 180];
  const cell = numberCell(width);
  const frames = [3, 4, 4, 900].map((number) => {
    const luma = Buffer.alloc(width * height, 128);
    squares(number).forEach((level, at) => {
      const x = (at % NUMBER_BITS) * cell;
      const y = Math.floor(at / NUMBER_BITS) * cell;
      for (let line = y; line < y + cell; line++) luma.fill(level, line * width + x, line * width + x + cell);
    });
    return luma;
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'reelay-numbers-'));
  try {
    const file = path.join(folder, 'numbers.mp4');
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', '10', '-i', 'pipe:0'];
    const encoder = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-b:v', '500k'];
    execFileSync('ffmpeg', ['-v', 'error', ...raw, ...encoder, file], { input: Buffer.concat(frames) });
    const shown = await shownFrames(file, width);
    expect(shown.map(({ number }) => number)).toEqual([3, 4, 4, 900]);
    expect(shown.map(({ timeSeconds }) => Number(timeSeconds.toFixed(3)))).toEqual([0, 0.1, 0.2, 0.3]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
