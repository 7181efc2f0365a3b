/** A line plot as SVG, readable on light and on dark pages. Both axes begin at zero: what grows straight looks straight. */

export interface Series {
  readonly name: string;
  /** By rising x. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface PlotOptions {
  readonly title: string;
  /** What the axes tell, with units. */
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

const WIDTH = 720;
const HEIGHT = 420;
/** Room for texts around the plot, px. */
const LEFT = 72;
const TOP = 48;
const RIGHT = 24;
const BOTTOM = 116;
const MOST_TICKS = 6;
const NAMES_IN_A_LINE = 3;
const LEGEND_LINE = 22;
/** Told apart by those who see few colours, too (Okabe and Ito), and by shape of line. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00'];
const DASHES = ['', '7 4', '2 4', '10 3 2 3', '4 2'];

const STYLE = `
  svg { color-scheme: light dark; --paper: #ffffff; --ink: #24292f; --line: #d0d7de; }
  @media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #e6edf3; --line: #30363d; } }
  text { font: 13px system-ui, sans-serif; fill: var(--ink); }
  .title { font-size: 15px; font-weight: 600; }
  .paper { fill: var(--paper); }
  .grid { stroke: var(--line); }
  .series { fill: none; stroke-width: 2.5; }`;

/** The plot as a document of its own. */
export function svgPlot({ title, x, y, series }: PlotOptions): string {
  const points = series.flatMap((one) => one.points).filter(isFinitePoint);
  const xTicks = ticks(Math.max(0, ...points.map((point) => point.x)));
  const yTicks = ticks(Math.max(0, ...points.map((point) => point.y)));
  const right = WIDTH - RIGHT;
  const bottom = HEIGHT - BOTTOM;
  const atX = (value: number): string => coordinate(LEFT + (value / (xTicks.at(-1) ?? 1)) * (right - LEFT));
  const atY = (value: number): string => coordinate(bottom - (value / (yTicks.at(-1) ?? 1)) * (bottom - TOP));
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    `<text class="title" x="${LEFT}" y="28">${escaped(title)}</text>`,
    ...yTicks.flatMap((tick) => [
      `<path class="grid" d="M${LEFT} ${atY(tick)}H${right}"/>`,
      `<text x="${LEFT - 8}" y="${atY(tick)}" dy="4" text-anchor="end">${tick}</text>`,
    ]),
    ...xTicks.map((tick) => `<text x="${atX(tick)}" y="${bottom + 20}" text-anchor="middle">${tick}</text>`),
    `<text x="${(LEFT + right) / 2}" y="${bottom + 42}" text-anchor="middle">${escaped(x)}</text>`,
    `<text transform="translate(20 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
    ...series.flatMap(({ name, points: own }, index) => [
      ...drawn(own.filter(isFinitePoint), index, atX, atY),
      ...legend(name, index),
    ]),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

/** From zero to at least `most`, in steps of 1, 2 or 5 times a power of ten. */
export function ticks(most: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / (MOST_TICKS - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size * (MOST_TICKS - 1) >= most) ?? rough;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function drawn(
  points: Series['points'],
  index: number,
  atX: (value: number) => string,
  atY: (value: number) => string,
): string[] {
  const colour = COLOURS[index % COLOURS.length];
  const path = points.map(({ x, y }) => `${atX(x)} ${atY(y)}`).join('L');
  return [
    ...(points.length > 1 ? [`<path class="series" stroke="${colour}"${dash(index)} d="M${path}"/>`] : []),
    ...points.map(({ x, y }) => `<circle fill="${colour}" cx="${atX(x)}" cy="${atY(y)}" r="3.5"/>`),
  ];
}

/** Below the plot, side by side, in as many lines as they need. */
function legend(name: string, index: number): string[] {
  const place = LEFT + ((index % NAMES_IN_A_LINE) * (WIDTH - LEFT - RIGHT)) / NAMES_IN_A_LINE;
  const line = HEIGHT - BOTTOM + 68 + Math.floor(index / NAMES_IN_A_LINE) * LEGEND_LINE;
  return [
    `<path class="series" stroke="${COLOURS[index % COLOURS.length]}"${dash(index)} d="M${coordinate(place)} ${line}h26"/>`,
    `<text x="${coordinate(place + 34)}" y="${line}" dy="4">${escaped(name)}</text>`,
  ];
}

function dash(index: number): string {
  const pattern = DASHES[index % DASHES.length];
  return pattern ? ` stroke-dasharray="${pattern}"` : '';
}

function isFinitePoint({ x, y }: { readonly x: number; readonly y: number }): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function coordinate(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
