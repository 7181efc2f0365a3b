/**
 * Random frames in a window, at 30 frames per second.
 *
 *     node examples/node/display.js [SECONDS]
 */
import { openPipeline } from 'reelay/pipeline';
import { randomFrames } from './random-frames.js';

const seconds = Number(process.argv[2] ?? 10);

const pipeline = await openPipeline(`
  appsrc emit-signals=True is-live=True block=true format=time
    caps=video/x-raw,format=RGB,width=640,height=480,framerate=30/1 !
  queue max-size-buffers=4 ! videoconvert ! autovideosink`);

let ptsNs = 0;
const durationNs = Math.floor(1e9 / 30);
for (const frame of randomFrames(seconds * 30)) {
  // Waits while the window has all it can hold: a frame is shown when its time has come.
  await pipeline.push(frame, { ptsNs, durationNs });
  ptsNs += durationNs;
}
await pipeline.endOfStream();
await pipeline.close();
