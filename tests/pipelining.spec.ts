/** Offline, the parts of the path work side by side, and no frame costs a buffer of its own. */
import { counting, expect, test } from './support/exact.ts';
import { decode } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

const FRAMES = 20;

/**
 * Holds each frame's read back until the drawing of the next has begun: were one to wait for the other, it would never
 * end. A scene runs in the recorder's own worker, so what it changes there holds for the recorder.
 */
const HOLDS_READS = `
  import { drawNumber } from '/pictures.js';
  const { copyTo } = VideoFrame.prototype;
  let read = 0;
  let begun = -1;
  const waiting = [];
  VideoFrame.prototype.copyTo = async function (...args) {
    const next = ++read;
    while (begun < next && next < ${FRAMES}) await new Promise((resolve) => waiting.push(resolve));
    return copyTo.apply(this, args);
  };
  export default {
    setup(canvas, { width, height }) {
      const context = canvas.getContext('2d', { alpha: false });
      return ({ index }) => {
        begun = index;
        for (const wake of waiting.splice(0)) wake();
        drawNumber(context, index, width, height);
      };
    },
  };
`;

test('a scene draws the next frame while one is read', async ({ recorderPage, relay, pages }) => {
  const url = pages.add('/scene.js', HOLDS_READS);
  await recorderPage.evaluate(
    ({ scene, frames }) =>
      window.reelay.record(new URL(scene), { fps: 30, frames, size: { width: 320, height: 240 }, name: 'scene' }),
    { scene: url, frames: FRAMES },
  );
  const { frames } = await decode(relay.file('scene.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(FRAMES));
});

test('a page draws the next frame while the worker reads one', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async (frames) => {
    // The worker's word that a frame is read is held until the drawing of the next has begun.
    let taken = 0;
    let begun = -1;
    const waiting: (() => void)[] = [];
    const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage') as { set(handler: unknown): void };
    Object.defineProperty(Worker.prototype, 'onmessage', {
      set(this: Worker, handler: (event: MessageEvent<{ type: string }>) => void) {
        Reflect.apply(set, this, [
          async (event: MessageEvent<{ type: string }>) => {
            if (event.data.type === 'taken') {
              const next = ++taken;
              while (begun < next && next < frames) await new Promise<void>((resolve) => waiting.push(resolve));
            }
            handler(event);
          },
        ]);
      },
    });
    const { addCanvas, context2d, drawNumber } = window.pictures;
    const context = context2d(addCanvas(320, 240), { alpha: false });
    await window.reelay.record(context.canvas, {
      fps: 30,
      frames,
      name: 'page',
      draw: ({ index }) => {
        begun = index;
        for (const wake of waiting.splice(0)) wake();
        drawNumber(context, index, 320, 240);
      },
    });
  }, FRAMES);
  const { frames } = await decode(relay.file('page.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(FRAMES));
});

/** Counts what the recorder's worker allocates of half a frame of I420 or more, and tells at the last frame. */
function countingScene(frames: number, alpha: boolean): string {
  return `
    import { drawNumber } from '/pictures.js';
    let large = 0;
    const note = (bytes, limit) => (large += bytes >= limit ? 1 : 0);
    function watch(limit) {
      const watched = (type, bytesOf) =>
        new Proxy(type, {
          construct(target, args, newTarget) {
            note(bytesOf(args[0]), limit);
            return Reflect.construct(target, args, newTarget);
          },
        });
      const ofNumber = (bytes) => (given) => typeof given === 'number' ? given * bytes : 0;
      globalThis.ArrayBuffer = watched(ArrayBuffer, ofNumber(1));
      for (const type of [Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array, Float32Array]) {
        const { slice } = type.prototype;
        type.prototype.slice = function (...args) {
          const copy = slice.apply(this, args);
          note(copy.byteLength, limit);
          return copy;
        };
        globalThis[type.name] = watched(type, ofNumber(type.BYTES_PER_ELEMENT));
      }
      WebAssembly.Memory = watched(WebAssembly.Memory, ({ initial }) => initial * 65536);
    }
    export default {
      setup(canvas, { width, height }) {
        watch((width * height * 3) / 4);
        const context = canvas.getContext('2d', { alpha: ${alpha} });
        return ({ index }) => {
          context.clearRect(0, 0, width, height);
          context.globalAlpha = ${alpha ? 0.5 : 1};
          drawNumber(context, index, width, height);
          if (index === ${frames - 1}) new BroadcastChannel('allocations').postMessage(large);
        };
      },
    };
  `;
}

for (const [what, options] of [
  ['I420', { preset: 'mp4' }],
  ['pixels as they are', { preset: 'mp4', bytes: 'exact' }],
  ['straight alpha', { preset: 'mkv-lossless' }],
] as const) {
  test(`hundreds of frames are read into the buffers of the first ones: ${what}`, async ({ recorderPage, pages }) => {
    const frames = 250;
    const url = pages.add('/scene.js', countingScene(frames, what === 'straight alpha'));
    const large = await recorderPage.evaluate(
      async ({ scene, count, given }) => {
        const told = new Promise<number>((resolve) => {
          new BroadcastChannel('allocations').onmessage = ({ data }: MessageEvent<number>) => resolve(data);
        });
        await window.reelay.record(new URL(scene), {
          ...given,
          fps: 60,
          frames: count,
          size: { width: 160, height: 120 },
        });
        return told;
      },
      { scene: url, count: frames, given: options },
    );
    // Buffers to send from, one kept for comparison, and WebAssembly's memory, in which frames are converted.
    expect(large).toBeGreaterThan(0);
    expect(large).toBeLessThanOrEqual(6);
  });
}
