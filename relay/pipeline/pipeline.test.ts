import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SRGB } from '../../shared/media/colour.ts';
import { PipelineChild } from './child.ts';
import { Feeder } from './feeder.ts';
import { openPipeline } from './pipeline.ts';
import { customPreset, type Preset } from './presets.ts';
import { probe } from './testing/decode.ts';
import { numberedFrame } from './testing/pictures.ts';
import { feed, frames, open, planFor, record, temporaryDirectory } from './testing/record.ts';
import type { PipelineOutcome, PipelinePlan } from './types.ts';
import { verifyFile } from './verify.ts';

const [WIDTH, HEIGHT] = [320, 240];
const numbered = (count: number): ReturnType<typeof frames> => frames(count, WIDTH, HEIGHT, numberedFrame);

function custom(pipeline: string): { presets: Preset[]; plan: Promise<PipelinePlan> } {
  const presets = [customPreset({ id: 'custom', label: 'Custom', pipeline })];
  return { presets, plan: planFor({ preset: 'custom' }, presets) };
}

function errorOf(outcome: PipelineOutcome): { code: string; message: string } {
  if (outcome.kind !== 'failed') throw new Error('it did not fail');
  return { code: outcome.error.code, message: outcome.error.message };
}

describe('opening', () => {
  it('takes a fragment that begins with caps', async () => {
    const { presets } = custom('video/x-raw,format=I420 ! x264enc ! mp4mux');
    const { outcome, path } = await record({ preset: 'custom' }, numbered(3), presets);
    expect(outcome).toEqual({ kind: 'ended' });
    await expect(verifyFile(path)).resolves.toMatchObject({ width: WIDTH, height: HEIGHT });
  });

  it('refuses a pipeline that GStreamer cannot parse, with its reason and the command', async () => {
    const { plan } = custom('x264enc nonsense=1 ! mp4mux');
    const error = await open(await plan).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: 'PIPELINE_INVALID',
      message: expect.stringContaining('no property "nonsense"') as string,
    });
    expect((error as { remedy: string }).remedy).toContain('gst-launch-1.0');
  });

  it('says that GStreamer is missing where the tool is', async () => {
    const plan = await planFor({ preset: 'mp4' });
    await expect(open(plan, { tool: '/nowhere/gst-launch-1.0' })).rejects.toMatchObject({ code: 'GSTREAMER_MISSING' });
  });

  it('says that the folder is missing where it is', async () => {
    const plan = await planFor({ preset: 'mp4' });
    await expect(open(plan, { directory: '/nowhere/at/all' })).rejects.toMatchObject({ code: 'RECORDINGS_UNWRITABLE' });
  });

  it('fails where the file cannot be created', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'take.mp4'));
    await expect(open(await planFor({ preset: 'mp4' }), { directory })).rejects.toMatchObject({
      code: 'PIPELINE_FAILED',
      message: expect.stringContaining('filesink0') as string,
    });
  });

  it('takes only generated names', async () => {
    const plan = await planFor({ preset: 'mp4' });
    for (const fileName of ['a b.mp4', '../a.mp4', 'x" ! fakesink', '-a', '']) {
      await expect(openPipeline(plan, { directory: '/tmp', fileName })).rejects.toThrow(TypeError);
    }
  });
});

