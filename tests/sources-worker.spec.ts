/** The recorder in a worker of the page's own. */
import { counting, expect, test } from './support/exact.ts';
import { decode, pixelAt } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

/** Runs `body` in a module worker that has the recorder and the pictures; resolves with what it returns. */
function workerModule(moduleUrl: string, body: string): string {
  return `
    import * as reelay from '${moduleUrl}';
    import * as pictures from '/pictures.js';
    const { drawNumber, drawNumberGl, frameCount, nextFrame, rejection } = pictures;
    onmessage = async ({ data: canvas }) => {
      try { postMessage({ result: await (async () => { ${body} })() }); }
      catch (error) { postMessage({ error: String(error) }); }
    };
  `;
}

const OFFLINE = (context: string, draw: string): string => `
  const context = canvas.getContext('${context}');
  return reelay.record(canvas, { fps: 30, frames: 20, name: 'worker', draw: ({ index }) => ${draw} });
`;
const REALTIME = (context: string, draw: string): string => `
  const context = canvas.getContext('${context}');
  let index = 0;
  const loop = () => { ${draw}; index++; requestAnimationFrame(loop); };
  loop();
  const count = frameCount();
  const recorder = new reelay.Recorder({ mode: 'realtime', name: 'worker', onProgress: count.onProgress });
  await recorder.start(canvas);
  await count.reached(10);
  return recorder.stop();
`;

for (const [context, draw] of [
  ['2d', 'drawNumber(context, index, 320, 240)'],
  ['webgl2', 'drawNumberGl(context, index)'],
] as const) {
  for (const mode of ['offline', 'realtime']) {
    for (const seen of [true, false]) {
      test(`${mode}: a ${context} OffscreenCanvas ${seen ? 'that is seen in the page' : 'of its own'}`, async ({
        recorderPage,
        relay,
        pages,
      }) => {
        const body = (mode === 'offline' ? OFFLINE : REALTIME)(context, draw);
        const url = pages.add('/worker.js', workerModule(relay.moduleUrl, body));
        const answer = await recorderPage.evaluate(
          async ({ script, isSeen }) => {
            const worker = new Worker(script, { type: 'module' });
            const canvas = isSeen
              ? window.pictures.addCanvas(320, 240).transferControlToOffscreen()
              : new OffscreenCanvas(320, 240);
            const answered = new Promise<{ result?: { frames: number; dropped: number }; error?: string }>(
              (resolve) => {
                worker.onmessage = ({ data }) => resolve(data as { error?: string });
                worker.onerror = ({ message }) => resolve({ error: message });
              },
            );
            worker.postMessage(canvas, [canvas]);
            return answered;
          },
          { script: url, isSeen: seen },
        );
        expect(answer.error).toBeUndefined();
        const decoded = await decode(relay.file('worker.mp4'));
        const numbers = decoded.frames.map((frame) => readNumber(frame, 320, 240));
        for (const frame of decoded.frames)
          expect(Math.max(...pixelAt(decoded, frame, 160, 220).slice(0, 3))).toBeGreaterThan(90);
        expect(numbers).toHaveLength(answer.result?.frames ?? -1);
        if (mode === 'offline') expect(numbers).toEqual(counting(20));
        else expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      });
    }
  }
}

test('in a worker a WebGL picture that was shown before it was captured is captured all the same', async ({
  recorderPage,
  relay,
  pages,
}) => {
  const body = `
    const gl = canvas.getContext('webgl2');
    const recorder = new reelay.Recorder({ fps: 30, name: 'worker' });
    await recorder.start(canvas);
    for (let index = 0; index < 12; index++) {
      drawNumberGl(gl, index);
      if (index % 3 === 1) await new Promise((done) => setTimeout(done, 0));
      if (index % 3 === 2) for (let frame = 0; frame < 3; frame++) await nextFrame();
      await recorder.capture();
    }
    return recorder.stop();
  `;
  const url = pages.add('/worker.js', workerModule(relay.moduleUrl, body));
  const answer = await recorderPage.evaluate(async (script) => {
    const worker = new Worker(script, { type: 'module' });
    const canvas = window.pictures.addCanvas(320, 240).transferControlToOffscreen();
    const answered = new Promise<{ error?: string }>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data as { error?: string });
    });
    worker.postMessage(canvas, [canvas]);
    return answered;
  }, url);
  expect(answer.error).toBeUndefined();
  const { frames } = await decode(relay.file('worker.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(12));
});
