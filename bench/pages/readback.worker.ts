/** From canvas to bytes, as the recorder's worker reads them. */
import { CanvasSource } from '../../web/capture/canvas.ts';
import { Readback } from '../../web/worker/readback.ts';
import { FPS, type JobResult, type ReadbackJob, WARM_UP_FRAMES } from '../jobs.ts';
import { measured } from './lib/report.ts';
import { serveJob } from './lib/worker-job.ts';
import scene from './scene.ts';

/** Draws frame `index`. */
type Draw = (index: number) => unknown;

serveJob('readback', async (job): Promise<JobResult> => {
  const canvas = new OffscreenCanvas(job.width, job.height);
  const source = new CanvasSource(canvas, true);
  const draw = await drawing(job, canvas);
  const take = (index: number): VideoFrame =>
    job.take === 'recorder'
      ? source.take(index, 'discard')
      : new VideoFrame(canvas, { timestamp: index, alpha: 'discard' });
  const readback = new Readback({ alpha: 'discard', yuv: job.read === 'i420' ? 'bt709' : undefined });
  let target = new Uint8Array();
  const parts = { draw: 0, frame: 0, read: 0 };

  async function read(frame: VideoFrame): Promise<void> {
    const shape = readback.shapeOf(frame);
    if (target.byteLength !== shape.layout.bytes) target = new Uint8Array(shape.layout.bytes);
    await readback.read(frame, shape, target, false);
  }

  async function readFrames(count: number): Promise<void> {
    Object.assign(parts, { draw: 0, frame: 0, read: 0 });
    for (let index = 0; index < count; index++) {
      const startedMs = performance.now();
      await draw(index);
      const drawnMs = performance.now();
      const frame = take(index);
      const takenMs = performance.now();
      try {
        if (job.read !== 'nothing') await read(frame);
      } finally {
        frame.close();
      }
      parts.draw += (drawnMs - startedMs) / 1000;
      parts.frame += (takenMs - drawnMs) / 1000;
      parts.read += (performance.now() - takenMs) / 1000;
    }
  }

  await readFrames(WARM_UP_FRAMES);
  const seconds = await measured(() => readFrames(job.frames));
  if (job.read !== 'nothing') requirePicture(target);
  return { frames: job.frames, seconds, parts };
});

async function drawing({ source, width, height }: ReadbackJob, canvas: OffscreenCanvas): Promise<Draw> {
  if (source === '2d') return drawing2d(canvas);
  if (source === 'webgl2') return drawingWebgl(canvas);
  const draw = await scene.setup(canvas, { width, height });
  return (index) => draw({ index, timeSeconds: index / FPS, timeNs: Math.floor((index / FPS) * 1e9) });
}

/** A small drawing, so that every frame is a new picture and drawing costs next to nothing. */
function drawing2d(canvas: OffscreenCanvas): Draw {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('the canvas has no 2D context');
  return (index) => {
    context.fillStyle = `rgb(${index % 256} 128 64)`;
    context.fillRect(index % canvas.width, 0, 32, 32);
  };
}

function drawingWebgl(canvas: OffscreenCanvas): Draw {
  const gl = canvas.getContext('webgl2', { alpha: false });
  if (!gl) throw new Error('the canvas has no WebGL 2 context');
  return (index) => {
    gl.clearColor((index % 256) / 255, 0.5, 0.25, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  };
}

/** What was measured must have been a picture. */
function requirePicture(pixels: Uint8Array): void {
  if (!pixels.some((byte) => byte !== 0)) throw new Error('the frames that were read are empty');
}
