/** The commands a person types, as they are typed but for npm in front. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { probe } from './support/media.ts';
import { expect, test } from './support/test.ts';
import { Tools } from './support/tools.ts';

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url));
const MAIN = fileURLToPath(new URL('../dist/relay/main.js', import.meta.url));

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

/** Runs the built program as the package's `reelay`. */
function reelay(args: readonly string[], env = process.env): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
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

test('ends with the program that started it over a channel, however that ended', async () => {
  const args = [MAIN, 'serve', '--port', '0', '--recordings', folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  await once(child.stdout!, 'data');
  const exited = once(child, 'exit');
  child.disconnect();
  expect(await exited).toEqual([0, null]);
});

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

test('commands are found by name; one that is none is told with the one that was meant', async () => {
  const overview = await reelay(['--help']);
  expect(overview).toMatchObject({ code: 0, stderr: '' });
  expect(overview.stdout).toContain('reelay COMMAND --help');
  expect(await reelay(['doctr'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no command "doctr". Did you mean doctor?\nSee: reelay --help\n',
  });
  expect((await reelay(['open', '--help'])).stdout).toContain('Usage: reelay open [URL]');
});

test('presets tells what there is, what a preset runs, and what it lacks here', async () => {
  await using tools = await Tools.make();
  await tools.hide('x264enc');
  const { stdout, code } = await reelay(['presets'], tools.env);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ok +webm /m);
  expect(stdout).toMatch(/^LACKING +mp4 .*\n +The preset "mp4" needs .*"x264enc"/m);
  expect(JSON.parse((await reelay(['presets', 'mp4', '--json'], tools.env)).stdout)).toMatchObject({
    id: 'mp4',
    available: false,
    problem: { code: 'ELEMENT_MISSING' },
    elements: expect.arrayContaining(['x264enc', 'mp4mux']),
    pipeline: expect.stringMatching(/^gst-launch-1\.0 .* ! x264enc .* ! mp4mux .* location=recording\.mp4 /),
  });
  expect(await reelay(['presets', 'mp5'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('PRESET_UNKNOWN'),
  });
});
