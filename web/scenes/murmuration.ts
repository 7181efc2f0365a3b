/** Several thousand birds at dusk. Each place in the flock follows its own sum of slow waves, so any frame stands alone. */
import { defineScene } from '../recorder/options.ts';
import { context2d } from './lib/context.ts';
import { seededRandom } from './lib/random.ts';

const BIRDS = 5200;
const SHADES = 5;
/** How long a stroke each bird leaves, seconds. */
const STROKE_SECONDS = 0.07;
const SKY = '#dcd5c7';

interface Bird {
  /** Place in the flock, about -1 to 1. */
  readonly u: number;
  readonly v: number;
  readonly depth: number;
}

export default defineScene({
  setup(canvas, size) {
    const context = context2d(canvas, { alpha: false });
    const shades = Array.from({ length: SHADES }, (_, shade) => {
      const level = shade / (SHADES - 1);
      return `rgb(${Math.round(128 - 98 * level)} ${Math.round(128 - 94 * level)} ${Math.round(126 - 86 * level)})`;
    });
    const flock = Array.from({ length: SHADES }, (): Bird[] => []);
    for (const bird of birds()) flock[Math.min(SHADES - 1, Math.floor(bird.depth * SHADES))]?.push(bird);
    const unit = Math.min(size.width, size.height * 1.4);

    return ({ timeSeconds }) => {
      context.fillStyle = SKY;
      context.fillRect(0, 0, size.width, size.height);
      context.lineCap = 'round';
      flock.forEach((layer, shade) => {
        context.strokeStyle = shades[shade] ?? SKY;
        context.lineWidth = unit * (0.0009 + 0.00042 * shade);
        context.beginPath();
        for (const bird of layer) {
          const [x0, y0] = place(bird, timeSeconds - STROKE_SECONDS);
          const [x1, y1] = place(bird, timeSeconds);
          context.moveTo(size.width / 2 + x0 * unit, size.height / 2 + y0 * unit);
          context.lineTo(size.width / 2 + x1 * unit, size.height / 2 + y1 * unit);
        }
        context.stroke();
      });
    };
  },
});

function birds(): Bird[] {
  const random = seededRandom(20_261);
  return Array.from({ length: BIRDS }, () => {
    const radius = random() ** 0.6;
    const angle = random() * Math.PI * 2;
    return { u: radius * Math.cos(angle), v: radius * Math.sin(angle), depth: random() };
  });
}

/** Where a bird is, in units of the picture: the flock drifts, turns and folds over itself. */
function place({ u, v, depth }: Bird, t: number): [x: number, y: number] {
  const fold = 0.9 * Math.sin(1.9 * u + 0.31 * t) + 0.55 * Math.sin(2.7 * v - 0.43 * t + 2 * u);
  const turn = 0.5 * Math.sin(0.17 * t) + 0.7 * fold;
  const stretch = 0.31 + 0.07 * Math.sin(0.23 * t + 1.3);
  const x = u * Math.cos(turn) - v * Math.sin(turn);
  const y = u * Math.sin(turn) + v * Math.cos(turn);
  const ripple = 0.05 * Math.sin(5 * x - 1.1 * t) + 0.035 * Math.sin(7.3 * y + 0.9 * t + depth);
  const drift = 0.09 * Math.sin(0.13 * t) + 0.02 * (depth - 0.5);
  return [
    x * stretch * 1.35 + drift + 0.035 * Math.cos(3.1 * y + 0.7 * t) + 0.006 * Math.sin(9 * t * 0.4 + depth * 40),
    y * stretch * 0.66 + ripple * 0.6 + 0.04 * Math.sin(0.29 * t) + 0.006 * Math.cos(9 * t * 0.4 + depth * 31),
  ];
}
