import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SRGB } from '../../shared/media/colour.ts';
import { frameLayout, type PixelFormat } from '../../shared/media/formats.ts';
import { frameDurationNs, frameTimeNs } from '../../shared/media/time.ts';
import { PipelineChild } from './child.ts';
import { customPreset } from './presets.ts';
import type { RingSlot } from './ring-area.ts';
import { RingFeeder } from './ring-feeder.ts';
import { ringProblem } from './source.ts';
import { decodeWithGStreamer, probe } from './testing/decode.ts';
import { numberedFrame, numberOf } from './testing/pictures.ts';
import { open, planFor, temporaryDirectory } from './testing/record.ts';
import { TestRing } from './testing/ring.ts';
import type { Pipeline, PipelineFrame, PipelinePlan } from './types.ts';
import { verifyFile } from './verify.ts';

const [WIDTH, HEIGHT] = [64, 48];
const FRAME_BYTES = WIDTH * HEIGHT * 4;
const SLOTS = 4;
const RATE = [60, 1] as const;

const noise = (bytes = FRAME_BYTES): Buffer => {
  const pixels = randomBytes(bytes);
  // Opaque: not every format keeps what is behind.
  for (let at = 3; at < bytes; at += 4) pixels[at] = 255;
  return pixels;
};

function swapRedAndBlue(pixels: Buffer): Buffer {
  const swapped = Buffer.from(pixels);
  for (let at = 0; at < pixels.byteLength; at += 4) {
    swapped[at] = pixels[at + 2] ?? 0;
    swapped[at + 2] = pixels[at] ?? 0;
  }
  return swapped;
}

const times = (index: number): Pick<PipelineFrame, 'ptsNs' | 'durationNs'> => ({
  ptsNs: frameTimeNs(index, RATE),
  durationNs: frameDurationNs(index, RATE),
});

/** A frame that lies in a slot, whose memory nobody must ask for. */
const inSlot = (index: number, slot: RingSlot): PipelineFrame => ({
  ...times(index),
  slot,
  get payload(): never {
    throw new Error('the pixels were read');
  },
});

const inMemory = (index: number, pixels: Buffer): PipelineFrame => ({
  ...times(index),
  payload: [pixels.subarray(0, 100), pixels.subarray(100)],
});

const caps = (plan: Pick<PipelinePlan, 'capsRate'>, format: PixelFormat = 'BGRA', width = WIDTH, height = HEIGHT) =>
  ({ format, width, height, colour: SRGB, rate: plan.capsRate }) as const;

function custom(pipeline: string): Promise<PipelinePlan> {
  const request = { preset: 'custom', width: WIDTH, height: HEIGHT };
  return planFor(request, [customPreset({ id: 'custom', label: 'Custom', pipeline })]);
}

/** A plan whose frames end in a file as they are, one behind the other. */
async function rawPlan(elements = ''): Promise<{ plan: PipelinePlan; read(): Buffer }> {
  const path = join(temporaryDirectory(), 'raw');
  return { plan: await custom(`${elements} filesink location=${path}`), read: () => readFileSync(path) };
}

const written = (pipeline: Pipeline, frame: PipelineFrame): Promise<void> =>
  new Promise((resolve, reject) => {
    pipeline.write(frame, resolve);
    void pipeline.outcome.then((outcome) => reject(new Error(JSON.stringify(outcome))));
  });

/** Writes `pixels` as a page does: into the next slot as soon as that is free, and over it as soon as it is free again. */
async function writeAsPage(pipeline: Pipeline, ring: TestRing, pixels: readonly Buffer[]): Promise<void> {
  const slots: Promise<void>[] = Array.from({ length: SLOTS }, () => Promise.resolve());
  for (const [index, frame] of pixels.entries()) {
    const slot = index % SLOTS;
    await slots[slot];
    const accepted = written(pipeline, inSlot(index, ring.write(slot, frame)));
    slots[slot] = accepted.then(() => void ring.write(slot, Buffer.alloc(frame.byteLength, 0xee)));
  }
  await Promise.all(slots);
}

