/** Records frames for tests with real children, in a folder of their own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ColourSpace, SRGB } from '../../../shared/media/colour.ts';
import type { PixelFormat } from '../../../shared/media/formats.ts';
import { frameDurationNs, frameTimeNs, type Rate } from '../../../shared/media/time.ts';
import { type OpenOptions, openPipeline } from '../pipeline.ts';
import { planPipeline } from '../plan.ts';
import { inspectGStreamer } from '../preflight.ts';
import { BUILT_IN_PRESETS, type Preset } from '../presets.ts';
import type { Pipeline, PipelineOutcome, PipelinePlan, PipelineRequest } from '../types.ts';

/** A new folder that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'reelay-pipeline-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function request(fields: Partial<PipelineRequest> & { preset: string }): PipelineRequest {
  return {
    mode: 'offline',
    rate: [60, 1],
    width: 320,
    height: 240,
    alpha: undefined,
    quality: 'standard',
    bitrate: undefined,
    ...fields,
  };
}

export async function planFor(
  fields: Partial<PipelineRequest> & { preset: string },
  presets: readonly Preset[] = BUILT_IN_PRESETS,
): Promise<PipelinePlan> {
  return planPipeline(request(fields), presets, await inspectGStreamer());
}

export interface TestFrame {
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
  /** BGRA by default. */
  readonly format?: PixelFormat;
  /** sRGB by default. */
  readonly colour?: ColourSpace;
  /** Only where times vary. */
  readonly ptsNs?: number;
  readonly durationNs?: number;
}

/** Opens a pipeline that dies with the test at the latest. */
export async function open(
  plan: PipelinePlan,
  options: Partial<OpenOptions> = {},
): Promise<{ pipeline: Pipeline; path: string }> {
  const directory = options.directory ?? temporaryDirectory();
  const fileName = `take.${plan.extension}`;
  if (plan.index !== undefined) mkdirSync(join(directory, fileName));
  const pipeline = await openPipeline(plan, { fileName, ...options, directory });
  onTestFinished(async () => void (await pipeline.kill()));
  return { pipeline, path: join(directory, fileName) };
}

/** Feeds `shots`, waiting for each to be accepted. */
export async function feed(
  pipeline: Pipeline,
  plan: PipelinePlan,
  rate: Rate,
  shots: Iterable<TestFrame>,
): Promise<void> {
  let index = 0;
  for (const frame of shots) {
    const { pixels, width, height, format = 'BGRA', colour = SRGB } = frame;
    pipeline.setCaps({ format, width, height, colour, rate: plan.capsRate });
    const ptsNs = frame.ptsNs ?? frameTimeNs(index, rate);
    const durationNs = frame.durationNs ?? frameDurationNs(index, rate);
    // Half and half: pixels arrive in pieces, as they do from a socket.
    const middle = pixels.length >> 1;
    const accepted = new Promise<void>((resolve) => {
      pipeline.write({ ptsNs, durationNs, payload: [pixels.subarray(0, middle), pixels.subarray(middle)] }, resolve);
    });
    await Promise.race([accepted, pipeline.outcome]);
    index++;
  }
}

/** Records `shots` to the end; returns the file and how it ended. */
export async function record(
  fields: Partial<PipelineRequest> & { preset: string },
  shots: Iterable<TestFrame>,
  presets: readonly Preset[] = BUILT_IN_PRESETS,
): Promise<{ path: string; outcome: PipelineOutcome; plan: PipelinePlan; pipeline: Pipeline }> {
  const plan = await planFor(fields, presets);
  const { pipeline, path } = await open(plan);
  await feed(pipeline, plan, request(fields).rate, shots);
  return { path, outcome: await pipeline.endOfStream(), plan, pipeline };
}

/** `count` frames of `width` x `height` made by `draw`. */
export function* frames(
  count: number,
  width: number,
  height: number,
  draw: (index: number, width: number, height: number) => Buffer,
): Generator<TestFrame> {
  for (let index = 0; index < count; index++) yield { pixels: draw(index, width, height), width, height };
}

/** A second of which most is one picture: frame 0 for 0.3 s, frame 1 for the rest; 320 x 240. */
export function stillTail(draw: (index: number, width: number, height: number) => Buffer): TestFrame[] {
  const [width, height] = [320, 240];
  return [
    { pixels: draw(0, width, height), width, height, ptsNs: 0, durationNs: 300_000_000 },
    { pixels: draw(1, width, height), width, height, ptsNs: 300_000_000, durationNs: 700_000_000 },
  ];
}

/** `count` times the same frame. */
export function repeated(count: number, frame: TestFrame): TestFrame[] {
  return Array.from({ length: count }, () => frame);
}
