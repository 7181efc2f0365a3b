/** Seven hands with periods of 1 to 13 seconds on nested rings: they all meet at noon once in 3 h 2 min. */
import { defineScene } from '../recorder/options.ts';
import { type Context2D, context2d } from './lib/context.ts';
import { phase } from './lib/easing.ts';

const TAU = Math.PI * 2;
const PERIODS_SECONDS = [1, 2, 3, 5, 7, 8, 13] as const;
const GROUND = '#15191d';
const TRACK = '#2b3238';
const COLOURS = ['#f4efe4', '#e4d8bd', '#d6b98a', '#c98f5b', '#b76a45', '#8d5a52', '#5f6a75'] as const;

export default defineScene({
  setup(canvas, size) {
    const context = context2d(canvas, { alpha: false });
    const radius = Math.min(size.width, size.height) * 0.435;
    const ring = radius / (PERIODS_SECONDS.length + 1.2);
    return ({ timeSeconds }) => {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = GROUND;
      context.fillRect(0, 0, size.width, size.height);
      context.translate(size.width / 2, size.height / 2);
      PERIODS_SECONDS.forEach((period, i) =>
        drawRing(context, radius - i * ring, ring, period, timeSeconds, COLOURS[i] ?? TRACK),
      );
      drawNoon(context, radius, ring);
    };
  },
});

/** A track with one tick a second of its period, the arc run so far, and the hand's bead at its end. */
function drawRing(
  context: Context2D,
  radius: number,
  ring: number,
  period: number,
  seconds: number,
  colour: string,
): void {
  const turn = phase(seconds, period);
  const start = -TAU / 4;
  context.lineCap = 'butt';
  context.strokeStyle = TRACK;
  context.lineWidth = ring * 0.1;
  context.beginPath();
  context.arc(0, 0, radius, 0, TAU);
  context.stroke();

  for (let tick = 0; tick < period; tick++) {
    const angle = start + (TAU * tick) / period;
    context.beginPath();
    context.moveTo(Math.cos(angle) * (radius - ring * 0.16), Math.sin(angle) * (radius - ring * 0.16));
    context.lineTo(Math.cos(angle) * (radius + ring * 0.16), Math.sin(angle) * (radius + ring * 0.16));
    context.stroke();
  }

  context.strokeStyle = colour;
  context.lineWidth = ring * 0.34;
  context.lineCap = 'round';
  // The tail follows the head around: it leaves noon when the head returns to it.
  const tail = Math.max(0, turn * 2 - 1) ** 2;
  context.beginPath();
  context.arc(0, 0, radius, start + TAU * tail, start + TAU * turn);
  context.stroke();

  context.fillStyle = GROUND;
  context.beginPath();
  context.arc(Math.cos(start + TAU * turn) * radius, Math.sin(start + TAU * turn) * radius, ring * 0.08, 0, TAU);
  context.fill();
}

function drawNoon(context: Context2D, radius: number, ring: number): void {
  context.fillStyle = '#e0402e';
  context.beginPath();
  context.moveTo(0, -radius - ring * 0.42);
  context.lineTo(-ring * 0.18, -radius - ring * 0.8);
  context.lineTo(ring * 0.18, -radius - ring * 0.8);
  context.closePath();
  context.fill();
}
