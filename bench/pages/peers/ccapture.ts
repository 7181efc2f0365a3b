/** ccapture.js 2: its virtual clock drives the page's own loop. */
import { CCapture } from 'ccapture.js';
import { FPS } from '../../jobs.ts';
import type { PeerTake } from './record.ts';

/** The loop of its README: ask for the next frame, draw, capture. */
export async function recordByCcapture({ canvas, draw, frames, bitrate }: PeerTake): Promise<BodyInit> {
  const capturer = new CCapture({ format: 'mp4', framerate: FPS, bitrate });
  const done = new Promise<void>((resolve, reject) => {
    capturer.on('error', reject);
    let index = 0;
    const render = async (): Promise<void> => {
      requestAnimationFrame(() => void render().catch(reject));
      if (index === frames) {
        resolve();
        return;
      }
      await draw(index++);
      await capturer.capture(canvas);
    };
    capturer
      .start()
      .then(render)
      .catch((error: unknown) => reject(error instanceof Error ? error : new Error(String(error))));
  });
  await done;
  await capturer.stop();
  let file: Blob | undefined;
  // With a callback it offers no download.
  const saved = await capturer.save((blob) => {
    file = blob;
  });
  await capturer.dispose();
  if (!file || !saved) throw new Error('ccapture.js gave no file');
  return file;
}
