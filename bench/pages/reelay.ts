/** The bench's scene through Reelay, by the public API as the relay serves it. */
import type * as Reelay from '../../web/recorder/index.ts';
import { FPS, type JobResult, type ReelayJob, WARM_UP_FRAMES } from '../jobs.ts';
import { sceneAddress } from './lib/open-scene.ts';
import { measured } from './lib/report.ts';

/** Records once for warming up and once for the clock, start and end of the file included. */
export async function recordByReelay(job: ReelayJob): Promise<JobResult> {
  const { Recorder } = (await import(/* @vite-ignore */ `${job.relay}/reelay.js?token=${job.token}`)) as typeof Reelay;
  const { width, height, presets, bitrate, relay, token } = job;
  const scene = new URL(sceneAddress(job.scene));
  const parts = { start: 0, draw: 0, finish: 0 };

  async function record(name: string, frames: number): Promise<Reelay.Recording> {
    const options = { relay, token, preset: presets, name, fps: FPS, size: { width, height }, ...job.options };
    const recorder = new Recorder(bitrate === undefined ? options : { ...options, bitrate });
    const openedMs = performance.now();
    await recorder.start(scene, { frames });
    const startedMs = performance.now();
    await recorder.ended;
    const drawnMs = performance.now();
    const recording = await recorder.stop();
    parts.start = (startedMs - openedMs) / 1000;
    parts.draw = (drawnMs - startedMs) / 1000;
    parts.finish = (performance.now() - drawnMs) / 1000;
    return recording;
  }

  await record('warm-up', WARM_UP_FRAMES);
  let recordings: Reelay.Recording[] = [];
  const seconds = await measured(async () => {
    const sessions = Array.from({ length: job.sessions ?? 1 }, (_, index) => record(`bench-${index}`, job.frames));
    recordings = await Promise.all(sessions);
  });
  const outputs = recordings.flatMap((recording) => recording.outputs);
  const short = outputs.find(({ frames, error }) => error || frames !== job.frames);
  if (short) throw new Error(`${short.preset}: ${short.frames} frames, ${short.error?.message ?? 'without an error'}`);
  const files = outputs.map(({ url }) => fileName(url, relay));
  const transport = [...new Set(recordings.map((recording) => recording.transport))].join(', ');
  return { frames: recordings.reduce((sum, { frames }) => sum + frames, 0), seconds, files, transport, parts };
}

/** Name of the file in the relay's folder that stands at `url`. */
export function fileName(url: string, relay: string): string {
  return decodeURIComponent(new URL(url, relay).pathname.split('/').at(-1) ?? '');
}
