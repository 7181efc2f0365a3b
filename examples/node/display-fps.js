/**
 * Random frames in a window that tells how many it shows, and on the terminal, too.
 *
 *     node examples/node/display-fps.js [SECONDS]
 */
import { openPipeline } from 'reelay/pipeline';
import { randomFrames } from './random-frames.js';

const seconds = Number(process.argv[2] ?? 10);

// Without times of their own frames are 1/30 s apart, as the caps say.
const pipeline = await openPipeline(`
  appsrc caps=video/x-raw,format=RGB,width=640,height=480,framerate=30/1 !
  queue max-size-buffers=4 ! videoconvert ! fpsdisplaysink`);

pipeline.on('stats', (stats) => console.log(JSON.stringify(stats)));
pipeline.on('warning', ({ element, message }) => console.error(`${element}: ${message}`));

for (const frame of randomFrames(seconds * 30)) await pipeline.push(frame);
await pipeline.endOfStream();
await pipeline.close();
