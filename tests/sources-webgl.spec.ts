/** A WebGL canvas is captured as it was drawn, or refused: never black, never an old picture for a new one. */
import { counting, expect, test } from './support/exact.ts';
import { type DecodedFrames, decode, pixelAt } from './support/media.ts';
import { readNumber, withoutHeld } from './support/numbers.ts';

const WIDTH = 320;
const HEIGHT = 240;

/** The numbers of all frames; throws for one whose ground is black. */
function numbersIn(decoded: DecodedFrames): number[] {
  return decoded.frames.map((frame, index) => {
    const [, green] = pixelAt(decoded, frame, WIDTH / 2, HEIGHT - 20);
    if (green < 90) throw new Error(`frame ${index} is black`);
    return readNumber(frame, WIDTH, HEIGHT);
  });
}

const WAYS = ['rAF asked for before start', 'rAF asked for after start', 'setTimeout', 'rAF and setTimeout in turn'];

for (const kind of ['webgl', 'webgl2'] as const) {
  for (const preserveDrawingBuffer of [false, true]) {
    const title = `${kind} with preserveDrawingBuffer ${preserveDrawingBuffer}`;
    test(`${title}: offline, each drawing is one frame`, async ({ recorderPage, relay }) => {
      await recorderPage.evaluate(
        async ({ id, preserve }) => {
          const { addCanvas, drawNumberGl } = window.pictures;
          const canvas = addCanvas(320, 240);
          const gl = canvas.getContext(id, { preserveDrawingBuffer: preserve }) as WebGLRenderingContext;
          await window.reelay.record(canvas, {
            fps: 30,
            frames: 20,
            name: 'offline',
            draw: ({ index }) => drawNumberGl(gl, index),
          });
        },
        { id: kind, preserve: preserveDrawingBuffer },
      );
      expect(numbersIn(await decode(relay.file('offline.mp4')))).toEqual(counting(20));
    });

    // WebGL 1 differs from 2 in nothing that matters here.
    for (const drawnIn of kind === 'webgl' ? WAYS.slice(0, 1) : WAYS) {
      test(`${title}: realtime, drawn in ${drawnIn}, no frame is black`, async ({ recorderPage, relay }) => {
        const { drawn, recording } = await recorderPage.evaluate(
          async ({ id, preserve, way }) => {
            const { addCanvas, drawNumberGl, frameCount } = window.pictures;
            const canvas = addCanvas(320, 240);
            const gl = canvas.getContext(id, { preserveDrawingBuffer: preserve }) as WebGLRenderingContext;
            let index = 0;
            let isOver = false;
            const draw = (): void => {
              if (isOver) return;
              drawNumberGl(gl, index++ % 4096);
              const inTimeout = way === 'setTimeout' || (way === 'rAF and setTimeout in turn' && index % 2 === 0);
              if (inTimeout) setTimeout(draw, 7);
              else requestAnimationFrame(draw);
            };
            const count = frameCount();
            const recorder = new window.reelay.Recorder({
              mode: 'realtime',
              fps: 60,
              name: 'realtime',
              onProgress: count.onProgress,
            });
            if (way === 'rAF asked for after start') await recorder.start(canvas).then(draw);
            else {
              draw();
              await recorder.start(canvas);
            }
            await count.reached(12);
            const recording = await recorder.stop();
            isOver = true;
            return { drawn: index, recording };
          },
          { id: kind, preserve: preserveDrawingBuffer, way: drawnIn },
        );
        const numbers = numbersIn(await decode(relay.file('realtime.mp4')));
        expect(numbers).toHaveLength(recording.frames);
        // Later frames show later drawings. A preserved buffer may be shown twice; of the others only drawings are taken.
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        if (!preserveDrawingBuffer) expect(new Set(numbers).size).toBe(withoutHeld(numbers).length);
        expect(numbers.at(-1)).toBeLessThan(drawn);
      });
    }
  }
}

