/** Workers and iframes go by the page's clock, and a step waits for them. */
import { openUnderClock, step } from './support/clock.ts';
import { expect, test } from './support/test.ts';

const TIMES = `[performance.now(), Date.now() - 1000, performance.timeOrigin]`;
/** Answers each message, and tells of its timers and frames. */
const WORKER = `
  const tell = (what) => postMessage([what, ...${TIMES}]);
  onmessage = ({ data }) => tell('got ' + data);
  setTimeout(() => tell('timer'), 150);
  requestAnimationFrame(function frame(time) { tell('frame ' + time); requestAnimationFrame(frame); });
  tell('begun at ' + location.pathname);
`;

for (const [kind, type, source] of [
  ['classic', 'classic', `importScripts('helper.js');${WORKER}; tell(helper())`],
  ['module', 'module', `import { helper } from './helper-module.js';${WORKER}; tell(helper())`],
] as const) {
  test(`a ${kind} worker has the page's time, in step with it`, async ({ page, pages }) => {
    pages.add('/deep/helper.js', 'self.helper = () => "helped"');
    pages.add('/deep/helper-module.js', 'export const helper = () => "helped"');
    pages.add('/deep/worker.js', source);
    await openUnderClock(page, pages.add('/workers.html', '<!doctype html>'), { fps: 10, startTime: 1000 });
    await page.evaluate((of) => {
      const worker = new Worker('/deep/worker.js', { type: of });
      worker.onmessage = ({ data }) => window.said.push(data);
      requestAnimationFrame(() => requestAnimationFrame(() => worker.postMessage('hello')));
    }, type);
    const counts: number[] = [];
    for (let index = 0; index < 3; index++) {
      await step(page);
      counts.push(await page.evaluate(() => window.said.length));
    }
    expect(await page.evaluate(() => window.said)).toEqual([
      ...[
        ['begun at /deep/worker.js', 0, 0, 1000],
        ['helped', 0, 0, 1000],
        ['frame 0', 0, 0, 1000],
      ],
      ...[
        ['frame 100', 100, 100, 1000],
        ['got hello', 100, 100, 1000],
      ],
      ...[
        ['timer', 150, 150, 1000],
        ['frame 200', 200, 200, 1000],
      ],
    ]);
    // All of a frame has arrived when its step is done.
    expect(counts).toEqual([3, 5, 7]);
  });
}

test('a worker from a blob that is given back at once, closed and terminated ones hold nothing up', async ({
  page,
  pages,
}) => {
  await openUnderClock(page, pages.origin, { fps: 10 });
  await page.evaluate((source) => {
    const make = (text: string): Worker => {
      const url = URL.createObjectURL(new Blob([text]));
      const worker = new Worker(url, { name: 'w' });
      URL.revokeObjectURL(url);
      worker.onmessage = ({ data }) => window.said.push(data);
      return worker;
    };
    make(`postMessage(name + self.constructor.name); setTimeout(() => { postMessage('closing'); close() }, 50)`);
    const endless = make(source);
    setTimeout(() => endless.terminate(), 120);
    new Worker('/nowhere.js', { type: 'module' }).onerror = () => window.said.push('not there');
  }, `postMessage('up')`);
  await step(page, 4);
  const said = (await page.evaluate(() => window.said)) as string[];
  expect(said.toSorted()).toEqual(['closing', 'not there', 'up', 'wDedicatedWorkerGlobalScope']);
});

test('a worker has real time again when the clock is uninstalled', async ({ page, pages }) => {
  pages.add('/real.js', `onmessage = () => setTimeout(() => postMessage(performance.now() > 0), 1)`);
  await openUnderClock(page, pages.origin, { fps: 10 });
  expect(
    await page.evaluate(async () => {
      const worker = new Worker('/real.js');
      await window.clock.step();
      window.clock.uninstall();
      worker.postMessage('');
      return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
    }),
  ).toBe(true);
});

test("a worker's canvas shows the frame that it drew, once the step is done", async ({ page, pages }) => {
  pages.add(
    '/draw.js',
    `onmessage = ({ data: canvas }) => {
      const context = canvas.getContext('2d');
      const draw = (time) => {
        context.fillStyle = 'rgb(' + time / 10 + ' 0 0)';
        context.fillRect(0, 0, 4, 4);
        requestAnimationFrame(draw);
      };
      requestAnimationFrame(draw);
    };`,
  );
  await openUnderClock(page, pages.origin, { fps: 20 });
  const reds = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 4 });
    document.body.append(canvas);
    const offscreen = canvas.transferControlToOffscreen();
    new Worker('/draw.js').postMessage(offscreen, [offscreen]);
    const context = Object.assign(document.createElement('canvas'), { width: 4, height: 4 }).getContext('2d')!;
    const seen: number[] = [];
    for (let index = 0; index < 20; index++) {
      await window.clock.step();
      context.drawImage(canvas, 0, 0);
      seen.push(context.getImageData(1, 1, 1, 1).data[0]!);
    }
    return seen;
  });
  expect(reds).toEqual(Array.from({ length: 20 }, (_, index) => index * 5));
});

test('an iframe of the same origin goes by the clock of its page, from its first script on', async ({
  page,
  pages,
}) => {
  pages.add(
    '/inner.html',
    `<!doctype html><script>
      const say = (what) => parent.said.push([what, ...${TIMES}]);
      say('inside');
      setTimeout(() => say('timer'), 50);
      requestAnimationFrame((time) => say('frame ' + time));
    </script>`,
  );
  const address = pages.add('/outer.html', '<!doctype html><iframe src="/inner.html"></iframe>');
  await openUnderClock(page, address, { fps: 10, startTime: 1000 });
  await step(page, 2);
  expect(await page.evaluate(() => window.said)).toEqual([
    ['inside', 0, 0, 1000],
    ['frame 0', 0, 0, 1000],
    ['timer', 50, 50, 1000],
  ]);
  await page.evaluate(() => {
    document.querySelector('iframe')!.remove();
    window.said.length = 0;
  });
  await step(page);
  expect(await page.evaluate(() => window.said)).toEqual([]);
});
