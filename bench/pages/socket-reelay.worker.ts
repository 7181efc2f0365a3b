/** Frames over the recorder's own transport, as its sender uses it, without drawing and reading back. */
import { SRGB } from '../../shared/media/colour.ts';
import { frameDurationNs, frameTimeNs, type Rate } from '../../shared/media/time.ts';
import { CREDIT_WINDOW_FRAMES } from '../../shared/wire/limits.ts';
import type { StartMessage } from '../../shared/wire/messages.ts';
import type { Carrier } from '../../web/transport/carrier.ts';
import { openTransport } from '../../web/transport/open.ts';
import type { Transport, TransportEvents } from '../../web/transport/transport.ts';
import { nextTask, sleep } from '../../web/worker/tasks.ts';
import { FPS, type JobResult, NO_ENCODER_PRESET, type SocketJob, WARM_UP_FRAMES } from '../jobs.ts';
import { measured } from './lib/report.ts';
import { serveJob } from './lib/worker-job.ts';

const RATE: Rate = [FPS, 1];

serveJob('socket', async (job, carrier): Promise<JobResult> => {
  const { transport, name } = await start(job, carrier);
  const bytes = job.width * job.height * 4;

  let fills = 0;

  async function send(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const slot = await transport.reserve(bytes);
      const sequence = transport.sentFrames;
      // Pages that were never written to are all one page of zeros, which no frame is. And each buffer has a colour of its own:
      // what a frame had in common with the last would not be sent.
      if (slot.pixels[1] === 0) slot.pixels.fill(++fills);
      slot.pixels[0] = sequence;
      void slot.send(frameTimeNs(sequence, RATE), frameDurationNs(sequence, RATE), 0);
      await nextTask();
    }
    // All credit is back when the last frame was accepted.
    while (transport.credit < CREDIT_WINDOW_FRAMES) await sleep(1);
  }

  await send(WARM_UP_FRAMES);
  const seconds = await measured(() => send(job.frames));
  return { frames: job.frames, seconds, transport: name };
});

/** Opens a recording; resolves when frames may be sent, with how they go. */
async function start(
  { url, width, height, transport: choice }: SocketJob,
  carrier: Carrier | undefined,
): Promise<{ readonly transport: Transport; readonly name: string }> {
  let settle: { resolve(name: string): void; reject(error: Error): void } | undefined;
  const started = new Promise<string>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const events: TransportEvents = {
    message: (answer) => {
      if (answer.type === 'started') settle?.resolve(answer.ring ? 'ring' : 'socket');
      else if (answer.type === 'failed') settle?.reject(new Error(`${answer.code}: ${answer.message}`));
    },
    credited: () => undefined,
    closed: (cause) => settle?.reject(new Error(cause)),
  };
  const message: StartMessage = {
    type: 'start',
    mode: 'offline',
    fps: RATE,
    presets: [NO_ENCODER_PRESET],
    name: 'bench',
    width,
    height,
    quality: 'standard',
    agent: '',
  };
  const transport = await openTransport({ url, start: message, transport: choice, carrier }, events);
  const name = await started;
  transport.control({ type: 'geometry', id: 0, format: 'BGRX', width, height, colour: SRGB });
  return { transport, name };
}
