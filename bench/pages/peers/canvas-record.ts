/**
 * canvas-record with its WebCodecs encoder. Its FFmpeg in WebAssembly, 130 MB, is not installed: package.json puts a few
 * types in its place.
 */
import { Recorder } from 'canvas-record';
import { FPS } from '../../jobs.ts';
import type { PeerTake } from './record.ts';

export async function recordByCanvasRecord({ canvas, draw, frames, bitrate }: PeerTake): Promise<BodyInit> {
  const context = canvas.getContext('2d') ?? canvas.getContext('webgl2');
  if (!context) throw new Error('the canvas has neither context');
  const encoderOptions = { bitrate, codec: 'avc1.640034' };
  const recorder = new Recorder(context, { duration: frames / FPS, frameRate: FPS, download: false, encoderOptions });
  await recorder.start({ initOnly: true });
  for (let index = 0; index < frames; index++) {
    await draw(index);
    await recorder.step();
  }
  // Its types leave out that it is a promise.
  const file = (await (recorder.stop() as unknown)) as ArrayBuffer | undefined;
  await recorder.dispose();
  if (!file) throw new Error('canvas-record gave no file');
  return file;
}
