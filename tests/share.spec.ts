/** What a page draws, read by other programs out of shared memory while it is recorded. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ShareStatus } from '../relay/taps/share/shares.ts';
import { decode } from './support/media.ts';
import { DRAW_NUMBER, readNumber } from './support/numbers.ts';
import { TestRelay } from './support/relay.ts';
import { expect, test } from './support/test.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

const NAME = `spec-${process.pid}`;
const FRAMES = 90;
const [WIDTH, HEIGHT] = [320, 240];

/** Prints sequence, PTS and pixels in base64 of each frame of the share. */
const READ = `
import base64, sys
sys.path.insert(0, "${ROOT}clients/python")
from reelay_share import open_share
share = open_share(sys.argv[1], width=${WIDTH}, height=${HEIGHT}, format="RGBA", interval_ms=1000)
print("ready", share.pull(0), flush=True)
for frame in share:
    print(frame.sequence, frame.pts_ns, base64.b64encode(frame.data).decode(), flush=True)
`;

class Program implements Disposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(program: string, args: readonly string[]) {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done) throw new Error('the program ended');
    return next.value;
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}

test.use({ relayOptions: { args: ['--share', `${NAME}=interval:1000,format:RGBA,slots:4`] } });

test('a recording is read by Python and Node, a frame a second, pixel for pixel, and is not disturbed', async ({
  recorderPage,
  relay,
}) => {
  using python = new Program(PYTHON, ['-c', READ, NAME]);
  using node = new Program(process.execPath, ['examples/share/first-bytes.mjs', NAME]);
  expect(await python.line()).toBe('ready None');
  expect(await node.line()).toBe('timeout');

  // A step at a time: offline the page is faster than a leaky branch need be.
  await recorderPage.evaluate(
    async ({ source, width, height }) => {
      const drawNumber = new Function(`${source}; return drawNumber;`)() as (
        context: CanvasRenderingContext2D,
        index: number,
        width: number,
        height: number,
      ) => void;
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no 2d context');
      const recorder = new window.reelay.Recorder({ fps: 30, name: 'shared' });
      await recorder.start(canvas);
      let index = 0;
      Object.assign(window, {
        second: async () => {
          for (let count = 0; count < 30; count++) {
            drawNumber(context, index++, width, height);
            await recorder.capture();
          }
        },
        stop: () => recorder.stop(),
      });
    },
    { source: DRAW_NUMBER, width: WIDTH, height: HEIGHT },
  );

  for (let second = 0; second < FRAMES / 30; second++) {
    await recorderPage.evaluate('second()');
    const [sequence, ptsNs, pixels = ''] = (await python.line()).split(' ');
    expect([Number(sequence), Number(ptsNs)]).toEqual([second, second * 1e9]);
    expect(readNumber(Buffer.from(pixels, 'base64'), WIDTH, HEIGHT)).toBe(second * 30);
  }
  let bytes = await node.line();
  while (bytes === 'timeout') bytes = await node.line();
  expect(bytes).toMatch(/^got data: (\d+ ){3}255 /);

  const { shares } = (await (await relay.fetch('/api/shares')).json()) as { shares: ShareStatus[] };
  expect(shares).toEqual([
    {
      ...{ name: NAME, path: `/dev/shm/reelay.${NAME}`, state: 'writing' },
      recording: { id: expect.any(String), name: 'shared' },
      ...{ format: 'RGBA', width: WIDTH, height: HEIGHT, intervalMs: 1000, slots: 4, frames: 3, dropped: 0 },
    },
  ]);
  await recorderPage.evaluate('stop()');
  await expect.poll(() => existsSync(`/dev/shm/reelay.${NAME}`)).toBe(false);
  expect(await (await relay.fetch('/api/shares')).json()).toEqual({ shares: [] });
  expect((await relay.fetch('/api/shares', { headers: { Authorization: 'Bearer wrong' } })).status).toBe(401);

  const { frames } = await decode(relay.file('shared.mp4'));
  expect(frames.map((frame) => readNumber(frame, WIDTH, HEIGHT))).toEqual([...Array(FRAMES).keys()]);
});

test('a killed relay leaves its share behind, and the next one takes it away', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.getContext('2d');
    const recorder = new window.reelay.Recorder({ fps: 30 });
    await recorder.start(canvas);
    await recorder.capture();
  });
  await expect.poll(() => existsSync(`/dev/shm/reelay.${NAME}`)).toBe(true);
  await relay.end('SIGKILL');
  expect(existsSync(`/dev/shm/reelay.${NAME}`)).toBe(true);
  await using next = await TestRelay.start();
  expect(existsSync(`/dev/shm/reelay.${NAME}`)).toBe(false);
  expect(await (await next.fetch('/api/shares')).json()).toEqual({ shares: [] });
});
