/** The live sinks of docs/LIVE-SINKS.md, each against a receiver of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { customPresets, parsePresetsFile } from './custom-presets.ts';
import { decodeWithFfmpeg } from './testing/decode.ts';
import { numberedFrame, numberOf } from './testing/pictures.ts';
import { feed, frames, open, planFor, temporaryDirectory } from './testing/record.ts';
import type { Pipeline, PipelinePlan } from './types.ts';

const WIDTH = 320;
const HEIGHT = 240;
const RATE = [60, 1] as const;
/** What SRT holds back at an end is lost with the connection. */
const SRT_LATENCY_FRAMES = 30;

/** The fragment the page gives for `id`, with the addresses of the test in place of its own. */
function documented(id: string, replace: (fragment: string) => string) {
  const page = readFileSync(fileURLToPath(new URL('../../docs/LIVE-SINKS.md', import.meta.url)), 'utf8');
  const json = /^```json\n([^]*?)^```$/m.exec(page)?.[1] ?? '';
  const entries = (JSON.parse(json) as { id: string; pipeline: string }[]).filter((entry) => entry.id === id);
  const wanted = entries.map((entry) => ({ ...entry, pipeline: replace(entry.pipeline) }));
  return customPresets(parsePresetsFile(JSON.stringify(wanted)));
}

async function start(
  id: string,
  replace: (fragment: string) => string,
): Promise<{ plan: PipelinePlan; pipeline: Pipeline }> {
  const presets = await documented(id, replace);
  const plan = await planFor({ preset: id }, presets);
  expect(plan.writesFile).toBe(false);
  return { plan, ...(await open(plan)) };
}

/** A receiver; resolves when it says that it waits, where it says so. */
function receiver(tool: string, argv: readonly string[], directory: string): ChildProcess {
  const child = spawn(tool, argv, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Resolves when the output of `child` has `text` in it. */
async function says(child: ChildProcess, text: string): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes(text)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', () => reject(new Error(said)));
  });
}

async function freePort(kind: 'tcp' | 'udp'): Promise<number> {
  if (kind === 'udp') {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    socket.close();
    return port;
  }
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

function numbersIn(path: string): number[] {
  const grey = decodeWithFfmpeg(path, 'gray');
  return Array.from({ length: grey.length / (WIDTH * HEIGHT) }, (_, index) =>
    numberOf(grey.subarray(index * WIDTH * HEIGHT), WIDTH, HEIGHT),
  );
}

const shots = (count: number) => frames(count, WIDTH, HEIGHT, numberedFrame);

it('SRT: a GStreamer listener gets every frame, in order, but for those under way at the end', async () => {
  const port = await freePort('udp');
  const directory = temporaryDirectory();
  const listener = receiver(
    'gst-launch-1.0',
    [
      '-e',
      'srtsrc',
      `uri=srt://127.0.0.1:${port}?mode=listener`,
      '!',
      'filesink',
      'location=got.ts',
      'buffer-mode=unbuffered',
    ],
    directory,
  );
  await says(listener, 'Setting pipeline to PLAYING');
  const { plan, pipeline } = await start('srt', (fragment) =>
    fragment.replace(/srt:\/\/[^?"]*/, `srt://127.0.0.1:${port}`),
  );
  await feed(pipeline, plan, RATE, shots(180));
  expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
  if (listener.exitCode === null) {
    listener.kill('SIGINT');
    await once(listener, 'close');
  }
  const numbers = numbersIn(join(directory, 'got.ts'));
  expect(numbers).toEqual([...Array(numbers.length).keys()]);
  expect(numbers.length).toBeGreaterThan(180 - SRT_LATENCY_FRAMES);
});

it('SRT: a listener that is not there is named', async () => {
  const port = await freePort('udp');
  const { plan, pipeline } = await start('srt', (fragment) =>
    fragment.replace(/srt:\/\/[^?"]*/, `srt://127.0.0.1:${port}`),
  );
  await feed(pipeline, plan, RATE, shots(60));
  expect(await pipeline.outcome).toMatchObject({ kind: 'failed', error: { code: 'RECEIVER_LOST' } });
});

it('RTMP: a server gets every frame, in order', async () => {
  const port = await freePort('tcp');
  const directory = temporaryDirectory();
  const url = `rtmp://127.0.0.1:${port}/live/reelay`;
  const server = receiver(
    'ffmpeg',
    ['-v', 'error', '-listen', '1', '-f', 'flv', '-i', url, '-c', 'copy', 'got.mkv'],
    directory,
  );
  const served = once(server, 'close');
  await listening(port);
  const { plan, pipeline } = await start('rtmp', (fragment) => fragment.replace(/rtmp:\/\/\S+/, url));
  await feed(pipeline, plan, RATE, shots(120));
  expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
  await served;
  expect(numbersIn(join(directory, 'got.mkv'))).toEqual([...Array(120).keys()]);
});

it('RTMP: a server that is not there, or goes away, is named', async () => {
  const port = await freePort('tcp');
  const url = `rtmp://127.0.0.1:${port}/live/reelay`;
  const replace = (fragment: string): string => fragment.replace(/rtmp:\/\/\S+/, url);
  const absent = await start('rtmp', replace);
  await feed(absent.pipeline, absent.plan, RATE, shots(10));
  expect(await absent.pipeline.outcome).toMatchObject({ kind: 'failed', error: { code: 'RECEIVER_LOST' } });
  const server = receiver(
    'ffmpeg',
    ['-v', 'error', '-listen', '1', '-f', 'flv', '-i', url, '-f', 'null', '-'],
    temporaryDirectory(),
  );
  await listening(port);
  const { plan, pipeline } = await start('rtmp', replace);
  await feed(pipeline, plan, RATE, shots(60));
  server.kill('SIGKILL');
  await feed(pipeline, plan, RATE, shots(600));
  expect(await pipeline.outcome).toMatchObject({ kind: 'failed', error: { code: 'RECEIVER_LOST' } });
});

it('RTP: a GStreamer receiver gets every frame, in order', async () => {
  const port = await freePort('udp');
  const directory = temporaryDirectory();
  const caps = 'application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96';
  const argv = ['-e', 'udpsrc', 'address=127.0.0.1', `port=${port}`, 'buffer-size=8000000', `caps=${caps}`];
  const listener = receiver(
    'gst-launch-1.0',
    [
      ...argv,
      '!',
      'rtph264depay',
      '!',
      'h264parse',
      '!',
      'identity',
      'eos-after=121',
      '!',
      'matroskamux',
      '!',
      'filesink',
      'location=got.mkv',
    ],
    directory,
  );
  await says(listener, 'Setting pipeline to PLAYING');
  const { plan, pipeline } = await start('rtp', (fragment) =>
    fragment.replace(/host=\S+ port=\S+/, `host=127.0.0.1 port=${port}`),
  );
  const received = once(listener, 'close');
  await feed(pipeline, plan, RATE, shots(130));
  expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
  // It leaves by itself behind the 120th.
  await received;
  expect(numbersIn(join(directory, 'got.mkv'))).toEqual([...Array(120).keys()]);
});

/** Resolves when something listens on TCP port `port`: asked of the kernel, as a connection would be taken for the sender's. */
async function listening(port: number): Promise<void> {
  const entry = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
  while (!readFileSync('/proc/net/tcp', 'utf8').includes(entry))
    await new Promise((resolve) => setTimeout(resolve, 20));
}
