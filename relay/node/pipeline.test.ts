import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeWithFfmpeg, probe } from '../pipeline/testing/decode.ts';
import { temporaryDirectory } from '../pipeline/testing/record.ts';
import { openPipeline, type PipelineOptions, type PushedPipeline } from './pipeline.ts';

const SMALL = { width: 32, height: 16, format: 'RGB', fps: 30 } as const;
const FRAME_BYTES = 32 * 16 * 3;
const frame = (grey = 128): Uint8Array => new Uint8Array(FRAME_BYTES).fill(grey);

/** A pipeline that is gone with the test at the latest. */
async function open(description: string, options: PipelineOptions = SMALL): Promise<PushedPipeline> {
  const pipeline = await openPipeline(description, options);
  onTestFinished(() => pipeline.close());
  return pipeline;
}

async function pushAll(pipeline: PushedPipeline, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await pipeline.push(frame((index * 53) % 256));
}

describe('three forms', () => {
  it('runs a fragment: source, converter and file sink are attached', async () => {
    const file = join(temporaryDirectory(), 'my "stage", number 1.ogg');
    const pipeline = await open('videorate ! theoraenc ! oggmux', { ...SMALL, file });
    await pushAll(pipeline, 12);
    await pipeline.endOfStream();
    expect(probe(file).packets.length).toBe(12);
    expect(pipeline.stats).toMatchObject({ accepted: 12, rendered: 12, dropped: 0 });
  });

  it('runs a preset by its id', async () => {
    const file = join(temporaryDirectory(), 'take.mkv');
    const pipeline = await open('mkv-lossless', { ...SMALL, file });
    await pushAll(pipeline, 5);
    await pipeline.endOfStream();
    const pixels = decodeWithFfmpeg(file, 'rgb24');
    expect([0, 1, 2, 3, 4].map((index) => pixels[index * FRAME_BYTES])).toEqual([0, 53, 106, 159, 212]);
  });

  it.each(['gif', 'apng', 'webp'])('completes what the pipeline alone cannot: %s, under any name', async (preset) => {
    const file = join(temporaryDirectory(), `-it's %03d: a take.${preset}`);
    const pipeline = await open(preset, { ...SMALL, file });
    await pushAll(pipeline, 5);
    await pipeline.endOfStream();
    expect(readFileSync(file).toString('latin1', 0, 16)).toMatch(
      { gif: /^GIF89a/, apng: /^.PNG/, webp: /^RIFF....WEBP/s }[preset]!,
    );
    expect(readdirSync(dirname(file))).toEqual([basename(file)]);
  });

  it('keeps times that the caller gave in what is completed', async () => {
    const file = join(temporaryDirectory(), 'take.gif');
    const pipeline = await open('gif', { ...SMALL, file });
    for (const ms of [0, 100, 500]) await pipeline.push(frame(ms / 4), { ptsNs: ms * 1e6 });
    await pipeline.endOfStream();
    const { packets, stream } = probe(file);
    const [numerator = 0, denominator = 1] = stream.time_base.split('/').map(Number);
    expect(packets.map(({ pts }) => (pts * 1000 * numerator) / denominator)).toEqual([0, 100, 500]);
  });

  it.each([
    ['mp4-lossless', { color_space: 'gbr' }],
    ['mov-alpha', { color_space: 'bt709' }],
  ])('names the colours of %s', async (preset, colour) => {
    const file = join(temporaryDirectory(), `take.${preset.slice(0, 3)}`);
    const pipeline = await open(preset, { ...SMALL, file });
    await pushAll(pipeline, 3);
    await pipeline.endOfStream();
    expect(probe(file).stream).toMatchObject(colour);
    const pixels = decodeWithFfmpeg(file, 'rgb24');
    expect(Math.abs((pixels[FRAME_BYTES] ?? 0) - 53)).toBeLessThanOrEqual(preset === 'mp4-lossless' ? 0 : 1);
  });

  it('a file that cannot be completed is told, and stays as it was recorded', async () => {
    const folder = temporaryDirectory();
    const file = join(folder, 'take.gif');
    const pipeline = await open('gif', { ...SMALL, file });
    await pushAll(pipeline, 2);
    // The result is written where there is never room.
    symlinkSync('/dev/full', `${file}.tmp`);
    await expect(pipeline.endOfStream()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(readdirSync(folder)).toEqual(['take.gif']);
    expect(readFileSync(file).readUInt32BE()).toBe(0x1a45dfa3);
  });

  it('stands in for an appsrc, with times and durations as they are pushed', async () => {
    const file = join(temporaryDirectory(), 'video.mkv');
    const pipeline = await open(
      `appsrc name=src caps=video/x-raw,format=RGB,width=32,height=16 src. ! queue ! videoconvert ! avenc_ffv1 ! matroskamux ! filesink location=${file}`,
      {},
    );
    for (const ms of [0, 10, 500, 530])
      await pipeline.push(frame(), { ptsNs: ms * 1e6, durationNs: BigInt(10_000_000) });
    await pipeline.endOfStream();
    expect(probe(file).packets.map(({ pts }) => pts)).toEqual([0, 10, 500, 530]);
  });

  it.each([
    ['x264enc bitrat=1 ! mp4mux', { ...SMALL, file: 'x' }, 'PIPELINE_INVALID', 'near to it: bitrate'],
    ['nosuchenc ! mp4mux', { ...SMALL, file: 'x' }, 'ELEMENT_MISSING', '"nosuchenc"'],
    ['x264enc ! mp4mux', SMALL, 'OPTION_INVALID', '`file`'],
    ['fakesink', { ...SMALL, file: 'x' }, 'OPTION_INVALID', 'has a sink of its own'],
    ['fakesink', { ...SMALL, width: 0 }, 'OPTION_INVALID', '`width`'],
    ['fakesink', { ...SMALL, format: 'P010' }, 'OPTION_INVALID', '`format`'],
    ['fakesink', { caps: 'image/jpeg' }, 'OPTION_INVALID', 'raw video'],
    ['fakesink', { caps: 'video/x-raw,width=[1,5]' }, 'OPTION_INVALID', 'leaves a choice'],
    [
      'appsrc caps=video/x-raw,format=RGB,width=640,height=480 ! fakesink',
      { width: 320 },
      'OPTION_INVALID',
      'width=320, which cannot be used: the appsrc of the description has width=640',
    ],
    ['jpegenc ! mp4mux ! fakesink sync=maybe', SMALL, 'PIPELINE_INVALID', 'true or false'],
  ])('refuses %s with %j', async (description, options, code, message) => {
    await expect(openPipeline(description, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('pushing', () => {
  it('takes frames of any width with their rows one after the other, and no other bytes', async () => {
    const file = join(temporaryDirectory(), 'odd.mkv');
    const pipeline = await open('mkv-lossless', {
      caps: 'video/x-raw,format=RGB,width=35,height=5,framerate=30/1',
      file,
    });
    const tight = Uint8Array.from({ length: 35 * 5 * 3 }, (_, index) => index % 251);
    await pipeline.push(tight);
    await pipeline.push(tight.buffer);
    await expect(pipeline.push(new Uint8Array(7))).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringMatching(/7 bytes long.*a frame of RGB, 35 x 5, has 525/) as string,
    });
    await pipeline.endOfStream();
    expect(decodeWithFfmpeg(file, 'rgb24')).toEqual(Buffer.concat([tight, tight]));
  });

  it('waits for a slow pipeline, in order, and holds no more than its bound', async () => {
    const pipeline = await open(
      'appsrc max-buffers=2 caps=video/x-raw,format=RGB,width=512,height=512,framerate=30/1 ! identity sleep-time=20000 ! fakesink',
      {},
    );
    const big = new Uint8Array(512 * 512 * 3);
    const order: number[] = [];
    const pushes = Array.from({ length: 12 }, (_, index) => pipeline.push(big).then(() => order.push(index)));
    // What waits already leaves no room for one more at once.
    expect(pipeline.tryPush(big)).toBe(false);
    await Promise.all(pushes);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    await pipeline.endOfStream();
    expect(pipeline.stats.accepted).toBe(12);
  });

  it('refuses calls that nobody awaits, before they fill the memory', async () => {
    const pipeline = await open('identity sleep-time=50000 ! fakesink');
    const big = { width: 512, height: 512 };
    pipeline.setCaps(big);
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () => pipeline.push(new Uint8Array(512 * 512 * 3))),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(30);
    expect(refused[0]?.reason).toMatchObject({ code: 'PIPELINE_FULL' });
  });

  it('does not wait with block=false: what finds no room is refused', async () => {
    const pipeline = await open(
      'appsrc block=false caps=video/x-raw,format=RGB,width=512,height=512,framerate=30/1 ! identity sleep-time=100000 ! fakesink',
      {},
    );
    const big = new Uint8Array(512 * 512 * 3);
    const results = await Promise.allSettled([1, 2, 3].map(() => pipeline.push(big)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(pipeline.tryPush(big)).toBe(true);
    expect(pipeline.tryPush(big)).toBe(false);
  });

  it('times what has no time by its arrival where an appsrc is live, by its number where there is a rate', async () => {
    const directory = temporaryDirectory();
    const live = await open(
      'appsrc do-timestamp=true caps=video/x-raw,format=RGB,width=32,height=16 ! videoconvert ! avenc_ffv1 ! matroskamux',
      { file: join(directory, 'live.mkv') },
    );
    const startMs = performance.now();
    await live.push(frame());
    await new Promise((resolve) => setTimeout(resolve, 200));
    const earliestMs = performance.now() - startMs;
    await live.push(frame());
    const latestMs = performance.now() - startMs;
    await live.endOfStream();
    const [first, second] = probe(join(directory, 'live.mkv')).packets.map(({ pts }) => pts);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(earliestMs - 30);
    expect(second).toBeLessThanOrEqual(Math.ceil(latestMs));

    const untimed = await open('fakesink', { width: 32, height: 16, format: 'RGB' });
    await expect(untimed.push(frame())).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  it('takes other caps in the middle: a fragment fits them in, an appsrc that names its caps refuses them', async () => {
    const file = join(temporaryDirectory(), 'both.mkv');
    const pipeline = await open('videoconvert ! video/x-raw,format=BGRA ! avenc_ffv1 ! matroskamux', {
      ...SMALL,
      file,
    });
    await pipeline.push(frame());
    pipeline.setCaps({ width: 64, height: 64, format: 'GRAY8' });
    await pipeline.push(new Uint8Array(64 * 64));
    await pipeline.endOfStream();
    expect(probe(file)).toMatchObject({ stream: { width: 32, height: 16 }, packets: { length: 2 } });

    const strict = await open('appsrc caps=video/x-raw,format=RGB,width=32,height=16 ! fakesink', {});
    expect(() => strict.setCaps({ width: 64 })).toThrow(/width=64.*width=32/);

    const free = await open('appsrc ! fakesink', SMALL);
    await free.push(frame());
    free.setCaps({ caps: 'video/x-raw,format=BGRA,width=8,height=8,framerate=30/1' });
    await free.push(new Uint8Array(8 * 8 * 4));
    await free.endOfStream();
  });
});

describe('ending', () => {
  it('tells eos and the last stats once, and takes nothing more', async () => {
    const events: string[] = [];
    const pipeline = await open('fakesink');
    pipeline.on('eos', () => events.push('eos'));
    pipeline.on('stats', ({ accepted }) => events.push(`stats ${accepted}`));
    await pushAll(pipeline, 3);
    const end = pipeline.endOfStream();
    await expect(pipeline.push(frame())).rejects.toMatchObject({ code: 'PIPELINE_CLOSED' });
    expect(pipeline.endOfStream()).toBe(end);
    await end;
    await pipeline.close();
    await pipeline.close();
    expect(events.slice(-2)).toEqual(['stats 3', 'eos']);
    expect(events.filter((event) => event === 'eos')).toHaveLength(1);
    expect(() => pipeline.tryPush(frame())).toThrow(expect.objectContaining({ code: 'PIPELINE_CLOSED' }) as Error);
  });

  it('tells what the pipeline failed of by the event and by every call', async () => {
    const pipeline = await open('identity error-after=3 ! fakesink');
    const failed = new Promise((resolve) => pipeline.once('error', resolve));
    const pushing = (async () => {
      for (;;) await pipeline.push(frame());
    })();
    const error = {
      code: 'PIPELINE_FAILED',
      message: expect.stringContaining('Failed after iterations as requested') as string,
    };
    await expect(pushing).rejects.toMatchObject(error);
    expect(await failed).toMatchObject(error);
    await expect(pipeline.push(frame())).rejects.toMatchObject(error);
    await expect(pipeline.endOfStream()).rejects.toMatchObject(error);
    await pipeline.close();
  });

  it('is closed at the end of its scope, and lets go of who waits', async () => {
    let pid = 0;
    let waiting: Promise<unknown> = Promise.resolve();
    {
      await using pipeline = await openPipeline('identity sleep-time=20000000 ! fakesink', SMALL);
      ({ pid } = pipeline);
      const pushes = Array.from({ length: 400 }, () => pipeline.push(frame()).catch((error: unknown) => error));
      waiting = Promise.all(pushes);
    }
    expect(() => process.kill(pid, 0)).toThrow();
    expect(((await waiting) as unknown[]).at(-1)).toMatchObject({
      code: expect.stringMatching(/CLOSED|FULL/) as string,
    });
  });

  it('ends at once when its signal is aborted, with the reason', async () => {
    const reason = new Error('enough');
    await expect(openPipeline('fakesink', { ...SMALL, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const pipeline = await open('identity sleep-time=20000000 ! fakesink', { ...SMALL, signal: controller.signal });
    await pipeline.push(frame());
    const end = pipeline.endOfStream();
    controller.abort(reason);
    await expect(end).rejects.toBe(reason);
    await expect(pipeline.push(frame())).rejects.toBe(reason);
    await pipeline.ended;
    expect(() => process.kill(pipeline.pid, 0)).toThrow();
  });
});

it('tells of warnings, of late frames, and how many came through', async () => {
  // Five frames a second, four of which get through. A sink warns after a second without one that is in time.
  const pipeline = await open(
    'appsrc ! identity sleep-time=250000 ! fakesink sync=true qos=true max-lateness=20000000',
    {
      ...SMALL,
      fps: 5,
    },
  );
  const told = { warning: 0, qos: 0, stats: 0 };
  pipeline.on('warning', ({ element }) => (expect(element).toBe('fakesink0'), told.warning++));
  pipeline.on('qos', ({ dropped }) => (expect(dropped).toBeGreaterThan(0), told.qos++));
  pipeline.on('stats', () => told.stats++);
  await pushAll(pipeline, 12);
  await pipeline.endOfStream();
  expect(told.warning).toBeGreaterThan(0);
  expect(told.qos).toBeGreaterThan(0);
  expect(told.stats).toBeGreaterThan(1);
  const { accepted, dropped, averageRate } = pipeline.stats;
  expect(accepted).toBe(12);
  expect(dropped).toBeGreaterThan(0);
  expect(averageRate).toBeGreaterThan(0);
});

it('is exported as reelay/pipeline', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    exports: Record<string, Record<string, string>>;
  };
  expect(manifest.exports['./pipeline']).toEqual({
    types: './dist/relay/node/pipeline.d.ts',
    default: './dist/relay/node/pipeline.js',
  });
});
