/** What became of the frames that were drawn. */
import type { Shown } from '../lib/frame-numbers.ts';

/** Of a realtime recording. */
export interface Kept {
  /** Frames that were drawn and are in the file. */
  readonly kept: number;
  /** Frames that were drawn and are not. */
  readonly lost: number;
  /** Pictures that show a frame once more. */
  readonly doubled: number;
  /** How far the worst frame stands from its time, once the file as a whole is shifted to fit best, ms. */
  readonly timeErrorMs: number;
}

const MS_PER_SECOND = 1000;

/** Throws, naming the first that is wrong, unless `shown` is frames 0 to `count` - 1, each once and in order. */
export function requireEveryFrame(shown: readonly Shown[], count: number): void {
  const wrong = shown.findIndex(({ number }, index) => number !== index);
  if (wrong >= 0) throw new Error(`frame ${shown[wrong]?.number ?? 'without a number'} stands where ${wrong} should`);
  if (shown.length !== count) throw new Error(`${count} frames were recorded and ${shown.length} come out of the file`);
}

/**
 * Compares a file with what was drawn.
 * @param drawn numbers of the frames, frame i being due i / `fps` seconds after the first
 */
export function compareWithDrawn(shown: readonly Shown[], drawn: readonly number[], fps: number): Kept {
  const firsts = new Map<number, number>();
  let pictures = 0;
  for (const { number, timeSeconds } of shown) {
    if (number === undefined) continue;
    pictures++;
    if (!firsts.has(number)) firsts.set(number, timeSeconds);
  }
  const known = new Set(drawn);
  const foreign = [...firsts.keys()].find((number) => !known.has(number));
  if (foreign !== undefined) throw new Error(`frame ${foreign} is in the file and was never drawn`);
  if (firsts.size === 0) throw new Error('no frame of the drawing is in the file');
  const late = [...firsts].map(([number, timeSeconds]) => timeSeconds - number / fps);
  return {
    kept: firsts.size,
    lost: known.size - firsts.size,
    doubled: pictures - firsts.size,
    // The middle between the earliest and the latest is as near as one shift can bring all of them.
    timeErrorMs: ((Math.max(...late) - Math.min(...late)) / 2) * MS_PER_SECOND,
  };
}
