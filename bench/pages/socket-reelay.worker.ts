/** Frames over the recorder's own transport, as its sender uses it, without drawing and reading back. */
import { SRGB } from '../../shared/media/colour.ts';
import { frameDurationNs, frameTimeNs, type Rate } from '../../shared/media/time.ts';
import { CREDIT_WINDOW_FRAMES } from '../../shared/wire/limits.ts';
import { openSocket } from '../../web/transport/socket.ts';
import type { TransportEvents } from '../../web/transport/transport.ts';
import { nextTask, sleep } from '../../web/worker/tasks.ts';
import { FPS, type JobResult, WARM_UP_FRAMES } from '../jobs.ts';
import { measured } from './lib/report.ts';
import { serveJob } from './lib/worker-job.ts';

const RATE: Rate = [FPS, 1];
const WIDTH = 1920;

serveJob('socket', async ({ url, bytes, frames }): Promise<JobResult> => {
  let lost: string | undefined;
  const events: TransportEvents = {
    message: () => undefined,
    closed: (cause) => {
      lost = cause;
    },
  };
  const transport = await openSocket(url, events);
  const height = bytes / (WIDTH * 4);
  transport.control({ type: 'geometry', id: 0, format: 'BGRX', width: WIDTH, height, colour: SRGB });

  async function send(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const slot = await transport.reserve(bytes);
      const sequence = transport.sentFrames;
      slot.pixels[0] = sequence;
      slot.send(frameTimeNs(sequence, RATE), frameDurationNs(sequence, RATE), 0);
      await nextTask();
    }
    // All credit is back when the last frame was accepted.
    while (transport.credit < CREDIT_WINDOW_FRAMES) {
      if (lost !== undefined) throw new Error(lost);
      await sleep(1);
    }
  }

  await send(WARM_UP_FRAMES);
  const seconds = await measured(() => send(frames));
  return { frames, seconds };
});
