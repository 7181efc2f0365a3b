/** The bench's scene on a 2D canvas, each frame with its number in it. */
import { defineScene } from '../../web/recorder/options.ts';
import { context2d } from '../../web/scenes/lib/context.ts';
import { NUMBER_BITS, NUMBER_ROWS, numberCell, numberIsWhite } from '../numbers.ts';
import scene from './scene.ts';

export default defineScene({
  async setup(canvas, size) {
    const draw = await scene.setup(canvas, size);
    const context = context2d(canvas, { alpha: false });
    const cell = numberCell(size.width);
    return async (frame) => {
      await draw(frame);
      for (let row = 0; row < NUMBER_ROWS; row++) {
        for (let bit = 0; bit < NUMBER_BITS; bit++) {
          context.fillStyle = numberIsWhite(frame.index, row, bit) ? 'white' : 'black';
          context.fillRect(bit * cell, row * cell, cell, cell);
        }
      }
    };
  },
});
