/** The bench's scene drawn and recorded by the clock: by Reelay, by MediaRecorder, or by whoever opened the page. */
import type * as Reelay from '../../web/recorder/index.ts';
import type { JobResult, RealtimeJob, RealtimeReelay } from '../jobs.ts';
import { drawByClock, type RealtimeDrawing } from './lib/draw-by-clock.ts';
import { askForDrawn } from './lib/drawn.ts';
import { sceneAddress } from './lib/open-scene.ts';
import { measured, report } from './lib/report.ts';
import { fileName } from './reelay.ts';

/** Records for `job.seconds`, tells what was drawn, and what held the page's main thread up meanwhile. */
export async function recordRealtime(job: RealtimeJob): Promise<JobResult> {
  const longTasksMs: number[] = [];
  const observer = new PerformanceObserver((list) =>
    longTasksMs.push(...list.getEntries().map(({ duration }) => duration)),
  );
  const take = await prepare(job);
  let drawn: readonly number[] = [];
  observer.observe({ type: 'longtask' });
  const seconds = await measured(async () => {
    drawn = await take.run();
  });
  longTasksMs.push(...observer.takeRecords().map(({ duration }) => duration));
  observer.disconnect();
  return { frames: drawn.length, seconds, drawn, longTasksMs, ...(await take.keep()) };
}

type Kept = Pick<JobResult, 'files' | 'transport' | 'dropped'>;

interface Take {
  /** Resolves with the numbers of the frames that were drawn. */
  run(): Promise<readonly number[]>;
  /** Lets the server have the file, or tells what the relay has. */
  keep(): Promise<Kept>;
}

function prepare(job: RealtimeJob): Promise<Take> | Take {
  const { by } = job;
  if (by.recorder === 'reelay') return byReelay(by, job);
  return by.recorder === 'media-recorder' ? byMediaRecorder(job) : fromOutside(job);
}

async function byReelay(by: RealtimeReelay, job: RealtimeJob): Promise<Take> {
  const { relay, token, preset } = by;
  const { Recorder } = (await import(/* @vite-ignore */ `${relay}/reelay.js?token=${token}`)) as typeof Reelay;
  const { width, height, fps, bitrate } = job;
  const options: Reelay.RecorderOptions = {
    relay,
    token,
    preset,
    fps,
    ...(bitrate === undefined ? {} : { bitrate }),
    mode: 'realtime',
    size: { width, height },
  };
  const recorder = new Recorder({ ...options, name: 'bench', ...by.options });
  let kept: Kept = {};
  return {
    async run() {
      await recorder.start(new URL(sceneAddress('logged-2d')), { frames: Math.round(job.seconds * fps) });
      await recorder.ended;
      const drawn = await askForDrawn();
      const recording = await recorder.stop();
      const { url, transport, dropped } = recording;
      kept = { files: [fileName(url, relay)], transport, dropped };
      return drawn;
    },
    keep: () => Promise.resolve(kept),
  };
}

const MIME = 'video/mp4;codecs=avc1.640034';

function byMediaRecorder(job: RealtimeJob): Take {
  const canvas = placeCanvas(job);
  const recorder = new MediaRecorder(canvas.captureStream(job.fps), {
    mimeType: MIME,
    ...(job.bitrate === undefined ? {} : { videoBitsPerSecond: job.bitrate }),
  });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  return {
    async run() {
      recorder.start();
      const drawn = await drawInWorker(canvas, job);
      const stopped = new Promise((resolve) => {
        recorder.onstop = resolve;
      });
      recorder.stop();
      await stopped;
      return drawn;
    },
    async keep() {
      await report('file', new Blob(parts));
      return {};
    },
  };
}

/** Drawn by the page itself: without a GPU Chromium paints no canvas of a worker's into the page. */
function fromOutside(job: RealtimeJob): Take {
  const canvas = placeCanvas(job);
  return {
    async run() {
      await drawByClock({ canvas, fps: job.fps, frames: Math.round(job.seconds * job.fps) });
      return askForDrawn();
    },
    keep: () => Promise.resolve({}),
  };
}

/** A canvas that fills the page: what is filmed from outside is the page. */
function placeCanvas({ width, height }: RealtimeJob): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  canvas.style.display = 'block';
  document.body.style.margin = '0';
  document.body.append(canvas);
  return canvas;
}

async function drawInWorker(canvas: HTMLCanvasElement, { fps, seconds }: RealtimeJob): Promise<readonly number[]> {
  const worker = new Worker('/realtime.worker.js', { type: 'module' });
  const over = new Promise<void>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<string>) => (data === 'drawn' ? resolve() : reject(new Error(data)));
    worker.onerror = ({ message }) => reject(new Error(message || 'the worker could not be loaded'));
  });
  const offscreen = canvas.transferControlToOffscreen();
  const drawing: RealtimeDrawing = { canvas: offscreen, fps, frames: Math.round(seconds * fps) };
  worker.postMessage(drawing, [offscreen]);
  await over;
  const drawn = await askForDrawn();
  worker.terminate();
  return drawn;
}