test('capture() after an await is refused where the picture is gone, and the recording goes on', async ({
  recorderPage,
  relay,
}) => {
  const errors = await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumberGl, nextFrame, rejection } = window.pictures;
    const canvas = addCanvas(320, 240);
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'late' });
    await recorder.start(canvas);
    const refused = [];
    for (let index = 0; index < 12; index++) {
      drawNumberGl(gl, index);
      if (index % 4 !== 3) {
        await recorder.capture();
        continue;
      }
      await nextFrame();
      await nextFrame();
      refused.push(await rejection(recorder.capture()));
      drawNumberGl(gl, index);
      await recorder.capture();
    }
    await recorder.stop();
    return refused;
  });
  expect(errors).toHaveLength(3);
  for (const { code, remedy } of errors) {
    expect(code).toBe('WEBGL_FRAME_GONE');
    expect(remedy).toContain('preserveDrawingBuffer: true');
    expect(remedy).toContain('same task');
  }
  expect(numbersIn(await decode(relay.file('late.mp4')))).toEqual(counting(12));
});

test('capture() in microtasks after the drawing still has the picture', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumberGl } = window.pictures;
    const canvas = addCanvas(320, 240);
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    const draw = async ({ index }: { index: number }): Promise<void> => {
      drawNumberGl(gl, index);
      await Promise.resolve();
    };
    await window.reelay.record(canvas, { fps: 30, frames: 10, name: 'microtasks', draw });
  });
  expect(numbersIn(await decode(relay.file('microtasks.mp4')))).toEqual(counting(10));
});

test('a canvas of an iframe is taken as it was drawn, however late', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { drawNumberGl, nextFrame } = window.pictures;
    const frame = document.body.appendChild(document.createElement('iframe'));
    const inside = frame.contentDocument as Document;
    const canvas = Object.assign(inside.createElement('canvas'), { width: 320, height: 240 });
    inside.body.append(canvas);
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    const draw = async ({ index }: { index: number }): Promise<void> => {
      drawNumberGl(gl, index);
      await nextFrame();
      await nextFrame();
    };
    await window.reelay.record(canvas, { fps: 30, frames: 10, name: 'inside', draw });
  });
  expect(numbersIn(await decode(relay.file('inside.mp4')))).toEqual(counting(10));
});

test('with preserveDrawingBuffer, capture() may come at any time after the drawing', async ({
  recorderPage,
  relay,
}) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumberGl, nextFrame } = window.pictures;
    const canvas = addCanvas(320, 240);
    const gl = canvas.getContext('webgl2', { preserveDrawingBuffer: true }) as WebGL2RenderingContext;
    const draw = async ({ index }: { index: number }): Promise<void> => {
      drawNumberGl(gl, index);
      await nextFrame();
      await nextFrame();
    };
    await window.reelay.record(canvas, { fps: 30, frames: 10, name: 'preserved', draw });
  });
  expect(numbersIn(await decode(relay.file('preserved.mp4')))).toEqual(counting(10));
});

test('capture() without a new drawing shows the last picture again; drawing into a framebuffer object is none', async ({
  recorderPage,
  relay,
}) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumberGl, nextFrame } = window.pictures;
    const canvas = addCanvas(320, 240);
    // Without antialiasing: nothing can be copied to a multisampled buffer.
    const gl = canvas.getContext('webgl2', { antialias: false }) as WebGL2RenderingContext;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, 320, 240);
    const target = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'objects' });
    await recorder.start(canvas);
    // 1: drawn on the canvas.
    drawNumberGl(gl, 1);
    await recorder.capture();
    await nextFrame();
    await nextFrame();
    // 1 again: nothing drawn, then something drawn elsewhere.
    await recorder.capture();
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    drawNumberGl(gl, 2);
    await recorder.capture();
    // 2: copied from there to the canvas.
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, target);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    gl.disable(gl.SCISSOR_TEST);
    // Chromium loses a blit that is the first drawing since the canvas was shown.
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.blitFramebuffer(0, 0, 320, 240, 0, 0, 320, 240, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    await recorder.capture();
    // 3: the bound framebuffer object is deleted, which binds the canvas.
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.deleteFramebuffer(target);
    drawNumberGl(gl, 3);
    await recorder.capture();
    await recorder.stop();
  });
  expect(numbersIn(await decode(relay.file('objects.mp4')))).toEqual([1, 1, 1, 2, 3]);
});