describe('frames in slots', () => {
  it.each(['BGRA', 'RGBA', 'BGRX', 'RGBX'] as const)('reach a lossless file bit for bit: %s', async (format) => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const plan = await planFor({ preset: 'mkv-lossless', width: WIDTH, height: HEIGHT });
    const { pipeline, path } = await open(plan, { area: ring.area });
    pipeline.setCaps(caps(plan, format));
    const pixels = Array.from({ length: 10 }, () => noise());
    await writeAsPage(pipeline, ring, pixels);
    expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
    expect(decodeWithGStreamer(path, format.replace('X', 'A')).equals(Buffer.concat(pixels))).toBe(true);
    const { packets, stream } = probe(path);
    const ticks = Number(stream.time_base.split('/')[1]);
    expect(packets.map(({ pts }) => pts)).toEqual(
      pixels.map((_, index) => Math.round((frameTimeNs(index, RATE) / 1e9) * ticks)),
    );
  });

  it.each(['I420', 'NV12', 'I444'] as const)('are taken as they are where a format has planes: %s', async (format) => {
    const { bytes } = frameLayout(format, WIDTH, HEIGHT);
    const ring = new TestRing(SLOTS, bytes);
    const { plan, read } = await rawPlan();
    const { pipeline } = await open(plan, { area: ring.area });
    pipeline.setCaps(caps(plan, format));
    const pixels = Array.from({ length: 6 }, () => randomBytes(bytes));
    await writeAsPage(pipeline, ring, pixels);
    expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
    expect(read().equals(Buffer.concat(pixels))).toBe(true);
  });

  it.each(['queue max-size-buffers=3 ! identity sleep-time=5000 ! queue', 'identity sleep-time=5000', 'videorate'])(
    'are theirs until they are accepted, whatever the pipeline holds: %s',
    async (elements) => {
      const ring = new TestRing(SLOTS, FRAME_BYTES);
      const { plan, read } = await rawPlan(`${elements} !`);
      const { pipeline } = await open(plan, { area: ring.area });
      pipeline.setCaps(caps(plan));
      const pixels = Array.from({ length: 40 }, () => noise());
      await writeAsPage(pipeline, ring, pixels);
      expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
      expect(read().equals(Buffer.concat(pixels))).toBe(true);
    },
  );

  it('can be announced again: at another time it is another frame', async () => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const { plan, read } = await rawPlan();
    const { pipeline } = await open(plan, { area: ring.area });
    pipeline.setCaps(caps(plan));
    const pixels = noise();
    const slot = ring.write(2, pixels);
    await Promise.all([0, 1, 2].map((index) => written(pipeline, inSlot(index, slot))));
    await pipeline.endOfStream();
    expect(read().equals(Buffer.concat([pixels, pixels, pixels]))).toBe(true);
  });

  it('serve several pipelines', async () => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const raws = await Promise.all([rawPlan(), rawPlan('identity sleep-time=3000 !')]);
    const pipelines = await Promise.all(raws.map(async ({ plan }) => (await open(plan, { area: ring.area })).pipeline));
    pipelines.forEach((pipeline, index) => raws[index] && pipeline.setCaps(caps(raws[index].plan)));
    const pixels = Array.from({ length: 12 }, () => noise());
    for (const [index, frame] of pixels.entries()) {
      const slot = ring.write(index % 2, frame);
      await Promise.all(pipelines.map((pipeline) => written(pipeline, inSlot(index, slot))));
    }
    for (const [index, pipeline] of pipelines.entries()) {
      expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
      expect(raws[index]?.read().equals(Buffer.concat(pixels))).toBe(true);
    }
  });

  it('lie in the file, or nothing is written', async () => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const { plan } = await rawPlan();
    const { pipeline } = await open(plan, { area: ring.area });
    pipeline.setCaps(caps(plan));
    const { area } = ring;
    for (const offset of [-1, area.bytes - FRAME_BYTES + 1, Number.NaN])
      expect(() => pipeline.write(inSlot(0, { area, offset, bytes: FRAME_BYTES }), () => undefined)).toThrow(TypeError);
  });
});

