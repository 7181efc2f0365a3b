/** Scenes: modules of the page's origin, drawn in the recorder's worker. */
import type { PageServer } from './support/pages.ts';
import { counting, expect, test } from './support/exact.ts';
import { decode, pixelAt, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

/** A 2D scene that draws its frame's number. */
const NUMBERS = `
  import { drawNumber } from '/pictures.js';
  export default {
    setup(canvas, { width, height }) {
      const context = canvas.getContext('2d');
      return ({ index }) => drawNumber(context, index, width, height);
    },
  };
`;

/** A WebGL scene; \`after\` is what it awaits once it has drawn. */
function webglScene(after: string): string {
  return `
    import { drawNumberGl } from '/pictures.js';
    export default {
      setup(canvas) {
        const gl = canvas.getContext('webgl2');
        return async ({ index }) => {
          drawNumberGl(gl, index);
          ${after}
        };
      },
    };
  `;
}

function addScene(pages: PageServer, text: string): string {
  return pages.add('/scene.js', text);
}

for (const preview of [false, true]) {
  test(`offline, ${preview ? 'with' : 'without'} a preview: each frame once, whatever its drawing takes`, async ({
    recorderPage,
    relay,
    pages,
  }) => {
    const url = addScene(
      pages,
      NUMBERS.replace(
        '({ index }) =>',
        'async ({ index }) => { await new Promise((done) => setTimeout(done, index % 3)); return',
      ).replace(';\n    },', '; };\n    },'),
    );
    const seen = await recorderPage.evaluate(
      async ({ scene, withPreview }) => {
        const shown = withPreview ? window.pictures.addCanvas(10, 10) : undefined;
        const options = {
          fps: 30,
          frames: 20,
          size: { width: 320, height: 240 },
          name: 'scene',
          ...(shown ? { preview: shown } : {}),
        };
        await window.reelay.record(new URL(scene), options);
        if (!shown) return undefined;
        await window.pictures.nextFrame();
        await window.pictures.nextFrame();
        const copy = window.pictures.context2d(window.pictures.addCanvas(320, 240));
        copy.drawImage(shown, 0, 0);
        return [shown.width, shown.height, ...copy.getImageData(160, 200, 1, 1).data];
      },
      { scene: url, withPreview: preview },
    );
    const { frames } = await decode(relay.file('scene.mp4'));
    expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(20));
    if (!preview) return;
    expect(seen?.slice(0, 2)).toEqual([320, 240]);
    expect(Math.max(...(seen?.slice(2, 5) ?? []))).toBeGreaterThan(90);
  });

  test(`realtime, ${preview ? 'with' : 'without'} a preview: each frame stands at its own time`, async ({
    recorderPage,
    relay,
    pages,
  }) => {
    const url = addScene(pages, NUMBERS);
    const recording = await recorderPage.evaluate(
      async ({ scene, withPreview }) => {
        const shown = withPreview ? { preview: window.pictures.addCanvas(10, 10) } : {};
        const options = {
          mode: 'realtime',
          fps: 30,
          frames: 24,
          size: { width: 320, height: 240 },
          name: 'scene',
          ...shown,
        } as const;
        return window.reelay.record(new URL(scene), options);
      },
      { scene: url, withPreview: preview },
    );
    const file = relay.file('scene.mp4');
    const { pts, timeBase } = await probe(file);
    const { frames } = await decode(file);
    const numbers = frames.map((frame) => readNumber(frame, 320, 240));
    // The picture drawn for slot n is shown at n / 30 s: what was dropped leaves a gap, and nothing shifts.
    expect(pts.map((tick) => Math.round((tick * timeBase[0] * 30) / timeBase[1]))).toEqual(numbers);
    expect(recording.frames + recording.dropped).toBe(24);
    expect(numbers.at(-1)).toBeLessThan(24);
    const lost = recording.gaps.flatMap(({ fromNs, count }) => counting(count, Math.round((fromNs * 30) / 1e9)));
    expect([...numbers, ...lost].toSorted((a, b) => a - b)).toEqual(counting(24));
  });

  for (const [title, after] of [
    ['at once', ''],
    ['after a task', 'await new Promise((done) => setTimeout(done, 0));'],
    ['after it was shown', 'for (let n = 0; n < 2; n++) await new Promise((done) => requestAnimationFrame(done));'],
  ] as const) {
    test(`a WebGL scene ${preview ? 'with' : 'without'} a preview whose drawing is done ${title} is never black`, async ({
      recorderPage,
      relay,
      pages,
    }) => {
      const url = addScene(pages, webglScene(after));
      await recorderPage.evaluate(
        async ({ scene, withPreview }) => {
          const shown = withPreview ? { preview: window.pictures.addCanvas(10, 10) } : {};
          await window.reelay.record(new URL(scene), {
            fps: 30,
            frames: 10,
            size: { width: 320, height: 240 },
            name: 'webgl',
            ...shown,
          });
        },
        { scene: url, withPreview: preview },
      );
      const decoded = await decode(relay.file('webgl.mp4'));
      for (const frame of decoded.frames) expect(pixelAt(decoded, frame, 160, 220)[1]).toBeGreaterThan(90);
      expect(decoded.frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(10));
    });
  }
}