test('two recorders of one canvas do not disturb each other, and leave its context as it was', async ({
  recorderPage,
  relay,
}) => {
  const left = await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumberGl } = window.pictures;
    const canvas = addCanvas(320, 240);
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    const [first, second] = [
      new window.reelay.Recorder({ fps: 30, name: 'first' }),
      new window.reelay.Recorder({ fps: 30, name: 'second' }),
    ];
    await Promise.all([first.start(canvas), second.start(canvas)]);
    for (let index = 0; index < 20; index++) {
      drawNumberGl(gl, index);
      await Promise.all(index < 8 ? [first.capture(), second.capture()] : [second.capture()]);
      if (index === 7) await first.stop();
    }
    await second.stop();
    return Object.keys(gl);
  });
  expect(numbersIn(await decode(relay.file('first.mp4')))).toEqual(counting(8));
  expect(numbersIn(await decode(relay.file('second.mp4')))).toEqual(counting(20));
  expect(left).toEqual([]);
});

test('a lost context ends the recording with WEBGL_CONTEXT_LOST, and what came before is kept', async ({
  recorderPage,
  relay,
}) => {
  const { late, state, stopped } = await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumberGl, rejection } = window.pictures;
    const canvas = addCanvas(320, 240);
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'lost' });
    await recorder.start(canvas);
    for (let index = 0; index < 5; index++) {
      drawNumberGl(gl, index);
      await recorder.capture();
    }
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    const late = await rejection(recorder.capture());
    const { state } = recorder;
    return { late, state, stopped: await recorder.stop() };
  });
  expect(late).toMatchObject({ code: 'WEBGL_CONTEXT_LOST', remedy: expect.stringContaining('webglcontextrestored') });
  expect(state).toBe('recording');
  expect(stopped.frames).toBe(5);
  expect(numbersIn(await decode(relay.file('lost.mp4')))).toEqual(counting(5));
});

test('realtime: a context that is lost ends the recording; what came before is kept', async ({
  recorderPage,
  relay,
}) => {
  const error = await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumberGl, frameCount, rejection } = window.pictures;
    const canvas = addCanvas(320, 240);
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    let index = 0;
    const draw = (): void => {
      drawNumberGl(gl, index++);
      requestAnimationFrame(draw);
    };
    draw();
    const count = frameCount();
    const recorder = new window.reelay.Recorder({ mode: 'realtime', name: 'lost', onProgress: count.onProgress });
    await recorder.start(canvas);
    await count.reached(5);
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    await rejection(recorder.ended);
    return rejection(recorder.stop());
  });
  expect(error).toMatchObject({ code: 'WEBGL_CONTEXT_LOST' });
  const decoded = await decode(relay.file('lost.mp4'));
  expect(decoded.frames).toHaveLength(error.recording?.frames ?? -1);
  numbersIn(decoded);
});

test('realtime: a canvas with no box in the page is captured all the same', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { addCanvas, drawNumberGl, frameCount } = window.pictures;
    const canvas = addCanvas(320, 240);
    canvas.style.display = 'none';
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    let index = 0;
    const draw = (): void => {
      drawNumberGl(gl, index++);
      requestAnimationFrame(draw);
    };
    draw();
    const count = frameCount();
    const recorder = new window.reelay.Recorder({ mode: 'realtime', name: 'boxless', onProgress: count.onProgress });
    await recorder.start(canvas);
    await count.reached(8);
    await recorder.stop();
  });
  const numbers = withoutHeld(numbersIn(await decode(relay.file('boxless.mp4'))));
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
});

