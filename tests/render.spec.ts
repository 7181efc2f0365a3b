/** `reelay render`: pages that know nothing of Reelay, frame by frame into files. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, hashOf, pixelAt, probe } from './support/media.ts';
import { listProcesses } from './support/processes.ts';
import { canvasPage, render } from './support/render.ts';
import { expect, test } from './support/test.ts';

const SIZE = { width: 64, height: 48 };
/** The virtual time of a frame, in a few bytes of its picture; all others follow from it. */
const NOISE = `
  const { data, width, height } = context.createImageData(64, 48);
  let state = Math.round(timeMs * 1e6) % 4294967296 >>> 0;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[at] = at % 4 === 3 ? 255 : state >>> 24;
  }
  context.putImageData(new ImageData(data, width, height), 0, 0);
`;

let folder = '';
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-render-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const inFolder = (name: string): string => path.join(folder, name);

/** The picture that `NOISE` draws at that time. */
function noise(timeMs: number): Buffer {
  const picture = Buffer.alloc(SIZE.width * SIZE.height * 4);
  let state = (Math.round(timeMs * 1e6) % 4294967296) >>> 0;
  for (let at = 0; at < picture.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    picture[at] = at % 4 === 3 ? 255 : state >>> 24;
  }
  return picture;
}

/** Names in the folder but for the pages. */
async function written(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !/\.(?:html|js)$/.test(name)).toSorted();
}

/** Red of the first pixel of each frame. */
async function reds(file: string): Promise<number[]> {
  const decoded = await decode(file);
  return decoded.frames.map((frame) => pixelAt(decoded, frame, 0, 0)[0]);
}

