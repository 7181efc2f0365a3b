/** The thread that makes other forms of frames: the relay's own thread touches no pixel. */
import { parentPort } from 'node:worker_threads';
import { frameLayout } from '../../shared/media/formats.ts';
import { convertToI420 } from '../../shared/media/i420.ts';
import { blendOverBlack } from './blend.ts';
import type { FormReply, FormRequest } from './form-maker.ts';

parentPort?.on('message', ({ source, target, width, height, blueFirst, form }: FormRequest) => {
  const pixels = new Uint8Array(source, 0, width * height * 4);
  if (form.opaque) blendOverBlack(pixels);
  if (form.matrix) {
    const layout = frameLayout('I420', width, height);
    convertToI420({ pixels, width, height, blueFirst }, form.matrix, new Uint8Array(target), layout);
  }
  // Both change hands again, so that nothing is copied.
  const reply: FormReply = { source, target };
  parentPort?.postMessage(
    reply,
    [...new Set([source, target])].filter(({ byteLength }) => byteLength > 0),
  );
});
