/**
 * The scene every recorder of the bench records: some hundred soft particles over a moving gradient. Frame i is a
 * function of i alone, so that all of them record the same pictures.
 */
import { defineScene } from '../../web/recorder/options.ts';
import { context2d } from '../../web/scenes/lib/context.ts';
import { seededRandom } from '../../web/scenes/lib/random.ts';

const PARTICLES = 400;
const TURN = Math.PI * 2;

interface Particle {
  readonly x: number;
  readonly y: number;
  /** Fractions of the picture a second. */
  readonly speedX: number;
  readonly speedY: number;
  /** Fraction of the picture's height. */
  readonly radius: number;
  readonly colour: string;
}

export default defineScene({
  setup(canvas, { width, height }) {
    const context = context2d(canvas, { alpha: false });
    const particles = makeParticles();
    return ({ timeSeconds }) => {
      const slant = width * (0.5 + 0.5 * Math.sin(timeSeconds * 0.7));
      const gradient = context.createLinearGradient(slant, 0, width - slant, height);
      gradient.addColorStop(0, `hsl(${(timeSeconds * 24) % 360} 60% 28%)`);
      gradient.addColorStop(1, `hsl(${(timeSeconds * 24 + 130) % 360} 65% 62%)`);
      context.fillStyle = gradient;
      context.fillRect(0, 0, width, height);
      for (const { x, y, speedX, speedY, radius, colour } of particles) {
        context.fillStyle = colour;
        context.beginPath();
        context.arc(
          wrapped(x + speedX * timeSeconds) * width,
          wrapped(y + speedY * timeSeconds) * height,
          radius * height,
          0,
          TURN,
        );
        context.fill();
      }
    };
  },
});

function makeParticles(): Particle[] {
  const random = seededRandom(20_261_103);
  return Array.from({ length: PARTICLES }, () => ({
    x: random(),
    y: random(),
    speedX: (random() - 0.5) * 0.3,
    speedY: (random() - 0.5) * 0.3,
    radius: 0.004 + 0.016 * random() ** 2,
    colour: `hsl(${Math.floor(random() * 360)} 80% ${Math.floor(45 + random() * 40)}% / ${(0.5 + random() * 0.5).toFixed(2)})`,
  }));
}

/** From 0 up to 1: what leaves on one side comes in on the other. */
function wrapped(value: number): number {
  return value - Math.floor(value);
}
