/** The programs in examples/node, run as a person would. They import what was built. */
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { decodeWithFfmpeg, probe } from '../pipeline/testing/decode.ts';
import { temporaryDirectory } from '../pipeline/testing/record.ts';
import { startRelay } from '../server/testing/in-process.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/node/', import.meta.url));
const [SCREEN_WIDTH, SCREEN_HEIGHT] = [800, 600];

const run = promisify(execFile);

/**
 * A screen of its own, black, for the length of the test; its number is the first that is free. Without -noreset it would
 * begin anew each time its last client leaves, and refuse who comes just then.
 */
async function virtualScreen(): Promise<string> {
  const argv = [
    '-displayfd',
    '3',
    '-screen',
    '0',
    `${SCREEN_WIDTH}x${SCREEN_HEIGHT}x24`,
    '-nolisten',
    'tcp',
    '-nocursor',
    '-noreset',
  ];
  const server = spawn('Xvfb', argv, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const gone = new Promise((resolve) => server.once('close', resolve));
  onTestFinished(async () => {
    server.kill();
    await gone;
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return `:${number}`;
}

/** Environment for what opens a window there. The plain X sink: drawing by a software GL would take the processors. */
function on(display: string): NodeJS.ProcessEnv {
  return { ...process.env, DISPLAY: display, GST_PLUGIN_FEATURE_RANK: 'ximagesink:MAX' };
}

/** What the screen shows, RGB. */
async function screenshot(display: string): Promise<Buffer> {
  const size = `${SCREEN_WIDTH}x${SCREEN_HEIGHT}`;
  const argv = ['-v', 'error', '-f', 'x11grab', '-draw_mouse', '0', '-video_size', size, '-i', display];
  const { stdout } = await run('ffmpeg', [...argv, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'], {
    encoding: 'buffer',
    maxBuffer: 2 * SCREEN_WIDTH * SCREEN_HEIGHT * 3,
  });
  return stdout;
}

/** Mean and standard deviation of a screenshot's part. */
function spread(
  shot: Buffer,
  fromX: number,
  toX: number,
  fromY: number,
  toY: number,
): { mean: number; deviation: number } {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = fromY; y < toY; y++) {
    for (const value of shot.subarray((y * SCREEN_WIDTH + fromX) * 3, (y * SCREEN_WIDTH + toX) * 3)) {
      sum += value;
      squares += value * value;
      count++;
    }
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(squares / count - mean * mean) };
}

it('display.js shows random frames in a window', async () => {
  const display = await virtualScreen();
  const program = spawn(process.execPath, [join(EXAMPLES, 'display.js'), '60'], {
    env: on(display),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = new Promise((resolve) => program.once('close', resolve));
  onTestFinished(async () => {
    program.kill();
    await gone;
  });
  // Noise of evenly spread bytes: 127.5 and 73.9. A blank screen has no spread at all.
  let inside = { mean: 0, deviation: 0 };
  let shot: Buffer = Buffer.alloc(0);
  while (inside.deviation === 0 && program.exitCode === null) {
    shot = await screenshot(display);
    inside = spread(shot, 0, 640, 0, 480);
  }
  expect(inside.mean).toBeGreaterThan(125);
  expect(inside.mean).toBeLessThan(130);
  expect(inside.deviation).toBeGreaterThan(73);
  expect(inside.deviation).toBeLessThan(75);
  expect(spread(shot, 650, SCREEN_WIDTH, 0, SCREEN_HEIGHT)).toEqual({ mean: 0, deviation: 0 });
  // And then other pictures: the test ends at its time limit where none comes.
  let other = shot;
  while (other.equals(shot) && program.exitCode === null) other = await screenshot(display);
  expect(program.exitCode).toBeNull();
});

it('display-fps.js is shown 30 frames per second', async () => {
  const { stdout } = await run(process.execPath, [join(EXAMPLES, 'display-fps.js'), '4'], {
    env: on(await virtualScreen()),
  });
  const stats = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { accepted: number; rendered: number; dropped: number; averageRate: number });
  const last = stats.at(-1)!;
  expect(stats.length).toBeGreaterThan(4);
  expect(last.accepted).toBe(120);
  expect(last.rendered).toBeGreaterThan(60);
  expect(Math.abs(last.averageRate - 30)).toBeLessThan(30 * 0.05);
});

it('record.js writes every frame once, each at its time and for its duration', async () => {
  const file = join(temporaryDirectory(), 'video.mp4');
  const { stdout } = await run(process.execPath, [join(EXAMPLES, 'record.js'), file, '15']);
  expect(stdout).toContain('15 frames');
  const { stream, packets } = probe(file);
  expect(stream).toMatchObject({ codec_name: 'h264', width: 640, height: 480 });
  const [numerator = 0, denominator = 1] = stream.time_base.split('/').map(Number);
  const tick = numerator / denominator;
  expect(packets.length).toBe(15);
  packets.forEach(({ pts, duration = 0 }, index) => {
    expect(Math.abs((pts - (packets[0]?.pts ?? 0)) * tick - index / 30)).toBeLessThanOrEqual(tick);
    expect(Math.abs(duration * tick - 1 / 30)).toBeLessThanOrEqual(tick);
  });
});

it.each([
  ['remote.js', ['30'], 30, 'remote.mp4'],
  ['remote-ffmpeg.js', [], 50, 'from-ffmpeg.mp4'],
] as const)('%s records on a relay', async (program, options, frames, name) => {
  const relay = await startRelay();
  const address = `${relay.origin}/?token=${relay.token}`;
  const { stdout } = await run(process.execPath, [join(EXAMPLES, program), address, ...options]);
  expect(stdout).toContain(`${frames} frames: ${relay.origin}/recordings/${name}`);
  const file = join(relay.library.directory, name);
  const { stream } = probe(file);
  expect([stream.width, stream.height]).toEqual([640, 360]);
  const pictures = decodeWithFfmpeg(file, 'gray');
  expect(pictures.byteLength).toBe(frames * 640 * 360);
  const first = pictures.subarray(0, 640 * 360);
  const last = pictures.subarray(-640 * 360);
  // Pictures, and not the same one all the time.
  for (const picture of [first, last]) expect(new Set(picture).size).toBeGreaterThan(50);
  expect(first.equals(last)).toBe(false);
});