describe('other frames', () => {
  it('take their place between those in slots, in another size and format, and larger than all slots', async () => {
    const ring = new TestRing(2, FRAME_BYTES);
    const { plan, read } = await rawPlan('videoconvertscale ! video/x-raw,format=RGBA !');
    const { pipeline } = await open(plan, { area: ring.area });
    const other = new TestRing(1, FRAME_BYTES);
    const pixels = Array.from({ length: 6 }, () => noise());
    const [a, b, c, d] = pixels as [Buffer, Buffer, Buffer, Buffer];
    pipeline.setCaps(caps(plan, 'RGBA'));
    const all = [
      written(pipeline, inSlot(0, ring.write(0, a))),
      written(pipeline, inMemory(1, b)),
      written(pipeline, inMemory(2, c)),
      written(pipeline, inSlot(3, ring.write(1, d))),
      // A slot of a file that this pipeline does not know.
      written(pipeline, { ...inMemory(4, a), slot: other.write(0, b) }),
    ];
    const [large, largeWidth, largeHeight] = [Buffer.alloc(FRAME_BYTES * 16, 255), WIDTH * 4, HEIGHT * 4];
    pipeline.setCaps(caps(plan, 'BGRA', largeWidth, largeHeight));
    all.push(written(pipeline, inMemory(5, large)));
    pipeline.setCaps(caps(plan, 'BGRA'));
    await Promise.all([...all, written(pipeline, inMemory(6, b))]);
    expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
    const white = Buffer.alloc(FRAME_BYTES, 255);
    expect(read().equals(Buffer.concat([a, b, c, d, a, white, swapRedAndBlue(b)]))).toBe(true);
  });
});

describe('the end', () => {
  it('comes without frames, too', async () => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const { plan } = await rawPlan();
    const { pipeline } = await open(plan, { area: ring.area });
    expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
    expect(ring.others()).toEqual([]);
  });

  it('leaves nothing in shared memory, which has no names from the first frame on', async () => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const { plan } = await rawPlan();
    const { pipeline } = await open(plan, { area: ring.area });
    pipeline.setCaps(caps(plan));
    await written(pipeline, inSlot(0, ring.write(0, noise())));
    await written(pipeline, inMemory(1, noise()));
    expect(ring.others()).toEqual([]);
    await pipeline.endOfStream();
  });

  it('is told apart where the child is killed; no frame is accepted after it', async () => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const { pipeline } = await open(await custom('identity sleep-time=20000000 ! fakesink'), { area: ring.area });
    pipeline.setCaps(caps({ capsRate: RATE }));
    let accepted = 0;
    for (let index = 0; index < 8; index++)
      pipeline.write(inSlot(index, ring.write(index % SLOTS, noise())), () => accepted++);
    process.kill(pipeline.pid, 'SIGKILL');
    const outcome = await pipeline.outcome;
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'PIPELINE_KILLED' } });
    const before = accepted;
    pipeline.write(inSlot(9, ring.write(0, noise())), () => accepted++);
    expect(accepted).toBe(before);
    expect(before).toBeLessThan(8);
  });

  it('is an error where the relay dies, and the file can be read', async () => {
    const { feeder } = await openFeeder(new TestRing(SLOTS, FRAME_BYTES));
    const directory = temporaryDirectory();
    const plan = await planFor({ preset: 'mp4', width: WIDTH, height: HEIGHT });
    const child = new PipelineChild({ directory, pipeline: [...feeder.source, ...plan.arguments('take.mp4')] });
    await child.opened;
    feeder.setCaps(caps(plan));
    for (let index = 0; index < 200; index++)
      await new Promise<void>((accepted) => feeder.write(inMemory(index, noise()), accepted));
    await feeder.close();
    expect(await child.outcome).toMatchObject({
      error: { code: 'PIPELINE_FAILED', message: expect.stringContaining('Control socket has closed') as string },
    });
    expect((await verifyFile(join(directory, 'take.mp4'))).durationNs).toBeGreaterThan(1e9);
  });

  it('leaves no time without frames where the file has a constant rate', async () => {
    const [width, height] = [320, 240];
    const ring = new TestRing(SLOTS, width * height * 4);
    const plan = await planFor({ preset: 'ogg', mode: 'realtime', width, height });
    const { pipeline, path } = await open(plan, { area: ring.area });
    pipeline.setCaps(caps(plan, 'BGRA', width, height));
    const slot = (index: number): RingSlot => ring.write(index, numberedFrame(index, width, height));
    await written(pipeline, { ptsNs: 0, durationNs: 300_000_000, payload: [], slot: slot(0) });
    await written(pipeline, { ptsNs: 300_000_000, durationNs: 700_000_000, payload: [], slot: slot(1) });
    expect(await pipeline.endOfStream()).toEqual({ kind: 'ended' });
    const grey = decodeWithGStreamer(path, 'GRAY8');
    const numbers = Array.from({ length: 60 }, (_, index) =>
      numberOf(grey.subarray(index * width * height), width, height),
    );
    expect(numbers).toEqual([...Array<number>(18).fill(0), ...Array<number>(42).fill(1)]);
  });

  it('comes by an interrupt where the pipeline takes no more frames, and is that', async () => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const plan = await custom('identity sleep-time=20000000 ! fakesink');
    const { pipeline } = await open(plan, { area: ring.area, stallMs: 200, interruptMs: 200 });
    pipeline.setCaps(caps(plan));
    for (let index = 0; index < 8; index++)
      pipeline.write(inSlot(index, ring.write(index % SLOTS, noise())), () => undefined);
    expect(await pipeline.outcome).toMatchObject({ kind: 'failed', error: { code: 'PIPELINE_STALLED' } });
  });
});

