/** Live views over HTTP: real sockets, real encoders, real senders. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jpegSize } from '../taps/live/jpeg-size.ts';
import { kernelConnection, unreadBytes } from '../taps/live/kernel-queues.ts';
import { VIEW_CLASSES } from '../taps/live/classes.ts';
import { MAX_UNREAD_PARTS, MAX_VIEWERS } from '../taps/live/limits.ts';
import type { LiveViewsOptions } from '../taps/live/live-views.ts';
import type { LiveDescription } from '../taps/live/source.ts';
import { MjpegClient, type MjpegClientOptions } from '../taps/live/testing/mjpeg-client.ts';
import { numberedJpeg, numberOf } from '../taps/live/testing/numbered-jpeg.ts';
import { type InProcessRelay, startRelay, TOKEN } from './testing/in-process.ts';
import { http, type HttpAnswer, PICTURE_BYTES, START, WireClient } from './testing/wire-client.ts';

const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` } as const;
/** Frames pass as fast as they come: nothing here waits for a clock. */
const UNHURRIED = Object.fromEntries(
  Object.entries(VIEW_CLASSES).map(([size, view]) => [size, { ...view, maxRate: Number.POSITIVE_INFINITY }]),
) as unknown as NonNullable<LiveViewsOptions['classes']>;

const ask = (relay: InProcessRelay, path: string, method = 'GET'): Promise<HttpAnswer> =>
  http(relay.port, path, { method, headers: AUTHORIZED });

async function watch(
  relay: InProcessRelay,
  path: string,
  options: Partial<MjpegClientOptions> = {},
): Promise<MjpegClient> {
  const client = await MjpegClient.open({ port: relay.port, path, token: TOKEN, ...options });
  onTestFinished(() => client.close());
  return client;
}

async function listed(relay: InProcessRelay): Promise<LiveDescription[]> {
  const { live } = JSON.parse((await ask(relay, '/api/live')).body.toString()) as { live: LiveDescription[] };
  return live;
}

/** Ids of the encoders that this process started. */
function encoders(): string[] {
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return children.filter((pid) => procFile(pid, 'cmdline').includes('jpegenc'));
}

/** Bytes that a process has read so far. */
function bytesRead(pid: string | undefined): number {
  return Number(/^rchar: (\d+)$/m.exec(procFile(pid ?? '', 'io'))?.[1]);
}

function procFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // Gone meanwhile.
  }
}