for (const kind of ['webgl', 'webgl2'] as const) {
  test(`${kind} on an OffscreenCanvas of the page, offline`, async ({ recorderPage, relay }) => {
    await recorderPage.evaluate(async (id) => {
      const canvas = new OffscreenCanvas(320, 240);
      const gl = canvas.getContext(id) as WebGLRenderingContext;
      await window.reelay.record(canvas, {
        fps: 30,
        frames: 10,
        name: 'offscreen',
        draw: ({ index }) => window.pictures.drawNumberGl(gl, index),
      });
    }, kind);
    expect(numbersIn(await decode(relay.file('offscreen.mp4')))).toEqual(counting(10));
  });
}

test('an OffscreenCanvas whose picture was transferred away is refused, not black', async ({ recorderPage }) => {
  const error = await recorderPage.evaluate(async () => {
    const canvas = new OffscreenCanvas(320, 240);
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    const recorder = new window.reelay.Recorder({ fps: 30 });
    await recorder.start(canvas);
    window.pictures.drawNumberGl(gl, 1);
    await recorder.capture();
    window.pictures.drawNumberGl(gl, 2);
    canvas.transferToImageBitmap().close();
    const refused = await window.pictures.rejection(recorder.capture());
    await recorder.stop();
    return refused;
  });
  expect(error.code).toBe('WEBGL_FRAME_GONE');
});

test('bit for bit, upright, whatever the page has bound and set for its own reading; and that stays', async ({
  recorderPage,
  relay,
}) => {
  const { drawn, left } = await recorderPage.evaluate(async () => {
    const [width, height] = [70, 50];
    const canvas = window.pictures.addCanvas(width, height);
    const gl = canvas.getContext('webgl2', { alpha: false }) as WebGL2RenderingContext;
    const draw = ({ index }: { index: number }): void => {
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
      gl.enable(gl.SCISSOR_TEST);
      for (let x = 0; x < width; x++) {
        gl.scissor(x, 0, 1, x % height);
        gl.clearColor(x / 255, (x * 3) / 255, (index * 40) / 255, 1);
        gl.clear(gl.COLOR_BUFFER_BIT);
      }
      gl.disable(gl.SCISSOR_TEST);
    };
    const own = { framebuffer: gl.createFramebuffer(), buffer: gl.createBuffer() };
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, own.framebuffer);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, own.buffer);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, 64, gl.STREAM_READ);
    const packing = { rowLength: 99, skipPixels: 3, skipRows: 2, alignment: 8 };
    gl.pixelStorei(gl.PACK_ROW_LENGTH, packing.rowLength);
    gl.pixelStorei(gl.PACK_SKIP_PIXELS, packing.skipPixels);
    gl.pixelStorei(gl.PACK_SKIP_ROWS, packing.skipRows);
    gl.pixelStorei(gl.PACK_ALIGNMENT, packing.alignment);
    await window.reelay.record(canvas, { preset: 'mkv-lossless', fps: 30, frames: 3, name: 'bound', draw });
    const left = {
      framebuffer: gl.getParameter(gl.READ_FRAMEBUFFER_BINDING) === own.framebuffer,
      buffer: gl.getParameter(gl.PIXEL_PACK_BUFFER_BINDING) === own.buffer,
      packing: [gl.PACK_ROW_LENGTH, gl.PACK_SKIP_PIXELS, gl.PACK_SKIP_ROWS, gl.PACK_ALIGNMENT].map((name) =>
        Number(gl.getParameter(name)),
      ),
      error: gl.getError(),
    };
    // The last picture, as the page itself reads it.
    const copy = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    draw({ index: 2 });
    copy.drawImage(canvas, 0, 0);
    return { drawn: [...copy.getImageData(0, 0, width, height).data], left };
  });
  expect(left).toEqual({ framebuffer: true, buffer: true, packing: [99, 3, 2, 8], error: 0 });
  const { frames } = await decode(relay.file('bound.mkv'));
  expect(frames).toHaveLength(3);
  expect(Buffer.compare(frames[2] as Buffer, Buffer.from(drawn))).toBe(0);
});
