/** As motion-canvas exports to FFmpeg: each frame as PNG in base64, the next one when the server has it. */
import type { PeerTake } from './record.ts';

export async function recordByPngLoop({ canvas, draw, frames, url }: PeerTake): Promise<undefined> {
  const socket = new WebSocket(url);
  const answer = (): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.onmessage = () => resolve();
      socket.onclose = () => reject(new Error('the server of the PNG loop closed'));
    });
  // It greets when it is ready.
  await answer();
  for (let index = 0; index < frames; index++) {
    await draw(index);
    const handled = answer();
    socket.send(canvas.toDataURL('image/png'));
    await handled;
  }
  const finished = answer();
  socket.send('end');
  await finished;
  socket.onclose = null;
  socket.close();
}
