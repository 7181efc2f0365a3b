/** A test picture after the Philips circle pattern: everything in it shows one kind of fault. */
import { defineScene, type FrameTime, type Size } from '../recorder/options.ts';
import { type Context2D, context2d } from './lib/context.ts';
import { stripCells, stripRows } from './lib/frame-strip.ts';
import { clockTime } from './lib/timecode.ts';
import { zonePlate } from './lib/zone-plate.ts';

const TAU = Math.PI * 2;
const MONO = '"DejaVu Sans Mono", ui-monospace, Menlo, Consolas, monospace';
const SANS = '"DejaVu Sans", "Helvetica Neue", Arial, sans-serif';
/** 75 % colour bars, in falling brightness. */
const BARS = ['#bfbfbf', '#bfbf00', '#00bfbf', '#00bf00', '#bf00bf', '#bf0000', '#0000bf'];
/** Widths of the lines of each grating, pixels. */
const GRATINGS = [8, 6, 4, 3, 2, 1];

export default defineScene({
  setup(canvas, size) {
    const context = context2d(canvas, { alpha: false });
    const circle = layout(size);
    const still = new OffscreenCanvas(size.width, size.height);
    drawStill(context2d(still, { alpha: false }), size, circle);
    const plateTop = Math.round(circle.y + circle.diameter * 0.16);
    const plateLeft = Math.round(circle.x - circle.diameter * 0.33);
    const plate = zonePlate(Math.round(circle.diameter * 0.66), Math.round(circle.diameter * 0.18));
    return (frame) => {
      context.drawImage(still, 0, 0);
      plate.draw(frame.timeSeconds);
      context.putImageData(plate.image, plateLeft, plateTop);
      drawHand(context, circle, frame.timeSeconds);
      drawNumbers(context, circle, frame);
      drawStrip(context, size, frame.index);
    };
  },
});

interface Circle {
  readonly x: number;
  readonly y: number;
  readonly diameter: number;
}

function layout(size: Size): Circle {
  const free = stripRows(size.height).top;
  return { x: size.width / 2, y: free / 2, diameter: Math.min(size.width, free) * 0.92 };
}

/** All that does not move: grid, edge marks, circle with bars, gratings and grey steps. */
function drawStill(context: Context2D, size: Size, circle: Circle): void {
  const { x, y, diameter } = circle;
  context.fillStyle = '#5c5c5c';
  context.fillRect(0, 0, size.width, size.height);
  drawGrid(context, size, diameter / 16);
  drawEdge(context, size);

  context.save();
  context.beginPath();
  context.arc(x, y, diameter / 2, 0, TAU);
  context.clip();
  context.fillStyle = '#000';
  context.fillRect(x - diameter / 2, y - diameter / 2, diameter, diameter);
  context.fillStyle = '#fff';
  context.fillRect(x - diameter / 2, y - diameter / 2, diameter, diameter * 0.15);
  context.fillStyle = '#111';
  text(context, 'REELAY', x, y - diameter * 0.408, `600 ${diameter * 0.062}px ${SANS}`);
  BARS.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(
      x - diameter / 2 + (i * diameter) / BARS.length,
      y - diameter * 0.35,
      diameter / BARS.length + 1,
      diameter * 0.15,
    );
  });
  drawGratings(context, circle);
  for (let step = 0; step < 11; step++) {
    const grey = Math.round((255 * step) / 10);
    context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
    context.fillRect(
      x + diameter * (-0.33 + (0.66 * step) / 11),
      y + diameter * 0.34,
      (diameter * 0.66) / 11 + 1,
      diameter * 0.04,
    );
  }
  context.restore();

  context.strokeStyle = '#fff';
  context.lineWidth = Math.max(1, diameter / 320);
  context.beginPath();
  context.arc(x, y, diameter / 2, 0, TAU);
  context.stroke();
}

function drawGrid(context: Context2D, size: Size, step: number): void {
  context.fillStyle = '#8a8a8a';
  for (let x = (size.width / 2) % step; x < size.width; x += step) context.fillRect(Math.round(x), 0, 1, size.height);
  for (let y = (size.height / 2) % step; y < size.height; y += step) context.fillRect(0, Math.round(y), size.width, 1);
}

/** Blocks along the left, right and top edge: a missing row or column is seen at once. */
function drawEdge(context: Context2D, size: Size): void {
  const block = Math.max(4, Math.round(size.height / 60));
  for (let i = 0; i * block < Math.max(size.width, size.height); i++) {
    context.fillStyle = i % 2 === 0 ? '#fff' : '#000';
    context.fillRect(i * block, 0, block, block);
    context.fillRect(0, i * block, block, block);
    context.fillRect(size.width - block, i * block, block, block);
  }
}

function drawGratings(context: Context2D, { x, y, diameter }: Circle): void {
  const width = diameter / GRATINGS.length;
  GRATINGS.forEach((line, i) => {
    const left = Math.round(x - diameter / 2 + i * width);
    context.fillStyle = '#fff';
    for (let at = 0; at < width; at += 2 * line)
      context.fillRect(left + at, Math.round(y - diameter * 0.2), line, Math.round(diameter * 0.08));
  });
}

/** A bead that runs around the circle once a second: any uneven motion shows. */
function drawHand(context: Context2D, { x, y, diameter }: Circle, seconds: number): void {
  const angle = TAU * (seconds - 0.25);
  context.fillStyle = '#fff';
  context.beginPath();
  context.arc(x + (Math.cos(angle) * diameter) / 2, y + (Math.sin(angle) * diameter) / 2, diameter / 50, 0, TAU);
  context.fill();
}

function drawNumbers(context: Context2D, circle: Circle, frame: FrameTime): void {
  const { x, y, diameter } = circle;
  context.fillStyle = '#000';
  context.fillRect(x - diameter * 0.46, y - diameter * 0.115, diameter * 0.92, diameter * 0.27);
  context.fillStyle = '#fff';
  text(context, String(frame.index).padStart(5, '0'), x, y + diameter * 0.025, `700 ${diameter * 0.25}px ${MONO}`);
  context.fillStyle = '#ddd';
  const small = `500 ${diameter * 0.042}px ${MONO}`;
  context.fillRect(x - diameter * 0.24, y + diameter * 0.395, diameter * 0.48, diameter * 0.065);
  context.fillStyle = '#111';
  text(context, clockTime(frame.timeNs), x, y + diameter * 0.4285, small);
}

function drawStrip(context: Context2D, size: Size, index: number): void {
  const rows = stripRows(size.height);
  const cells = stripCells(index);
  cells.forEach((bit, cell) => {
    const left = Math.round((cell * size.width) / cells.length);
    const right = Math.round(((cell + 1) * size.width) / cells.length);
    context.fillStyle = bit === 1 ? '#fff' : '#000';
    context.fillRect(left, rows.top, right - left, rows.height);
  });
}

function text(context: Context2D, words: string, x: number, y: number, font: string): void {
  context.font = font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(words, x, y);
}
