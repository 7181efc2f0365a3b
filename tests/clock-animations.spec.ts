/** What moves by itself in a browser stands, after each step, where the time of that frame puts it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { openUnderClock } from './support/clock.ts';
import { expect, test } from './support/test.ts';

const run = promisify(execFile);

test('CSS animations: values and events, with delay and iterations, paused and run by style', async ({
  page,
  pages,
}) => {
  const address = pages.add(
    '/css.html',
    `<!doctype html><style>
      @keyframes go { from { margin-left: 0 } to { margin-left: 100px } }
      #once { animation: go 1s linear }
      #later { animation: go 400ms linear 150ms 2 both }
      #ever { animation: go 1s linear infinite alternate }
    </style><div id="once"></div><div id="later"></div><div id="ever"></div>
    <script>
      for (const type of ['animationstart', 'animationiteration', 'animationend'])
        addEventListener(type, ({ target }) => said.push(type.slice(9) + ' ' + target.id + ' ' + performance.now()));
    </script>`,
  );
  await openUnderClock(page, address, { fps: 10 });
  const seen = await page.evaluate(async () => {
    const left = (id: string): number => Number.parseFloat(getComputedStyle(document.getElementById(id)!).marginLeft);
    const rows: number[][] = [];
    for (let index = 0; index <= 14; index++) {
      if (index === 12) document.getElementById('ever')!.style.animationPlayState = 'paused';
      if (index === 14) document.getElementById('ever')!.style.animationPlayState = 'running';
      await window.clock.step();
      rows.push(['once', 'later', 'ever'].map((id) => Math.round(left(id))));
    }
    return { rows, log: window.said };
  });
  expect(seen.rows).toEqual([
    ...[
      [0, 0, 0],
      [10, 0, 10],
      [20, 13, 20],
      [30, 38, 30],
      [40, 63, 40],
      [50, 88, 50],
      [60, 13, 60],
      [70, 38, 70],
    ],
    ...[
      [80, 63, 80],
      [90, 88, 90],
      [0, 100, 100],
      [0, 100, 90],
      [0, 100, 90],
      [0, 100, 90],
      [0, 100, 90],
    ],
  ]);
  const log = seen.log as string[];
  expect(log.slice(0, 4)).toEqual(['start once 0', 'start ever 0', 'start later 200', 'iteration later 600']);
  expect(log.slice(4).toSorted()).toEqual(['end later 1000', 'end once 1000', 'iteration ever 1000']);
});

test('a transition begins with the frame that shows the change, and ends before the callbacks of its last', async ({
  page,
  pages,
}) => {
  await openUnderClock(page, pages.origin, { fps: 10 });
  const seen = await page.evaluate(async () => {
    const box = document.body.appendChild(document.createElement('div'));
    box.style.cssText = 'opacity: 0; transition: opacity 400ms linear';
    box.addEventListener('transitionend', () => window.said.push(`end ${performance.now()}`));
    setTimeout(() => (box.style.opacity = '1'), 150);
    setTimeout(() => requestAnimationFrame(() => window.said.push(`frame ${performance.now()}`)), 590);
    const values: number[] = [];
    for (let index = 0; index <= 7; index++) {
      await window.clock.step();
      values.push(Number(getComputedStyle(box).opacity));
    }
    return { values, log: window.said };
  });
  expect(seen.values).toEqual([0, 0, 0, 0.25, 0.5, 0.75, 1, 1]);
  expect(seen.log).toEqual(['end 600', 'frame 600']);
});

test('Web Animations answer with virtual time, and obey', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin, { fps: 10 });
  const seen = await page.evaluate(async () => {
    const box = document.body.appendChild(document.createElement('div'));
    const make = (): Animation => box.animate({ marginLeft: ['0px', '100px'] }, { duration: 1000 });
    const [plain, fast, late, stopped, back] = [make(), make(), make(), make(), make()];
    fast.playbackRate = 2;
    late.startTime = 200;
    stopped.pause();
    back.reverse();
    void plain.finished.then(() => window.said.push(`plain ${performance.now()}`));
    fast.onfinish = () => window.said.push(`fast ${performance.now()}`);
    const all = [plain, fast, late, stopped, back];
    const rows: unknown[] = [];
    for (let index = 0; index <= 10; index++) {
      if (index === 3) stopped.play();
      await window.clock.step();
      if (index === 4) back.currentTime = 300;
      const times = all.map(({ currentTime }) => Math.round(Number(currentTime)));
      if (index % 2 === 0) rows.push([document.timeline.currentTime, ...times]);
      if (index === 2)
        rows.push(all.map(({ playState, playbackRate, startTime }) => [playState, playbackRate, startTime]));
    }
    return { rows, log: window.said };
  });
  expect(seen.rows).toEqual([
    [0, 0, 0, -200, 0, 1000],
    [200, 200, 400, 0, 0, 800],
    [
      ['running', 1, 0],
      ['running', 2, 0],
      ['running', 1, 200],
      ['paused', 1, null],
      ['running', -1, 1000],
    ],
    [400, 400, 800, 200, 100, 300],
    [600, 600, 1000, 400, 300, 100],
    [800, 800, 1000, 600, 500, 0],
    [1000, 1000, 1000, 800, 700, 0],
  ]);
  expect(seen.log).toEqual(['fast 500', 'plain 1000']);
});

test('SVG animations stand at the time of the frame, from the one in which they appear', async ({ page, pages }) => {
  const svg = `<svg><rect width="5" height="5"><animate attributeName="x" from="0" to="100" dur="1s" fill="freeze"/></rect></svg>`;
  const address = pages.add('/smil.html', `<!doctype html><body>${svg}`);
  await openUnderClock(page, address, { fps: 10 });
  const rows = await page.evaluate(async (text) => {
    const seen: number[][] = [];
    for (let index = 0; index <= 12; index++) {
      if (index === 3) document.body.insertAdjacentHTML('beforeend', text);
      await window.clock.step();
      if (index % 4 === 0)
        seen.push([...document.querySelectorAll('rect')].map(({ x }) => Math.round(x.animVal.value)));
    }
    return seen;
  }, svg);
  expect(rows).toEqual([[0], [40, 10], [80, 50], [100, 90]]);
});

test('video shows the picture that is due in each frame, and plays, loops and ends as pages see it', async ({
  page,
  pages,
}, testInfo) => {
  const file = testInfo.outputPath('numbered.webm');
  // Picture n is grey, of 16 + 6n.
  const source = 'color=black:s=64x64:r=25:d=1,format=yuv420p,geq=lum=16+6*N:cb=128:cr=128';
  await run('ffmpeg', [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    source,
    '-c:v',
    'libvpx-vp9',
    '-lossless',
    '1',
    '-g',
    '5',
    file,
  ]);
  const data = (await readFile(file)).toString('base64');
  const address = pages.add(
    '/video.html',
    `<!doctype html><video muted autoplay loop src="data:video/webm;base64,${data}"></video>`,
  );
  await openUnderClock(page, address, { fps: 50 });
  const seen = await page.evaluate(async () => {
    const looping = document.querySelector('video')!;
    const once = Object.assign(document.createElement('video'), { src: looping.src, muted: true });
    document.body.append(once);
    for (const type of ['play', 'playing', 'pause', 'seeked', 'timeupdate', 'ended'])
      once.addEventListener(type, () => window.said.push(`${type} ${performance.now()}`));
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d')!;
    const shown = (video: HTMLVideoElement): number => {
      context.drawImage(video, 0, 0, 1, 1);
      // Of limited range, as the decoder gives it back.
      return Math.round(((context.getImageData(0, 0, 1, 1).data[0]! / 255) * 219) / 6);
    };
    const rows: unknown[] = [];
    for (let index = 0; index <= 64; index++) {
      if (index === 10) void once.play();
      await window.clock.step();
      if (index % 16 === 1) rows.push([shown(looping), looping.paused, looping.currentTime]);
      if (index % 16 === 1 && index > 10) rows.push([shown(once), once.paused, once.currentTime]);
    }
    return { rows, log: window.said };
  });
  expect(seen.rows).toEqual([
    [0, false, 0.02],
    ...[
      [8, false, 0.34],
      [3, false, 0.14],
    ],
    ...[
      [16, false, 0.66],
      [11, false, 0.46],
    ],
    ...[
      [24, false, 0.98],
      [19, false, 0.78],
    ],
  ]);
  expect(seen.log).toEqual(['play 180', 'playing 180', 'pause 1200', 'ended 1200']);
});
