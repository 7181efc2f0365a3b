/** `reelay/client` against a real relay, real pipelines and files that other programs read. */
import { execFile, spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startMessage } from '../../shared/recording/options.ts';
import { decodeWithFfmpeg, probe } from '../pipeline/testing/decode.ts';
import { temporaryDirectory } from '../pipeline/testing/record.ts';
import { type InProcessRelay, startRelay, TOKEN } from '../server/testing/in-process.ts';
import { checkOptions } from './client/options.ts';
import { Session } from './client/session.ts';
import { openRecorder, RecordingError, type RecorderOptions } from './client.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [WIDTH, HEIGHT] = [65, 49];
const SIZE = { width: WIDTH, height: HEIGHT };

const run = promisify(execFile);

function at({ origin, token }: InProcessRelay, options: Partial<RecorderOptions> = {}): RecorderOptions {
  return { relay: origin, token, ...SIZE, fps: 30, name: 'pushed', preset: 'mkv-lossless', ...options };
}

const noise = (bytes = WIDTH * HEIGHT * 4): Uint8Array<ArrayBuffer> => randomFillSync(new Uint8Array(bytes));

/** A pipeline that takes a frame each `ms` at most. */
const slow = (ms: number): string => `identity sleep-time=${ms * 1000} ! videoconvert ! avenc_ffv1 ! matroskamux`;