describe('ending', () => {
  it('finishes a file without frames as nothing, not as a hang', async () => {
    const { pipeline } = await open(await planFor({ preset: 'mkv-lossless' }));
    const outcome = await pipeline.endOfStream();
    expect(outcome.kind === 'ended' || outcome.error.code === 'PIPELINE_FAILED').toBe(true);
  });

  it('gives every caller the same outcome, in any order', async () => {
    const { outcome, pipeline } = await record({ preset: 'mp4' }, numbered(3));
    expect(await pipeline.endOfStream()).toBe(outcome);
    expect(await pipeline.kill()).toBe(outcome);
    expect(await pipeline.outcome).toBe(outcome);
    pipeline.write({ ptsNs: 0, durationNs: 0, payload: [Buffer.alloc(4)] }, () =>
      expect.fail('accepted after the end'),
    );
    await sleep(20);
  });

  it('ends a pipeline that does not finish: EOS, SIGINT, SIGKILL', async () => {
    const { plan } = custom('identity sleep-time=20000000 ! fakesink');
    const { pipeline } = await open(await plan, { finishMs: 200, interruptMs: 200 });
    await feed(pipeline, await plan, [60, 1], numbered(1));
    const start = Date.now();
    expect(errorOf(await pipeline.endOfStream())).toMatchObject({
      code: 'PIPELINE_STUCK',
      message: expect.stringContaining('0.2 s') as string,
    });
    expect(Date.now() - start).toBeLessThan(2000);
    expect(() => process.kill(pipeline.pid, 0)).toThrow();
  });

  it('reports a pipeline that ends before it was asked to', async () => {
    const { plan } = custom('identity eos-after=3 ! fakesink');
    const { pipeline } = await open(await plan);
    await feed(pipeline, await plan, [60, 1], numbered(30));
    expect(errorOf(await pipeline.outcome)).toMatchObject({
      code: 'PIPELINE_FAILED',
      message: expect.stringContaining('ended by itself') as string,
    });
  });

  it('finishes the file when the relay dies: standard input ends without EOS', async () => {
    const directory = temporaryDirectory();
    const plan = await planFor({ preset: 'mp4' });
    const child = new PipelineChild({
      directory,
      pipeline: ['fdsrc', 'fd=0', '!', 'gdpdepay', '!', ...plan.arguments('take.mp4')],
    });
    await child.opened;
    const feeder = new Feeder(child.stdin, () => {});
    feeder.setCaps({ format: 'BGRA', width: WIDTH, height: HEIGHT, colour: SRGB, rate: [60, 1] });
    for (let index = 0; index < 10; index++) {
      await new Promise<void>((accepted) => {
        feeder.write(
          { ptsNs: index * 16_666_666, durationNs: 16_666_666, payload: [numberedFrame(index, WIDTH, HEIGHT)] },
          accepted,
        );
      });
    }
    child.stdin.end();
    expect(errorOf(await child.outcome).message).toContain('ended by itself');
    expect(probe(join(directory, 'take.mp4')).packets.length).toBe(10);
  });
});

describe('failing', () => {
  it("reports an element's error with its reason, once, as the first cause", async () => {
    const { plan } = custom('identity error-after=3 ! fakesink');
    const { pipeline } = await open(await plan);
    await feed(pipeline, await plan, [60, 1], numbered(10));
    const outcome = await pipeline.endOfStream();
    expect(errorOf(outcome)).toMatchObject({
      code: 'PIPELINE_FAILED',
      message: expect.stringContaining('identity0: Failed after iterations as requested') as string,
    });
    expect(pipeline.tail.join('\n')).toContain('ERROR');
  });

  it('tells a full disk apart', async () => {
    const directory = temporaryDirectory();
    let plan = await planFor({ preset: 'mkv-lossless' });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', directory], { stdio: 'ignore' });
      onTestFinished(() => void execFileSync('umount', ['-l', directory]));
    } catch {
      symlinkSync('/dev/full', join(directory, 'take.mkv'));
      plan = { ...plan };
    }
    const { pipeline } = await open(plan, { directory });
    await feed(
      pipeline,
      plan,
      [60, 1],
      frames(60, WIDTH, HEIGHT, (_, width, height) =>
        Buffer.from(Array.from({ length: width * height * 4 }, () => Math.random() * 256)),
      ),
    );
    expect(errorOf(await pipeline.endOfStream()).code).toBe('DISK_FULL');
  });

  it.each(['mp4', 'webm', 'webm-vp8', 'ogg', 'mkv-lossless', 'mov-alpha'])(
    'leaves a readable file when the child is killed: %s',
    async (preset) => {
      const plan = await planFor({ preset, width: 160, height: 120 });
      const { pipeline, path } = await open(plan);
      await feed(pipeline, plan, [60, 1], frames(200, 160, 120, numberedFrame));
      await sleep(300);
      process.kill(pipeline.pid, 'SIGKILL');
      expect(errorOf(await pipeline.outcome)).toMatchObject({
        code: 'PIPELINE_KILLED',
        message: expect.stringContaining('SIGKILL') as string,
      });
      const { durationNs, ...size } = await verifyFile(path);
      expect(size).toEqual({ width: 160, height: 120 });
      expect(durationNs).toBeGreaterThanOrEqual(1.9e9);
    },
  );

  it('survives a child that is gone while frames are on their way', async () => {
    const plan = await planFor({ preset: 'mp4' });
    const { pipeline } = await open(plan);
    const caps = { format: 'BGRA', width: WIDTH, height: HEIGHT, colour: SRGB, rate: [60, 1] } as const;
    pipeline.setCaps(caps);
    process.kill(pipeline.pid, 'SIGKILL');
    let accepted = 0;
    for (let index = 0; index < 50; index++)
      pipeline.write({ ptsNs: index, durationNs: 1, payload: [Buffer.alloc(WIDTH * HEIGHT * 4)] }, () => accepted++);
    await pipeline.outcome;
    await sleep(20);
    expect(accepted).toBeLessThan(50);
  });

  it('kills at once', async () => {
    const { pipeline } = await open(await planFor({ preset: 'mp4' }));
    expect(errorOf(await pipeline.kill())).toMatchObject({
      code: 'PIPELINE_KILLED',
      message: expect.stringContaining('by the relay') as string,
    });
  });
});

