/**
 * What every recorder of the bench records: some hundred soft particles over a moving gradient. Frame i is a function of i
 * alone, so that all of them record the same pictures.
 */
import { seededRandom } from '../../../web/scenes/lib/random.ts';

const PARTICLES = 400;

export interface Particle {
  /** Fractions of the picture. */
  readonly x: number;
  readonly y: number;
  /** Fractions of the picture a second. */
  readonly speedX: number;
  readonly speedY: number;
  /** Fraction of the picture's height. */
  readonly radius: number;
  readonly colour: Colour;
}

export interface Colour {
  /** Degrees. */
  readonly hue: number;
  /** Per cent. */
  readonly saturation: number;
  readonly lightness: number;
  /** 0 to 1. */
  readonly alpha: number;
}

export function makeParticles(): Particle[] {
  const random = seededRandom(20_261_103);
  return Array.from({ length: PARTICLES }, () => ({
    x: random(),
    y: random(),
    speedX: (random() - 0.5) * 0.3,
    speedY: (random() - 0.5) * 0.3,
    radius: 0.004 + 0.016 * random() ** 2,
    colour: {
      hue: Math.floor(random() * 360),
      saturation: 80,
      lightness: Math.floor(45 + random() * 40),
      alpha: Number((0.5 + random() * 0.5).toFixed(2)),
    },
  }));
}

/** Where a particle is, as fractions of the picture: what leaves on one side comes in on the other. */
export function placeOf(
  { x, y, speedX, speedY }: Particle,
  timeSeconds: number,
): { readonly x: number; readonly y: number } {
  return { x: wrapped(x + speedX * timeSeconds), y: wrapped(y + speedY * timeSeconds) };
}

/** The gradient: its first end's x as a fraction of the width (the other end lies opposite), and the colours of both. */
export function gradientAt(timeSeconds: number): {
  readonly slant: number;
  readonly colours: readonly [Colour, Colour];
} {
  return {
    slant: 0.5 + 0.5 * Math.sin(timeSeconds * 0.7),
    colours: [
      { hue: (timeSeconds * 24) % 360, saturation: 60, lightness: 28, alpha: 1 },
      { hue: (timeSeconds * 24 + 130) % 360, saturation: 65, lightness: 62, alpha: 1 },
    ],
  };
}

export function css({ hue, saturation, lightness, alpha }: Colour): string {
  return `hsl(${hue} ${saturation}% ${lightness}% / ${alpha})`;
}

/** Red, green, blue and alpha, 0 to 1 (CSS Color 4, section 7.1). */
export function rgba({ hue, saturation, lightness, alpha }: Colour): readonly [number, number, number, number] {
  const s = saturation / 100;
  const l = lightness / 100;
  const channel = (n: number): number => {
    const k = (n + hue / 30) % 12;
    return l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [channel(0), channel(8), channel(4), alpha];
}

function wrapped(value: number): number {
  return value - Math.floor(value);
}