test('a canvas in a file, at exactly its times, into several files at once; all of it is told as JSON', async () => {
  await writeFile(inFolder('noise.html'), canvasPage(NOISE));
  const outputs = ['-o', 'exact.mkv', '-o', 'copy.mkv', '-o', 'small.webm', '-o', 'cut.mov', '-o', 'pictures.png'];
  const length = ['--fps', '30000/1001', '--frames', '10', '--start', '1'];
  const { code, events, stderr } = await render(folder, ['noise.html', ...outputs, ...length, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { frames } = await decode(inFolder('exact.mkv'));
  const times = Array.from({ length: 10 }, (_, index) => Math.floor(((index + 30) * 1001e9) / 30000) / 1e6);
  expect(frames.map(hashOf)).toEqual(times.map((timeMs) => hashOf(noise(timeMs))));
  expect(await readFile(inFolder('copy.mkv'))).toEqual(await readFile(inFolder('exact.mkv')));
  expect((await probe(inFolder('small.webm'))).codec).toBe('vp9');
  expect((await probe(inFolder('cut.mov'))).codec).toBe('prores');
  expect((await readdir(inFolder('pictures.png'))).filter((name) => name.endsWith('.png'))).toHaveLength(10);
  expect(await written()).toEqual(['copy.mkv', 'cut.mov', 'exact.mkv', 'pictures.png', 'small.webm']);
  expect(events.filter(({ event }) => event === 'output')).toEqual(
    ['exact.mkv', 'copy.mkv', 'small.webm', 'cut.mov', 'pictures.png'].map((name) =>
      expect.objectContaining({ file: inFolder(name), frames: 10, ...SIZE, transport: 'ring' }),
    ),
  );
  expect(events.filter(({ event }) => event === 'progress').at(-1)).toMatchObject({
    phase: 'finishing',
    done: 10,
    frames: 10,
  });
  expect(events.at(-1)).toEqual({ event: 'done', exitCode: 0 });
});

test('WebGL drawn now and then, random numbers and the date: the same in every run; another seed is another picture', async () => {
  const page = `<!doctype html><style>canvas { position: fixed; inset: 0; width: 100%; height: 100% }</style><body><script>
    setTimeout(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
      document.body.append(canvas);
      const gl = canvas.getContext('webgl2');
      setInterval(() => {
        gl.clearColor(Math.random(), crypto.getRandomValues(new Uint8Array(1))[0] / 255, (Date.now() % 1000) / 1000, 1);
        gl.clear(gl.COLOR_BUFFER_BIT);
      }, 7);
    });
  </script>`;
  await writeFile(inFolder('gl.html'), page);
  const runs = [7, 7, 8].map((seed, run) =>
    render(folder, ['gl.html', '-o', `${run}.mkv`, '--frames', '12', '--fps', '30', '--seed', String(seed)]),
  );
  expect((await Promise.all(runs)).map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    runs.map(() => ({ code: 0, stderr: '' })),
  );
  const [first, second, other] = await Promise.all(
    [0, 1, 2].map(async (run) => (await decode(inFolder(`${run}.mkv`))).frames.map(hashOf)),
  );
  expect(new Set(first).size).toBe(12);
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
});

test('a canvas that a worker draws; a page that wants the whole window, and opens others', async () => {
  const draw = `onmessage = ({ data: canvas }) => {
    const context = canvas.getContext('2d');
    requestAnimationFrame(function draw(timeMs) {
      requestAnimationFrame(draw);
      context.fillStyle = 'rgb(' + Math.round(timeMs / 10) + ' 0 0)';
      context.fillRect(0, 0, 64, 48);
    });
  };`;
  const page = `<!doctype html><canvas width="64" height="48" style="position: fixed; inset: 0; width: 100%; height: 100%"></canvas>
    <script>
      try { top.location = 'about:blank'; } catch {}
      open('about:blank');
      alert('Still here');
      const canvas = document.querySelector('canvas').transferControlToOffscreen();
      new Worker('draw.js').postMessage(canvas, [canvas]);
    </script>`;
  await writeFile(inFolder('draw.js'), draw);
  await writeFile(inFolder('worker.html'), page);
  const { code, events } = await render(folder, [
    'worker.html',
    '-o',
    'worker.mkv',
    '--frames',
    '6',
    '--fps',
    '10',
    '--json',
  ]);
  expect(code).toBe(0);
  expect(await reds(inFolder('worker.mkv'))).toEqual([0, 10, 20, 30, 40, 50]);
  expect(events).toContainEqual({ event: 'problem', kind: 'dialog', text: 'Still here', frame: null, stops: false });
});

test('a scene, with transparency, to standard output', async () => {
  const scene = `import { defineScene } from 'reelay';
    export default defineScene({
      async setup(canvas, { width, height }) {
        const context = canvas.getContext('2d');
        await new Promise((resolve) => setTimeout(resolve, 100));
        return async ({ index, timeNs }) => {
          await undefined;
          context.clearRect(0, 0, width, height);
          context.fillStyle = 'rgb(' + index + ' ' + (timeNs / 1e9) * 10 + ' 0)';
          context.fillRect(0, 0, width / 2, height);
        };
      },
    });`;
  await writeFile(inFolder('scene.js'), scene);
  const { code, stdout, stderr } = await render(folder, [
    ...['scene.js', '-o', '-', '--preset', 'mkv-lossless', '--alpha', '--size', '16x12', '--scale', '2'],
    ...['--frames', '3', '--start', '2', '--fps', '10'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('standard output: 3 frames') });
  await writeFile(inFolder('out.mkv'), stdout);
  const decoded = await decode(inFolder('out.mkv'));
  expect(decoded).toMatchObject({ width: 32, height: 24 });
  expect(decoded.frames.map((frame) => pixelAt(decoded, frame, 5, 5))).toEqual([
    [20, 20, 0, 255],
    [21, 21, 0, 255],
    [22, 22, 0, 255],
  ]);
  expect(pixelAt(decoded, decoded.frames[0]!, 30, 5)[3]).toBe(0);
});

test('a site that wants a cookie and a header, sends its visitor on to another origin, and forbids frames and scripts', async () => {
  const asked: { readonly url: string; readonly host: string; readonly key: string; readonly cookie: string }[] = [];
  const note = ({ url = '', headers }: IncomingMessage): void => {
    if (url !== '/favicon.ico')
      asked.push({ url, host: headers.host ?? '', key: String(headers['x-key'] ?? ''), cookie: headers.cookie ?? '' });
  };
  const page = `${canvasPage(`context.fillStyle = window.colour ?? 'black'; context.fillRect(0, 0, 64, 48);`)}<script>
    fetch('/data').then((answer) => answer.text()).then((text) => setTimeout(() => (window.ready = text), 500));
  </script>`;
  const server = createServer((request, response) => {
    note(request);
    const { host = '' } = request.headers;
    if (request.url === '/start') {
      response.writeHead(302, { Location: `http://localhost:${host.split(':')[1]}/page` }).end();
    } else if (request.url === '/data') response.end('here');
    else if (request.url === '/page') {
      const policy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";
      response
        .writeHead(200, { 'Content-Type': 'text/html', 'X-Frame-Options': 'DENY', 'Content-Security-Policy': policy })
        .end(page);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await writeFile(
    inFolder('setup.js'),
    `await new Promise((resolve) => setTimeout(resolve, 1000));
     window.colour = await Promise.resolve('rgb(200 0 0)');`,
  );
  try {
    const { code, stderr } = await render(folder, [
      ...[`http://127.0.0.1:${port}/start`, '-o', 'site.mkv', '--frames', '2', '--setup', 'setup.js'],
      ...['--wait-for', "js=window.ready === 'here'", '--header', 'X-Key: 1', '--cookie', 'a=b'],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await reds(inFolder('site.mkv'))).toEqual([200, 200]);
    expect(asked).toContainEqual({ url: '/start', host: `127.0.0.1:${port}`, key: '1', cookie: 'a=b' });
    // What is meant for the origin of the command line goes to no other.
    expect(asked.filter(({ url }) => url === '/data')).toEqual([
      { url: '/data', host: `localhost:${port}`, key: '', cookie: '' },
    ]);
    const refused = await render(folder, [`http://127.0.0.1:${port}/nowhere`, '-o', 'none.mp4']);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('the server answered 404') });
    expect(await written()).toEqual(['site.mkv']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('an error in the page ends the file in its frame; it can be passed over', async () => {
  await writeFile(inFolder('error.html'), canvasPage(`if (index === 7) throw new Error('seven is too many');`));
  await writeFile(inFolder('console.html'), canvasPage(`if (index === 2) console.error('two', { is: 2 });`));
  const [thrown, passed, logged] = await Promise.all([
    render(folder, ['error.html', '-o', 'error.mkv', '--frames', '30', '--json']),
    render(folder, ['error.html', '-o', 'passed.mkv', '--frames', '12', '--json', '--ignore-errors']),
    render(folder, ['console.html', '-o', 'console.mkv', '--frames', '30']),
  ]);
  expect(thrown.code).toBe(3);
  expect(thrown.events.filter(({ event }) => event === 'error')).toEqual([
    expect.objectContaining({
      code: 'RENDER_PAGE_FAILED',
      message: expect.stringMatching(/^Frame 7: .*seven is too many/s),
    }),
  ]);
  expect((await decode(inFolder('error.mkv'))).frames.length).toBeGreaterThanOrEqual(7);
  expect(passed.code).toBe(0);
  expect(passed.events).toContainEqual(
    expect.objectContaining({ event: 'problem', kind: 'exception', frame: 7, stops: false }),
  );
  expect((await decode(inFolder('passed.mkv'))).frames).toHaveLength(12);
  expect(logged).toMatchObject({ code: 3, stderr: expect.stringMatching(/^RENDER_PAGE_FAILED: Frame 2: .* two /) });
});

test('Ctrl-C finishes the file; so does a page that hangs, and one whose process is killed; nothing is left behind', async () => {
  await writeFile(inFolder('endless.html'), canvasPage(NOISE));
  await writeFile(inFolder('hang.html'), canvasPage(`if (index === 5) for (;;);`));
  const whenDrawn = (act: (child: { readonly pid?: number | undefined }) => void) => {
    let isDone = false;
    return (
      { event, done }: { readonly event: string; readonly done?: unknown },
      child: { readonly pid?: number | undefined },
    ) => {
      if (isDone || event !== 'progress' || Number(done) < 11) return;
      isDone = true;
      act(child);
    };
  };
  const endless = (name: string): string[] => ['endless.html', '-o', name, '--frames', '1000000', '--json'];
  const [interrupted, crashed, hung] = await Promise.all([
    render(
      folder,
      endless('interrupted.mp4'),
      whenDrawn(({ pid = 0 }) => process.kill(pid, 'SIGINT')),
    ),
    render(
      folder,
      endless('crashed.mkv'),
      whenDrawn(
        ({ pid = 0 }) =>
          void renderersOf(pid).then((pids) => pids.forEach((renderer) => process.kill(renderer, 'SIGKILL'))),
      ),
    ),
    render(folder, ['hang.html', '-o', 'hung.mkv', '--frames', '30', '--timeout', '6']),
  ]);
  expect([interrupted.code, crashed.code, hung.code]).toEqual([130, 4, 4]);
  expect(interrupted.events).toContainEqual(expect.objectContaining({ event: 'error', code: 'RENDER_INTERRUPTED' }));
  expect(crashed.events).toContainEqual(
    expect.objectContaining({ code: 'BROWSER_CRASHED', message: expect.stringMatching(/^Frame \d+: /) }),
  );
  expect(hung.stderr).toMatch(/^BROWSER_HUNG: Frame 5: /);
  expect((await probe(inFolder('interrupted.mp4'))).pts.length).toBeGreaterThanOrEqual(10);
  expect((await decode(inFolder('crashed.mkv'))).frames.length).toBeGreaterThanOrEqual(10);
  expect((await decode(inFolder('hung.mkv'))).frames).toHaveLength(5);
  expect(await written()).toEqual(['crashed.mkv', 'hung.mkv', 'interrupted.mp4']);
});

test('the examples, as the guide has them', async () => {
  const example = (name: string): string => fileURLToPath(new URL(`../examples/render/${name}`, import.meta.url));
  const [page, scene] = await Promise.all([
    render(folder, [
      example('orbits.html'),
      '-o',
      'orbits.mp4',
      '--frames',
      '6',
      '--scale',
      '0.5',
      '--transport',
      'socket',
    ]),
    render(folder, [example('pulse.js'), '-o', 'pulse.gif', '--frames', '4', '--fps', '2', '--size', '64x64']),
  ]);
  expect([page.stderr, scene.stderr]).toEqual(['', '']);
  expect(page.stdout.toString()).toMatch(/orbits\.mp4: 6 frames, 0\.10 s, 640 x 360, mp4, .+, socket$/m);
  expect(await probe(inFolder('pulse.gif'))).toMatchObject({ codec: 'gif', width: 64, pts: [0, 50, 100, 150] });
});

test('what cannot be rendered is told before a browser starts', async () => {
  for (const [args, problem] of [
    [['missing.html', '-o', 'x.mp4'], /There is no file .*missing\.html/],
    [['page.html', '-o', 'x.avi'], /must be one of \.mp4 \.webm/],
    [['page.html', '-o', 'x.mp4', '--alpha'], /mp4 cannot keep transparency/],
    [['page.html', '-o', '-'], /name it with --preset/],
  ] as const) {
    const { code, stderr } = await render(folder, args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(problem) });
  }
});

/** Process ids of the renderers in the browser that process `pid` started: the page's, and those that are kept in reserve. */
async function renderersOf(pid: number): Promise<number[]> {
  const processes = await listProcesses();
  const browser = processes.find(
    ({ parent, command }) => parent === pid && command.includes('--remote-debugging-pipe'),
  );
  return processes
    .filter(({ group, command }) => group === browser?.pid && command.includes('--type=renderer'))
    .map((renderer) => renderer.pid);
}
