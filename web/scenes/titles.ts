/** Kinetic type on a transparent ground, for laying over something else. The weight of a variable font moves. */
import fontAddress from '@fontsource-variable/archivo/files/archivo-latin-wght-normal.woff2?url';
import { defineScene, type Size } from '../recorder/options.ts';
import { type Context2D, context2d } from './lib/context.ts';
import { easeInOut, easeOut, phase } from './lib/easing.ts';
import { loadFont } from './lib/font.ts';

const FAMILY = 'Reelay Titles';
const LINES = ['every frame', 'exactly once', 'in its place'] as const;
const LOOP_SECONDS = 6;
const LINE_DELAY_SECONDS = 0.35;
const RED = 'rgb(214 56 38 / 0.82)';
const INK = '#16181a';
const PAPER = 'rgb(244 241 234 / 0.72)';

export default defineScene({
  async setup(canvas, size) {
    await loadFont(FAMILY, new URL(fontAddress, import.meta.url), { weight: '100 900' });
    const context = context2d(canvas, { alpha: true });
    return ({ timeSeconds }) => {
      context.clearRect(0, 0, size.width, size.height);
      drawShapes(context, size, timeSeconds);
      LINES.forEach((line, row) => drawLine(context, size, line, row, timeSeconds));
    };
  },
});

/** A half-transparent plate and disc that slide under the words. */
function drawShapes(context: Context2D, { width, height }: Size, seconds: number): void {
  const unit = Math.min(width, height);
  const turn = phase(seconds, LOOP_SECONDS) * Math.PI * 2;
  context.fillStyle = PAPER;
  context.beginPath();
  context.roundRect(
    width * 0.06,
    height * 0.16 + unit * 0.015 * Math.sin(turn),
    width * 0.88,
    height * 0.68,
    unit * 0.02,
  );
  context.fill();
  context.fillStyle = RED;
  context.beginPath();
  context.arc(
    width * (0.5 + 0.3 * Math.cos(turn)),
    height * (0.5 + 0.2 * Math.sin(turn * 2)),
    unit * 0.2,
    0,
    Math.PI * 2,
  );
  context.fill();
}

/** One line: letters rise in one after another, breathe in weight, and leave the same way. */
function drawLine(context: Context2D, { width, height }: Size, line: string, row: number, seconds: number): void {
  const letters = [...line];
  const local = phase(seconds, LOOP_SECONDS) * LOOP_SECONDS;
  const box = Math.min(height * 0.2, width * 0.125);
  const baseline = height / 2 + (row - 1) * box * 1.06 + box * 0.3;
  const clipTop = baseline - box * 0.84;
  context.save();
  context.beginPath();
  context.rect(0, clipTop, width, box * 1.08);
  context.clip();
  context.fillStyle = INK;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  let x = width * 0.06 + box * 0.45;
  letters.forEach((letter, i) => {
    const start = row * LINE_DELAY_SECONDS + i * 0.035;
    const entered = easeOut((local - start) / 0.7);
    const left = easeInOut((local - (LOOP_SECONDS - 1.5) - start * 0.6) / 0.5);
    const swell = 0.5 + 0.5 * Math.sin(seconds * ((2 * Math.PI) / (LOOP_SECONDS / 2)) - i * 0.45 - row * 0.8);
    // Whole tens: every weight is a font of its own to the rasteriser.
    const weight = 250 + 10 * Math.round(55 * swell);
    context.font = `${weight} ${box}px "${FAMILY}", sans-serif`;
    context.fillText(letter, x, baseline + box * (1.15 * (1 - entered) - 1.15 * left));
    x += context.measureText(letter).width + box * 0.012;
  });
  context.restore();
}
