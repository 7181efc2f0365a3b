/** The numbered scene, which also notes what it has drawn: in realtime not every frame is. */
import { defineScene } from '../../web/recorder/options.ts';
import { answerWithDrawn } from './lib/drawn.ts';
import numbered from './numbered-2d.ts';

export default defineScene({
  async setup(canvas, size) {
    const draw = await numbered.setup(canvas, size);
    const drawn: number[] = [];
    answerWithDrawn(drawn);
    return async (frame) => {
      await draw(frame);
      drawn.push(frame.index);
    };
  },
});
