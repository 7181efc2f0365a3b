/** The bench's scene on a 2D canvas. */
import { defineScene } from '../../web/recorder/options.ts';
import { context2d } from '../../web/scenes/lib/context.ts';
import { css, gradientAt, makeParticles, placeOf } from './lib/particles.ts';

const TURN = Math.PI * 2;

export default defineScene({
  setup(canvas, { width, height }) {
    const context = context2d(canvas, { alpha: false });
    const particles = makeParticles().map((particle) => ({ particle, fill: css(particle.colour) }));
    return ({ timeSeconds }) => {
      const { slant, colours } = gradientAt(timeSeconds);
      const gradient = context.createLinearGradient(slant * width, 0, width - slant * width, height);
      colours.forEach((colour, stop) => gradient.addColorStop(stop, css(colour)));
      context.fillStyle = gradient;
      context.fillRect(0, 0, width, height);
      for (const { particle, fill } of particles) {
        const { x, y } = placeOf(particle, timeSeconds);
        context.fillStyle = fill;
        context.beginPath();
        context.arc(x * width, y * height, particle.radius * height, 0, TURN);
        context.fill();
      }
    };
  },
});