describe('a recording', () => {
  const opened = async (
    live: LiveViewsOptions = {},
  ): Promise<{ relay: InProcessRelay; page: WireClient; id: string }> => {
    const relay = await startRelay({ live: { classes: UNHURRIED, ...live } });
    const page = await WireClient.stream(relay, { name: 'Ä <b>' });
    const [{ id } = { id: '' }] = await listed(relay);
    return { relay, page, id };
  };

  it('is listed while it runs, gives one picture, and is gone with its end', async () => {
    const { relay, page, id } = await opened();
    expect(await listed(relay)).toMatchObject([
      {
        id,
        kind: 'recording',
        state: 'waiting',
        name: 'Ä <b>',
        width: START.width,
        height: START.height,
        fps: START.fps,
      },
    ]);
    await page.sendFrames(1);
    const picture = await ask(relay, `/live/${id}.jpg?size=thumb`);
    expect(picture).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-store' },
    });
    expect(jpegSize(picture.body)).toEqual({ width: START.width, height: START.height });
    expect(await listed(relay)).toMatchObject([{ state: 'live' }]);
    await page.finish();
    expect(await ask(relay, `/live/${id}.jpg`)).toMatchObject({ status: 404, code: 'LIVE_UNKNOWN' });
    expect(await listed(relay)).toEqual([]);
  });

  it('is encoded once however many watch, and not at all when nobody does', async () => {
    const { relay, page, id } = await opened();
    await page.sendFrames(1);
    expect(encoders()).toEqual([]);
    const viewers = await Promise.all([1, 2, 3].map(() => watch(relay, `/live/${id}.mjpeg?size=small`)));
    await Promise.all(viewers.map((viewer) => viewer.until(({ length }) => length >= 1)));
    await page.sendFrames(5);
    await Promise.all(viewers.map((viewer) => viewer.until(({ length }) => length >= 2)));
    const [encoder, ...others] = encoders();
    expect(others).toEqual([]);
    const small = (await listed(relay))[0]?.views.find(({ size }) => size === 'small');
    expect(small).toMatchObject({ viewers: 3 });
    expect(small?.pictures).toBeLessThanOrEqual(6);

    for (const viewer of viewers) viewer.close();
    await expect.poll(() => relay.live.limits.viewers).toBe(0);
    await page.accepted();
    const read = bytesRead(encoder);
    await page.sendFrames(20);
    await page.accepted();
    // One that was under way may still have come.
    expect(bytesRead(encoder) - read).toBeLessThan(3 * PICTURE_BYTES);
    // The next viewer finds the encoder there.
    expect(await ask(relay, `/live/${id}.jpg?size=small`)).toMatchObject({ status: 200 });
    expect(encoders()).toEqual([encoder]);
  });

  it('has no encoder any more some time after the last one left', async () => {
    const { relay, page, id } = await opened({ times: { lingerMs: 30 } });
    await page.sendFrames(1);
    await ask(relay, `/live/${id}.jpg`);
    expect(encoders()).toHaveLength(1);
    await expect.poll(encoders).toEqual([]);
    expect(await ask(relay, `/live/${id}.jpg`)).toMatchObject({ status: 200 });
  });

  it('loses nothing to viewers, whether they read or not, and ends them with itself', async () => {
    const { relay, page, id } = await opened();
    await page.sendFrames(1);
    const reading = await watch(relay, `/live/${id}.mjpeg`);
    for (let stuck = 0; stuck < 10; stuck++) await watch(relay, `/live/${id}.mjpeg`, { reads: false });
    await reading.until(({ length }) => length >= 1);
    await page.sendFrames(99);
    expect(await page.finish()).toMatchObject({ type: 'finished', recording: { frames: 100, dropped: 0 } });
    await reading.ended();
    expect(reading.pictures.every((picture) => jpegSize(picture)?.width === START.width)).toBe(true);
    expect(relay.live.limits.viewers).toBe(0);
  });

  it('shows its last picture again while nothing new comes', async () => {
    const { relay, page, id } = await opened({ times: { repeatMs: 30 } });
    await page.sendFrames(1);
    const viewer = await watch(relay, `/live/${id}.mjpeg`);
    await viewer.until(({ length }) => length >= 3);
    expect(viewer.pictures[2]).toEqual(viewer.pictures[0]);
    expect(relay.live.find(id)?.views.at(-1)).toMatchObject({ size: 'full', pictures: 1, sent: 1, dropped: 0 });
  });

  it('without a picture is answered with what is the matter', async () => {
    const { relay, page, id } = await opened({ times: { firstPictureMs: 30 } });
    for (const ending of ['.mjpeg', '.jpg']) {
      expect(await ask(relay, `/live/${id}${ending}`)).toMatchObject({ status: 503, code: 'LIVE_NO_PICTURE' });
    }
    expect(relay.live.limits.viewers).toBe(0);
    await page.sendFrames(1);
    await page.finish();
  });
});

