/** Messages over nothing but a WebSocket: what this browser can send at best. */
import { FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { CREDIT_WINDOW_FRAMES } from '../../shared/wire/limits.ts';
import { nextTask } from '../../web/worker/tasks.ts';
import { type JobResult, WARM_UP_FRAMES } from '../jobs.ts';
import { measured } from './lib/report.ts';
import { serveJob } from './lib/worker-job.ts';

serveJob('socket', async ({ url, width, height, frames }): Promise<JobResult> => {
  const socket = new WebSocket(url);
  let credit = 0;
  let wake: () => void = () => undefined;
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    credit = Number(data);
    wake();
  };
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onclose = ({ code }) => reject(new Error(`the bare server closed with ${code}`));
  });
  const message = new Uint8Array(FRAME_HEADER_BYTES + width * height * 4).fill(1);
  let sent = 0;

  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });

  async function send(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      while (sent >= credit) await changed();
      message[0] = sent++;
      socket.send(message);
      await nextTask();
    }
    while (credit < sent + CREDIT_WINDOW_FRAMES) await changed();
  }

  await send(WARM_UP_FRAMES);
  const seconds = await measured(() => send(frames));
  return { frames, seconds };
});