describe('a recording', () => {
  it('has every pixel of every pushed frame, and leaves their bytes as they were', async () => {
    const relay = await startRelay();
    const frames = Array.from({ length: 12 }, () => noise());
    const recorder = await openRecorder(at(relay, { relay: `${relay.origin}/?token=${relay.token}` }));
    for (const frame of frames) {
      const before = frame.slice();
      expect(await recorder.push(frame)).toBe(true);
      expect(frame).toEqual(before);
    }
    const recording = await recorder.stop();
    expect(recording).toMatchObject({ ...SIZE, name: 'pushed', frames: 12, dropped: 0, fps: [30, 1] });
    expect(recorder.progress).toMatchObject({ capturedFrames: 12, acceptedFrames: 12, droppedFrames: 0 });
    const file = path.join(relay.library.directory, 'pushed.mkv');
    expect(decodeWithFfmpeg(file, 'rgba').equals(Buffer.concat(frames))).toBe(true);
    expect(probe(file).packets.map(({ pts }) => pts)).toEqual(
      frames.map((_, index) => Math.round((index * 100_000) / 30)),
    );
    const download = await fetch(recording.url);
    expect((await download.arrayBuffer()).byteLength).toBe(recording.bytes);
    const [sidecar] = await relay.library.list();
    expect(sidecar?.versions.browser).toContain('reelay/client (Node');
  });

  it('takes rows that follow each other and rows that begin at multiples of four bytes as the same picture', async () => {
    const relay = await startRelay();
    const recorder = await openRecorder(at(relay, { format: 'NV12', fps: 10 }));
    const tight = noise(WIDTH * HEIGHT + (WIDTH + 1) * ((HEIGHT + 1) / 2));
    // Rows of 65 and 66 bytes, 68 apart; 50 and 25 of them.
    const padded = new Uint8Array(68 * 75);
    for (let row = 0; row < 49; row++) padded.set(tight.subarray(row * 65, row * 65 + 65), row * 68);
    for (let row = 0; row < 25; row++)
      padded.set(tight.subarray(65 * 49 + row * 66, 65 * 49 + row * 66 + 66), (50 + row) * 68);
    await recorder.push(tight);
    await recorder.push(padded.buffer, { timestampNs: 500_000_000, durationNs: 250_000_000 });
    expect(await recorder.stop()).toMatchObject({ frames: 2, durationSeconds: 0.75 });
    const pixels = decodeWithFfmpeg(path.join(relay.library.directory, 'pushed.mkv'), 'rgb24');
    expect(pixels.byteLength).toBe(2 * WIDTH * HEIGHT * 3);
    expect(pixels.subarray(0, WIDTH * HEIGHT * 3).equals(pixels.subarray(WIDTH * HEIGHT * 3))).toBe(true);
  });

  it('changes its size, format and alpha on the way, is paused, and makes several files', async () => {
    const relay = await startRelay();
    const recorder = await openRecorder(at(relay, { preset: ['mp4', 'mkv-lossless'], alpha: 'keep' }));
    // Two at a time: they keep their order, and so does what comes between them.
    const first = [recorder.push(noise()), recorder.push(noise())];
    recorder.setGeometry({ width: 32, height: 16, format: 'BGRX' });
    await Promise.all(first);
    await recorder.push(noise(32 * 16 * 4));
    await recorder.pause();
    await expect(recorder.push(noise(32 * 16 * 4))).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await recorder.resume();
    await recorder.push(noise(32 * 16 * 4));
    const { outputs } = await recorder.stop();
    expect(outputs.map(({ preset, frames }) => [preset, frames])).toEqual([
      ['mp4', 4],
      ['mkv-lossless', 4],
    ]);
    const sidecars = await relay.library.list();
    expect(sidecars[0]).toMatchObject({
      pauses: [{ atNs: 100_000_000, to: expect.any(String) }],
      geometries: [
        { fromFrame: 0, geometry: { format: 'RGBA', ...SIZE } },
        { fromFrame: 2, geometry: { format: 'BGRX', width: 32, height: 16 } },
      ],
    });
  });

  it('drops in realtime what there is no room for, and says so', async () => {
    const relay = await startRelay({ pipeline: slow(100) });
    const recorder = await openRecorder(at(relay, { mode: 'realtime', preset: 'custom' }));
    const size = { width: 512, height: 512 };
    recorder.setGeometry(size);
    const taken: boolean[] = [];
    // Faster than the pipeline for as long as it takes to fill what lies between.
    while (taken.filter((was) => !was).length < 5) {
      taken.push(await recorder.push(noise(size.width * size.height * 4), { timestampNs: taken.length * 1_000_000 }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const recording = await recorder.stop();
    expect(taken.slice(0, 4)).toEqual([true, true, true, true]);
    expect(recording.frames).toBe(taken.filter(Boolean).length);
    expect(recording.dropped).toBe(taken.filter((was) => !was).length);
    expect(recording.gaps[0]).toMatchObject({ reason: 'credit', fromNs: taken.indexOf(false) * 1_000_000 });
  });

  it('is stopped by `await using`, and by stop() once however often it is called', async () => {
    const relay = await startRelay();
    {
      await using recorder = await openRecorder(at(relay));
      await recorder.push(noise());
      expect(recorder.stop()).toBe(recorder.stop());
    }
    {
      await using recorder = await openRecorder(at(relay, { name: 'used' }));
      await recorder.push(noise());
    }
    expect(await relay.files()).toEqual(['pushed.mkv', 'pushed.mkv.json', 'used.mkv', 'used.mkv.json']);
  });

  it('holds no more memory than the window, however long a slow pipeline is pushed at', async () => {
    const relay = await startRelay({ pipeline: `identity sleep-time=10000 ! fakesink` });
    // A program of its own: nobody else's memory is counted.
    const program = `
      import { openRecorder } from 'reelay/client';
      const [width, height] = [1920, 1080];
      const recorder = await openRecorder({ relay: process.argv[1], width, height, preset: 'custom' });
      const pixels = new Uint8Array(width * height * 4);
      let before = 0;
      for (let index = 0; index < 120; index++) {
        await recorder.push(pixels);
        if (index === 20) before = process.resourceUsage().maxRSS;
      }
      console.log(process.resourceUsage().maxRSS - before, recorder.progress.capturedFrames);
      await recorder.stop();`;
    const argv = ['--input-type=module', '-e', program, `${relay.origin}/?token=${relay.token}`];
    const { stdout } = await run(process.execPath, argv, { cwd: ROOT });
    const [grownKb, frames] = stdout.trim().split(' ').map(Number);
    expect(frames).toBe(120);
    // A hundred frames of 8.3 MB went by.
    expect(grownKb).toBeLessThan(4 * 8100);
  });
});

describe('what is refused', () => {
  it.each([
    [{ relay: 'nowhere' }, 'OPTION_INVALID', '`relay`'],
    [{ relay: 'ftp://127.0.0.1' }, 'OPTION_INVALID', 'http://'],
    [{ width: 0 }, 'OPTION_INVALID', '`width`'],
    [{ format: 'RGB' as 'RGBA' }, 'OPTION_INVALID', 'RGBA, RGBX'],
    [{ format: 'I420', colour: { matrix: 'rgb' } }, 'OPTION_INVALID', '`colour.matrix`'],
    [{ mode: 'live' as 'offline' }, 'OPTION_INVALID', '`mode`'],
    [{ fps: 0 }, 'OPTION_INVALID', '`fps`'],
    [{ width: 16_384, height: 16_384 }, 'FRAME_TOO_LARGE', '141557760'],
    [{ preset: 'no-such' }, 'PRESET_UNKNOWN', 'no-such'],
    [{ preset: 'mp4', quality: 'lossless' }, 'PRESET_UNSUPPORTED', 'lossless'],
    [{ token: 'another' }, 'TOKEN_INVALID', 'token'],
    [{ relay: 'http://127.0.0.1:1' }, 'RELAY_UNREACHABLE', 'http://127.0.0.1:1'],
  ] as const)('%j: %s', async (options, code, words) => {
    const relay = await startRelay();
    const refused = openRecorder(at(relay, options));
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    expect(await relay.files()).toEqual([]);
  });

  it('is an address that the relay does not answer to, and a server that is no relay', async () => {
    const relay = await startRelay({ host: '::' });
    const mapped = `http://[::ffff:127.0.0.1]:${relay.port}`;
    await expect(openRecorder(at(relay, { relay: mapped }))).rejects.toMatchObject({ code: 'HOST_FORBIDDEN' });
    const other = createServer((_, response) => response.writeHead(404).end('<p>no relay'));
    other.on('upgrade', (_, socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno'));
    await once(other.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    await expect(openRecorder(at(relay, { relay: `http://127.0.0.1:${port}` }))).rejects.toMatchObject({
      code: 'RELAY_UNREACHABLE',
      remedy: expect.stringContaining('status 404'),
    });
  });

  it('is a frame of other bytes, of an earlier time, or one too many at once; the recording goes on', async () => {
    const relay = await startRelay({ pipeline: slow(30) });
    const recorder = await openRecorder(at(relay, { format: 'I420', preset: 'custom' }));
    const bytes = WIDTH * HEIGHT + 2 * 33 * 25;
    await expect(recorder.push(noise(68 * HEIGHT * 2))).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(`a frame of I420, 65 x 49, has ${bytes}, its rows one after the other, or 5200`),
    });
    await recorder.push(noise(bytes), { timestampNs: 5_000_000 });
    for (const times of [{ timestampNs: 5_000_000 }, { timestampNs: 1.5 }, { durationNs: 0 }])
      await expect(recorder.push(noise(bytes), times)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    const pushes = Array.from({ length: 3 }, () => recorder.push(noise(bytes)));
    await expect(pushes[2]).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await Promise.all(pushes.slice(0, 2));
    expect(() => recorder.setGeometry({ width: 1.5 })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
    expect(await recorder.stop()).toMatchObject({ frames: 3 });
    await expect(recorder.push(noise(bytes))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  it('is a recording without frames', async () => {
    const relay = await startRelay();
    const recorder = await openRecorder(at(relay));
    await expect(recorder.stop()).rejects.toMatchObject({ code: 'NOTHING_RECORDED' });
    await expect(recorder.ended).rejects.toMatchObject({ code: 'NOTHING_RECORDED' });
  });
});

describe('a recording that ends early', () => {
  it('by a pipeline that fails is told at the next call, with the file that is kept', async () => {
    const relay = await startRelay({ pipeline: 'identity error-after=8 ! videoconvert ! avenc_ffv1 ! matroskamux' });
    const recorder = await openRecorder(at(relay, { preset: 'custom' }));
    const failed = (async () => {
      for (;;) await recorder.push(noise());
    })();
    const error = await failed.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RecordingError);
    expect(error).toMatchObject({ code: 'PIPELINE_FAILED', recording: { url: expect.stringContaining('token=') } });
    await expect(recorder.stop()).rejects.toBe(error);
    await expect(recorder.ended).rejects.toBe(error);
    await recorder[Symbol.asyncDispose]();
  });

  it('by its signal is kept, and what else is asked for is rejected with the reason', async () => {
    const relay = await startRelay({ pipeline: slow(20) });
    const controller = new AbortController();
    const recorder = await openRecorder(at(relay, { preset: 'custom', signal: controller.signal }));
    await recorder.push(noise());
    const reason = new Error('enough');
    const waiting = (async () => {
      for (let index = 0; ; index++) {
        if (index === 20) controller.abort(reason);
        await recorder.push(noise());
      }
    })();
    await expect(waiting).rejects.toBe(reason);
    await expect(recorder.pause()).rejects.toBe(reason);
    const recording = await recorder.stop();
    expect(recording).toMatchObject({ warnings: ['It ended early: enough'] });
    expect(recording.frames).toBeGreaterThan(0);
    await expect(openRecorder(at(relay, { signal: controller.signal }))).rejects.toBe(reason);
  });

  it('by a relay that is killed, or stands still, is CONNECTION_LOST, and the file has what came before', async () => {
    const folder = temporaryDirectory();
    const argv = ['dist/relay/main.js', '--port', '0', '--token', TOKEN, '--recordings', folder];
    const relay = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    const gone = once(relay, 'close');
    onTestFinished(async () => {
      relay.kill('SIGKILL');
      await gone;
    });
    const [line] = (await once(createInterface({ input: relay.stdout }), 'line')) as [string];
    const options = { relay: line.replace('Reelay is ready: ', ''), ...SIZE, fps: 30, preset: 'mkv-lossless' };
    const recorder = await openRecorder(options);
    for (let index = 0; index < 30; index++) await recorder.push(noise());

    const settings = checkOptions({ ...options, name: 'still' });
    const session = await Session.open({
      address: settings,
      start: startMessage(settings, 'offline', SIZE, 'test'),
      signal: undefined,
      heartbeat: { pingMs: 50, silentMs: 300 },
    });
    relay.kill('SIGSTOP');
    expect(await session.last).toMatchObject({
      kind: 'failed',
      error: { code: 'CONNECTION_LOST', message: expect.stringContaining('not a byte came for 0.3 s') },
    });

    relay.kill('SIGKILL');
    await expect(recorder.ended).rejects.toMatchObject({ code: 'CONNECTION_LOST', recording: undefined });
    await expect(recorder.push(noise())).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await expect(recorder.stop()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    // The pipeline's end is its standard input's: it finishes by itself. Who opens the file again is the next relay.
    const part = path.join(folder, 'recording.mkv.part');
    await expect.poll(() => probe(part).packets.length, { timeout: 10_000 }).toBeGreaterThan(20);
  });
});