it('accepts no more than the pipe holds ahead of a slow pipeline', async () => {
  const { plan } = custom('identity sleep-time=50000 ! fakesink');
  const { pipeline } = await open(await plan);
  pipeline.setCaps({ format: 'BGRA', width: WIDTH, height: HEIGHT, colour: SRGB, rate: [60, 1] });
  let accepted = 0;
  const payload = [Buffer.alloc(WIDTH * HEIGHT * 4)];
  for (let index = 0; index < 33; index++)
    pipeline.write({ ptsNs: index * 1e7, durationNs: 1e7, payload }, () => accepted++);
  await sleep(500);
  // Ten frames at the most have gone through in half a second; beside them one is being read, and part of one is in the pipe.
  expect(accepted).toBeGreaterThan(3);
  expect(accepted).toBeLessThan(13);
  await pipeline.kill();
});

it('runs a fragment to a file, and one with its own sink to none', async () => {
  const { presets } = custom('videorate ! theoraenc ! oggmux');
  const { outcome, path, plan } = await record({ preset: 'custom' }, numbered(20), presets);
  expect(outcome).toEqual({ kind: 'ended' });
  expect(plan).toMatchObject({ extension: 'ogg', mime: 'video/ogg', writesFile: true, alpha: 'discard' });
  expect(probe(path).packets.length).toBe(20);
  const own = await record({ preset: 'custom' }, numbered(3), custom('queue ! fakesink').presets);
  expect(own.outcome).toEqual({ kind: 'ended' });
  expect(own.plan.writesFile).toBe(false);
  expect(existsSync(own.path)).toBe(false);
});

it('lets a fragment choose its size', async () => {
  const { presets } = custom(
    "video/x-raw, format=I420, width=64, height=48 ! x264enc ! 'video/x-h264, profile=main' ! matroskamux",
  );
  const { outcome, path } = await record({ preset: 'custom' }, numbered(3), presets);
  expect(outcome).toEqual({ kind: 'ended' });
  expect(probe(path).stream).toMatchObject({ width: 64, height: 48, profile: 'Main' });
  expect(statSync(path).size).toBeGreaterThan(100);
});

it('stands in for an appsrc: frames come as its caps say, at its rate, wherever it stands', async () => {
  const { presets } = custom(
    'queue name=q ! theoraenc ! oggmux ' +
      'appsrc name=src is-live=true caps="video/x-raw, format=(string)I420, width=64, height=48, framerate=30/1" src. ! q.',
  );
  const { outcome, path } = await record({ preset: 'custom', rate: [60, 1] }, numbered(20), presets);
  expect(outcome).toEqual({ kind: 'ended' });
  const { stream, packets } = probe(path);
  expect(stream).toMatchObject({ width: 64, height: 48, r_frame_rate: '30/1' });
  // Half of them; videorate may repeat the last to fill its time.
  expect([10, 11]).toContain(packets.length);
});

it('writes from the open end of a branch, and feeds a head that stands in a bin', async () => {
  const { presets } = custom(
    'audiotestsrc num-buffers=3 ! fakesink ( x264enc ! mp4mux ) queue name=q ! fakesink fakesrc num-buffers=1 ! q.',
  );
  const { outcome, path } = await record({ preset: 'custom' }, numbered(5), presets);
  expect(outcome).toEqual({ kind: 'ended' });
  expect(probe(path).packets.length).toBe(5);
});
