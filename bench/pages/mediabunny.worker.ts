/** The bench's scene encoded in the page: mediabunny's CanvasSource over WebCodecs, offline, into memory. */
import { BufferTarget, CanvasSource, Mp4OutputFormat, Output, Quality, WebMOutputFormat } from 'mediabunny';
import { FPS, type JobResult, WARM_UP_FRAMES } from '../jobs.ts';
import { openScene } from './lib/open-scene.ts';
import { measured, report } from './lib/report.ts';
import { serveJob } from './lib/worker-job.ts';

serveJob('mediabunny', async (job): Promise<JobResult> => {
  const parts = { start: 0, draw: 0, finish: 0 };

  async function encode(frames: number): Promise<ArrayBuffer | null> {
    const openedMs = performance.now();
    const canvas = new OffscreenCanvas(job.width, job.height);
    const draw = await openScene(job.scene, canvas, job);
    const target = new BufferTarget();
    const output = new Output({ format: job.codec === 'avc' ? new Mp4OutputFormat() : new WebMOutputFormat(), target });
    const source = new CanvasSource(canvas, { codec: job.codec, quality: new Quality({ bitrate: job.bitrate }) });
    output.addVideoTrack(source, { frameRate: FPS });
    await output.start();
    const startedMs = performance.now();
    for (let index = 0; index < frames; index++) {
      await draw(index);
      await source.add(index / FPS, 1 / FPS);
    }
    const drawnMs = performance.now();
    await output.finalize();
    parts.start = (startedMs - openedMs) / 1000;
    parts.draw = (drawnMs - startedMs) / 1000;
    parts.finish = (performance.now() - drawnMs) / 1000;
    return target.buffer;
  }

  await encode(WARM_UP_FRAMES);
  let file: ArrayBuffer | null = null;
  const seconds = await measured(async () => {
    file = await encode(job.frames);
  });
  if (file === null) throw new Error('mediabunny gave no file');
  await report('file', file);
  return { frames: job.frames, seconds, parts };
});