describe('a hundred viewers', () => {
  const FRAMES = 30;
  const RESUMED_AT = 20;
  /** More than a paused client of Node's takes into its own memory, which is no matter of the relay's. */
  const JPEG_BYTES = 240_000;

  it('who read get every picture; who do not are at most three behind when they do; who never do cost three', async () => {
    const { relay, send } = await input();
    send(0, JPEG_BYTES);
    const path = '/live/camera.mjpeg';
    const many = (count: number, options?: Partial<MjpegClientOptions>): Promise<MjpegClient[]> =>
      Promise.all(Array.from({ length: count }, () => watch(relay, path, options)));
    const [healthy, slow, stuck] = [await many(60), await many(30), await many(10, { reads: false })];
    const have = (clients: readonly MjpegClient[], number: number): Promise<unknown> =>
      Promise.all(
        clients.map((client) => client.until((pictures) => pictures.some((picture) => numberOf(picture) === number))),
      );
    await have([...healthy, ...slow], 0);
    for (const { socket } of slow) socket.pause();
    for (let number = 1; number < RESUMED_AT; number++) {
      send(number, JPEG_BYTES);
      await have(healthy, number);
    }
    const before = slow.map(({ pictures }) => pictures.length);
    for (const { socket } of slow) socket.resume();
    for (let number = RESUMED_AT; number < FRAMES; number++) {
      send(number, JPEG_BYTES);
      await have(healthy, number);
    }
    await have(slow, FRAMES - 1);

    for (const { pictures } of healthy) {
      const numbers = pictures.map(numberOf);
      expect([...new Set(numbers)]).toEqual(Array.from({ length: FRAMES }, (_, number) => number));
    }
    for (const [index, { pictures }] of slow.entries()) {
      const numbers = pictures.slice(before[index]).map(numberOf);
      // What is still older than the newest of that moment, which may come first.
      expect(numbers.filter((number) => number < RESUMED_AT - 1).length).toBeLessThanOrEqual(MAX_UNREAD_PARTS);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    // Seen from the viewers' ends: what the relay's end has sent is what waits in both queues.
    const connections = stuck.map(({ socket }) => theirs(socket));
    const most = MAX_UNREAD_PARTS * (JPEG_BYTES + 70_000);
    await expect
      .poll(async () => Math.max(...(await unreadBytes(connections)).map((bytes) => bytes ?? 0)))
      .toBeLessThan(most);
    expect(relay.live.find('camera')?.views[0]).toMatchObject({ viewers: 100, pictures: FRAMES });
  });

  it('one that reads nothing is cut off, the others stay', async () => {
    const { relay, send } = await input({ times: { stuckMs: 100, repeatMs: 20 } });
    send(0, JPEG_BYTES);
    const reading = await watch(relay, '/live/camera.mjpeg');
    await watch(relay, '/live/camera.mjpeg', { reads: false });
    for (let number = 1; relay.live.limits.viewers !== 1 || number < 3; number++) {
      send(number, JPEG_BYTES);
      await reading.until((pictures) => numberOf(pictures.at(-1) ?? numberedJpeg(0)) === number);
    }
    expect(reading.isClosed).toBe(false);
  });

  it('are as many as there may be, and one more is told so', async () => {
    const { relay, send } = await input();
    send(0);
    const viewers = await Promise.all(Array.from({ length: MAX_VIEWERS }, () => watch(relay, '/live/camera.mjpeg')));
    await Promise.all(viewers.map((viewer) => viewer.until(({ length }) => length > 0)));
    for (const ending of ['.mjpeg', '.jpg']) {
      expect(await ask(relay, `/live/camera${ending}`)).toMatchObject({ status: 503, code: 'LIVE_FULL' });
    }
    viewers[0]?.close();
    await expect.poll(() => relay.live.limits.viewers).toBe(MAX_VIEWERS - 1);
    expect(await ask(relay, '/live/camera.jpg')).toMatchObject({ status: 200 });
  });
});

describe('pictures from outside', () => {
  const gstreamer = (port: number, pattern: string, boundary: string): ChildProcess => {
    const child = spawn(
      'gst-launch-1.0',
      // No `-e`: it is killed below.
      `-q videotestsrc is-live=true pattern=${pattern} ! video/x-raw,width=64,height=48,framerate=30/1 ! jpegenc ! multipartmux boundary=${boundary} ! tcpclientsink host=127.0.0.1 port=${port}`.split(
        ' ',
      ),
      { stdio: 'ignore' },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  it('of a GStreamer process are shown, and those of the next one after it is gone', async () => {
    const { relay, port } = await input();
    const first = gstreamer(port, 'red', 'spionisto');
    const viewer = await watch(relay, '/live/camera.mjpeg');
    await viewer.until(({ length }) => length >= 2);
    expect(await listed(relay)).toMatchObject([{ id: 'camera', kind: 'input', state: 'live', width: 64, height: 48 }]);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await expect.poll(() => relay.live.find('camera')?.state).toBe('waiting');
    const red = viewer.pictures.at(-1) as Buffer;
    gstreamer(port, 'blue', '--other');
    await viewer.until((pictures) => pictures.at(-1)?.equals(red) === false);
    expect(await ask(relay, '/live/camera.jpg')).toMatchObject({ status: 200 });
  });

  it.each([
    ['an HTTP request of a page', 'POST / HTTP/1.1\r\n\r\n', /does not begin with a boundary but with "POST/],
    ['a part that is no JPEG', '--b\r\nContent-Length: 4\r\n\r\nGIF8', /a part is no JPEG: it begins with "GIF8"/],
    ['a part too long', '--b\r\nContent-Length: 4194305\r\n\r\n', /longer than 4194304 bytes/],
  ])('%s are refused with the reason, and the next sender is heard', async (_what, bytes, reason) => {
    const { relay, port, problems } = await input();
    const refused = await sender(port);
    refused.write(bytes);
    await once(refused, 'close');
    expect(problems).toEqual([expect.stringMatching(reason)]);
    expect(await listed(relay)).toMatchObject([{ state: 'waiting', problem: { code: 'MJPEG_MALFORMED' } }]);
    const next = await sender(port);
    next.write(part(numberedJpeg(7)));
    expect(numberOf((await ask(relay, '/live/camera.jpg')).body)).toBe(7);
    expect(relay.live.find('camera')?.problem).toBeUndefined();
  });

  it('come from one sender at a time; a second one is sent away', async () => {
    const { relay, port, problems, send } = await input();
    send(1);
    await ask(relay, '/live/camera.jpg');
    await once(await sender(port), 'close');
    expect(problems).toEqual([expect.stringMatching(/second sender/)]);
    send(2);
    await expect.poll(() => relay.live.find('camera')?.views[0]?.pictures).toBe(2);
  });

  it('end in order: the closing boundary lets the next sender in', async () => {
    const { relay, port } = await input();
    const first = await sender(port);
    first.write(Buffer.concat([part(numberedJpeg(1)), Buffer.from('--b--\r\n')]));
    await once(first, 'close');
    const next = await sender(port);
    next.write(part(numberedJpeg(2)));
    expect(numberOf((await ask(relay, '/live/camera.jpg')).body)).toBe(2);
  });
});

describe('a request', () => {
  it.each([
    ['GET', '/live/camera.mjpeg?size=huge', 400, 'LIVE_SIZE_UNKNOWN'],
    ['GET', '/live/camera.mjpeg?size=constructor', 400, 'LIVE_SIZE_UNKNOWN'],
    ['GET', '/live/nobody.mjpeg', 404, 'LIVE_UNKNOWN'],
    ['GET', '/live/', 404, 'LIVE_UNKNOWN'],
    ['GET', '/live/camera.gif', 404, 'LIVE_UNKNOWN'],
    ['GET', '/live/%63amera', 404, 'LIVE_UNKNOWN'],
    ['POST', '/live/camera.mjpeg', 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/api/live', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %s is answered with %d', async (method, path, status, code) => {
    const { relay } = await input();
    expect(await ask(relay, path, method)).toMatchObject({ status, code });
  });

  it('HEAD tells what would come, and starts nothing', async () => {
    const { relay } = await input();
    expect(await ask(relay, '/live/camera.mjpeg', 'HEAD')).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringMatching(/^multipart\/x-mixed-replace; boundary=reelay-[0-9a-f]{24}$/) },
    });
    expect(relay.live.limits.viewers).toBe(0);
  });

  it('for the page gets one that loads only the stream, whatever the recording is called', async () => {
    const relay = await startRelay();
    await WireClient.stream(relay, { name: '"><script>alert(1)</script>' });
    const [{ id } = { id: '' }] = await listed(relay);
    const { headers, body } = await http(relay.port, `/live/${id}?size=small&token=${TOKEN}`);
    expect(headers['content-security-policy']).toContain("default-src 'none'; img-src 'self'");
    expect(headers['content-security-policy']).not.toContain('script-src');
    const page = body.toString();
    expect(page).toContain(`<img src="/live/${id}.mjpeg?size=small&#38;token=${TOKEN}"`);
    expect(page).not.toContain('<script');
  });
});

/** A relay with the input `camera`, and a sender of numbered pictures that connects with the first. */
async function input(live: LiveViewsOptions = {}): Promise<{
  relay: InProcessRelay;
  port: number;
  problems: string[];
  send(number: number, bytes?: number): void;
}> {
  const problems: string[] = [];
  const relay = await startRelay({ live: { ...live, onProblem: (_id, { message }) => problems.push(message) } });
  const port = await relay.live.listen('camera', 0);
  let socket: Socket | undefined;
  return {
    relay,
    port,
    problems,
    send(number, bytes) {
      socket ??= connect(port, '127.0.0.1');
      socket.write(part(numberedJpeg(number, bytes)));
    },
  };
}

async function sender(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

function part(jpeg: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`--b\r\nContent-Length: ${jpeg.length}\r\n\r\n`), jpeg, Buffer.from('\r\n')]);
}

/** The connection of `socket` as its other end sees it. */
function theirs(socket: Socket): ReturnType<typeof kernelConnection> {
  const connection = kernelConnection(socket);
  return connection && { ...connection, names: [connection.names[1], connection.names[0]] };
}
