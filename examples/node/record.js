/**
 * Random frames in an MP4 file.
 *
 *     node examples/node/record.js [FILE [FRAMES]]
 */
import { openPipeline } from 'reelay/pipeline';
import { randomFrames } from './random-frames.js';

const [file = 'video.mp4', frames = '90'] = process.argv.slice(2);

const pipeline = await openPipeline(
  `appsrc is-live=True caps=video/x-raw,format=RGB,width=640,height=480,framerate=30/1 !
   queue max-size-buffers=4 ! videoconvert ! x264enc pass=quant tune=zerolatency ! mp4mux`,
  { file },
);
try {
  let ptsNs = 0;
  const durationNs = Math.floor(1e9 / 30);
  for (const frame of randomFrames(Number(frames))) {
    await pipeline.push(frame, { ptsNs, durationNs });
    ptsNs += durationNs;
  }
  await pipeline.endOfStream();
  console.log(`${file}: ${pipeline.stats.accepted} frames`);
} finally {
  await pipeline.close();
}