/** The other end of the control socket, held by the test. */
async function connected(feeder: RingFeeder): Promise<Socket> {
  const path = feeder.source.find((argument) => argument.startsWith('socket-path='))?.slice('socket-path='.length);
  const socket = connect(path ?? '');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function openFeeder(ring: TestRing): Promise<{ feeder: RingFeeder; broken: Promise<Error> }> {
  let report: (error: Error) => void = () => undefined;
  const broken = new Promise<Error>((resolve) => (report = resolve));
  const feeder = await RingFeeder.open(ring.area, report);
  onTestFinished(() => feeder.close());
  return { feeder, broken };
}

function acknowledgement(type: number, offset: number): Buffer {
  const command = Buffer.alloc(24);
  command.writeUInt32LE(type, 0);
  command.writeBigUInt64LE(BigInt(offset), 8);
  return command;
}

describe('a reader', () => {
  it.each([
    ['lets go of what it does not have', acknowledgement(4, 4096), 'let go of a buffer at 4096'],
    ['says what only its writer may', acknowledgement(3, 0), 'command of type 3'],
  ])('that %s breaks the feed, with that as the cause', async (_, command, message) => {
    const { feeder, broken } = await openFeeder(new TestRing(SLOTS, FRAME_BYTES));
    (await connected(feeder)).write(command);
    await expect(broken).resolves.toMatchObject({
      code: 'PIPELINE_FAILED',
      message: expect.stringContaining(message) as string,
    });
  });

  it('that leaves breaks the feed, and nothing is accepted', async () => {
    const ring = new TestRing(SLOTS, FRAME_BYTES);
    const { feeder, broken } = await openFeeder(ring);
    feeder.setCaps(caps({ capsRate: RATE }));
    feeder.write(inSlot(0, ring.write(0, noise())), () => expect.fail('accepted'));
    (await connected(feeder)).destroy();
    await expect(broken).resolves.toMatchObject({ message: expect.stringContaining('closed') as string });
    feeder.write(inSlot(1, ring.write(1, noise())), () => expect.fail('accepted'));
  });

  it('is the only one', async () => {
    const { feeder } = await openFeeder(new TestRing(SLOTS, FRAME_BYTES));
    const first = await connected(feeder);
    await once(first, 'data');
    await expect(connected(feeder)).rejects.toThrow('ENOENT');
  });
});

it('says what to install where GStreamer cannot map files', () => {
  expect(ringProblem({ version: '1.22.0', elements: new Set(['shmsrc']) })).toBeUndefined();
  expect(ringProblem({ version: '1.22.0', elements: new Set(['fdsrc']) })).toMatchObject({
    code: 'ELEMENT_MISSING',
    message: expect.stringContaining('shmsrc') as string,
    remedy: expect.stringContaining('plugins-bad') as string,
  });
});
