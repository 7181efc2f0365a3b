/** A scene: reelay render examples/render/pulse.js -o pulse.gif --frames 40 --fps 20 --size 320x320 */
import { defineScene } from 'reelay';

export default defineScene({
  setup(canvas, { width, height }) {
    const context = canvas.getContext('2d');
    return ({ timeSeconds }) => {
      const phase = Math.sin(timeSeconds * Math.PI) ** 2;
      context.fillStyle = '#f4efe6';
      context.fillRect(0, 0, width, height);
      context.fillStyle = `hsl(${350 - phase * 40} 75% 55%)`;
      context.beginPath();
      context.arc(width / 2, height / 2, (0.15 + phase * 0.25) * Math.min(width, height), 0, 2 * Math.PI);
      context.fill();
    };
  },
});
