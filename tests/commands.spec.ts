/** The commands a person types, as they are typed but for npm in front. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { probe } from './support/media.ts';
import { expect, test } from './support/test.ts';

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url));

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm start -- ARGS`; `whenReady` is told of the child when it has printed its address. */
async function start(args: readonly string[], whenReady?: (pid: number, address: string) => void): Promise<Finished> {
  const child = spawn(process.execPath, [START, '--no-install', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += String(text)));
  child.stdout.on('data', (text) => {
    stdout += String(text);
    const address = /^Reelay is ready: (\S+)\n/m.exec(stdout)?.[1];
    if (address && child.pid !== undefined) {
      whenReady?.(child.pid, address);
      whenReady = undefined;
    }
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

let folder = '';
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-commands-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`prints one address, answers there, and exits 0 on ${signal}`, async () => {
    let status = 0;
    const { code, stdout } = await start(['--port', '0', '--recordings', folder], (pid, address) => {
      void fetch(address)
        .then((answer) => (status = answer.status))
        .finally(() => process.kill(pid, signal));
    });
    expect(code).toBe(0);
    expect(status).toBe(200);
    expect(stdout).toMatch(/^Reelay is ready: http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}\n$/);
  });
}

test('--demo records a built-in animation with nobody at the screen', async () => {
  const file = path.join(folder, 'demo.mp4');
  const { code, stdout, stderr } = await start(['--demo', file, '--recordings', path.join(folder, 'recordings')]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/ \/ 300 frames/);
  expect(stdout).toContain(`${file}: 300 frames, 5.00 s, 1280 x 720, mp4`);
  const { pts, codec } = await probe(file);
  expect({ codec, frames: pts.length }).toEqual({ codec: 'h264', frames: 300 });
});

test('--demo says which endings it knows', async () => {
  const { code, stderr } = await start(['--demo', path.join(folder, 'demo.avi'), '--recordings', folder]);
  expect(code).toBe(1);
  expect(stderr).toContain('.mp4 .webm .ogg .mkv .mov');
  expect(await readdir(folder)).toEqual(['.thumbnails']);
});

test('a port in use and an option that is none are told in one line each', async ({ relay }) => {
  const inUse = await start(['--port', String(relay.port), '--recordings', folder]);
  expect(inUse).toMatchObject({ code: 1, stderr: expect.stringContaining('choose another with --port') });
  const unknown = await start(['--recording', folder]);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("Unknown option '--recording'") });
});

test('--help names every option', async () => {
  const { code, stdout } = await start(['--help']);
  expect(code).toBe(0);
  for (const option of [
    'host',
    'port',
    'recordings',
    'pipeline',
    'presets',
    'allow-origin',
    'token',
    'open',
    'demo',
    'no-install',
  ]) {
    expect(stdout).toContain(`--${option}`);
  }
});