test('a scene made with defineScene, of durationSeconds, has the default size', async ({
  recorderPage,
  relay,
  pages,
}) => {
  const url = addScene(
    pages,
    `import { defineScene } from '${relay.moduleUrl}';
     export default defineScene({
       async setup(canvas, size) {
         const context = canvas.getContext('2d');
         return ({ index, timeSeconds, timeNs }) => {
           if (timeNs !== Math.floor(index * 1e9 / 30) || timeSeconds !== timeNs / 1e9) throw new Error('wrong time');
           context.fillStyle = '#fff';
           context.fillRect(0, 0, size.width, size.height);
         };
       },
     });`,
  );
  const recording = await recorderPage.evaluate(
    (scene) => window.reelay.record(new URL(scene), { fps: 30, durationSeconds: 0.2 }),
    url,
  );
  expect(recording).toMatchObject({ frames: 6, durationSeconds: 0.2, width: 1280, height: 720 });
});

test('a scene without an end runs until stop()', async ({ recorderPage, relay, pages }) => {
  const url = addScene(pages, NUMBERS);
  const { recording, ended } = await recorderPage.evaluate(async (scene) => {
    const count = window.pictures.frameCount();
    const recorder = new window.reelay.Recorder({
      fps: 30,
      size: { width: 320, height: 240 },
      name: 'endless',
      onProgress: count.onProgress,
    });
    await recorder.start(new URL(scene));
    await count.reached(10);
    const made = await recorder.stop();
    await recorder.ended;
    return { recording: made, ended: recorder.state };
  }, url);
  expect(ended).toBe('finished');
  const { frames } = await decode(relay.file('endless.mp4'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual(counting(recording.frames));
});

for (const mode of ['offline', 'realtime'] as const) {
  test(`${mode}: a drawing that never ends does not keep the recording from ending`, async ({
    recorderPage,
    relay,
    pages,
  }) => {
    const url = addScene(
      pages,
      NUMBERS.replace('({ index }) =>', '({ index }) => index >= 5 ? new Promise(() => undefined) :'),
    );
    const recording = await recorderPage.evaluate(
      async ({ scene, how }) => {
        const { frameCount } = window.pictures;
        const count = frameCount();
        const { onProgress } = count;
        const size = { width: 320, height: 240 };
        const recorder = new window.reelay.Recorder({ mode: how, fps: 30, size, name: 'stuck', onProgress });
        await recorder.start(new URL(scene));
        await count.reached(1);
        return recorder.stop();
      },
      { scene: url, how: mode },
    );
    const { frames } = await decode(relay.file('stuck.mp4'));
    expect(frames).toHaveLength(recording.frames);
  });
}
