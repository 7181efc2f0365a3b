/** From canvas to bytes, as the recorder's worker reads them. */
import { Readback } from '../../web/worker/readback.ts';
import { type JobResult, WARM_UP_FRAMES } from '../jobs.ts';
import { measured } from './lib/report.ts';
import { serveJob } from './lib/worker-job.ts';

serveJob('readback', async ({ context, yuv, width, height, frames }): Promise<JobResult> => {
  const canvas = new OffscreenCanvas(width, height);
  const draw = context === '2d' ? drawing2d(canvas) : drawingWebgl(canvas);
  const readback = new Readback({ alpha: 'discard', yuv });
  let target = new Uint8Array();
  const parts = { frame: 0, read: 0 };

  async function readFrames(count: number): Promise<void> {
    parts.frame = 0;
    parts.read = 0;
    for (let index = 0; index < count; index++) {
      draw(index);
      const drawnMs = performance.now();
      const frame = new VideoFrame(canvas, { timestamp: index, alpha: 'discard' });
      const takenMs = performance.now();
      try {
        const shape = readback.shapeOf(frame);
        if (target.byteLength !== shape.layout.bytes) target = new Uint8Array(shape.layout.bytes);
        await readback.read(frame, shape, target, false);
      } finally {
        frame.close();
      }
      parts.frame += (takenMs - drawnMs) / 1000;
      parts.read += (performance.now() - takenMs) / 1000;
    }
  }

  await readFrames(WARM_UP_FRAMES);
  const seconds = await measured(() => readFrames(frames));
  return { frames, seconds, parts };
});

/** A small drawing, so that every frame is a new picture and drawing costs next to nothing. */
function drawing2d(canvas: OffscreenCanvas): (index: number) => void {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('the canvas has no 2D context');
  return (index) => {
    context.fillStyle = `rgb(${index % 256} 128 64)`;
    context.fillRect(index % canvas.width, 0, 32, 32);
  };
}

function drawingWebgl(canvas: OffscreenCanvas): (index: number) => void {
  const gl = canvas.getContext('webgl2', { alpha: false });
  if (!gl) throw new Error('the canvas has no WebGL 2 context');
  return (index) => {
    gl.clearColor((index % 256) / 255, 0.5, 0.25, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  };
}
