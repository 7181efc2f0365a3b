/** Each candidate over a scene that eight megabits a second suffice for, and over one that they do not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FPS, type SceneName } from '../jobs.ts';
import { atExit } from '../lib/at-exit.ts';
import type { PageServer } from '../lib/page-server.ts';
import { processTree } from '../lib/processes.ts';
import { FULL_HD } from '../measure/sizes.ts';
import { psnrOfRaw } from '../measure/video-file.ts';
import type { Row, Sample } from '../row.ts';
import { CANDIDATES, type Candidate } from './candidates.ts';
import { rawFrames } from './raw-frames.ts';

const SCENES: readonly { readonly id: string; readonly scene: SceneName }[] = [
  { id: 'quiet', scene: 'scene' },
  { id: 'busy', scene: 'busy' },
];
const { width, height } = FULL_HD;
const FRAME_BYTES = (width * height * 3) / 2;
const MS_PER_SECOND = 1000;

/** @param folder for the files that come of it, which are overwritten */
export function encoderRows(server: PageServer, folder: string): Row[] {
  return SCENES.flatMap(({ id, scene }) =>
    CANDIDATES.map((candidate) => ({
      id: `encoders/${id}/${candidate.preset}/${candidate.title}`,
      title: candidate.title,
      unit: 'frames/s',
      measure: async (frames) =>
        measure(candidate, await rawFrames(server, scene, FULL_HD, frames), { folder, frames, beside: id === 'quiet' }),
    })),
  );
}

interface Conditions {
  readonly folder: string;
  readonly frames: number;
  /** Whether it is measured beside a busy processor, too. */
  readonly beside: boolean;
}

async function measure(candidate: Candidate, source: string, { folder, frames, beside }: Conditions): Promise<Sample> {
  const file = path.join(folder, 'encoded');
  const alone = await encode(candidate, source, file);
  const decibels = await psnrOfRaw(file, source, FULL_HD);
  const besides = beside ? [await besideDrawing(async () => (await encode(candidate, source, file)).seconds)] : [];
  return {
    value: frames / alone.seconds,
    details: {
      ...Object.fromEntries(besides.map((seconds) => ['beside, frames/s', frames / seconds])),
      'CPU, ms/frame': (alone.cpuSeconds / frames) * MS_PER_SECOND,
      'Mbit/s': ((await stat(file)).size * 8 * FPS) / frames / 1e6,
      'PSNR, dB': decibels,
    },
  };
}

/** Runs the pipeline from the frames in `source` to `file`. Its start, some 50 ms, is in the time. */
async function encode(
  { elements, title }: Candidate,
  source: string,
  file: string,
): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
  // BT.601 or BT.709 is only a word here: the same samples go in and are compared.
  const parser = `rawvideoparse width=${width} height=${height} format=i420 framerate=${FPS}/1`.split(' ');
  const reader = ['filesrc', `location=${source}`, `blocksize=${FRAME_BYTES}`];
  const argv = ['-q', '-f', '--', ...reader, '!', ...parser, '!', ...elements, '!', 'filesink', `location=${file}`];
  const cpuBefore = childrenCpuSeconds();
  const startedMs = performance.now();
  const child = spawn('gst-launch-1.0', argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  const forget = atExit(() => child.kill('SIGKILL'));
  const said = child.stderr.toArray();
  const [code] = (await once(child, 'exit')) as [number | null];
  const seconds = (performance.now() - startedMs) / MS_PER_SECOND;
  forget();
  if (code !== 0)
    throw new Error(
      `${title}: ${Buffer.concat(await said)
        .toString()
        .slice(-500)}`,
    );
  return { seconds, cpuSeconds: childrenCpuSeconds() - cpuBefore };
}

/** The same while one processor is as busy as a browser's that draws. */
async function besideDrawing<Result>(work: () => Promise<Result>): Promise<Result> {
  const drawing = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  const forget = atExit(() => drawing.kill('SIGKILL'));
  try {
    return await work();
  } finally {
    const exited = once(drawing, 'exit');
    drawing.kill('SIGKILL');
    await exited;
    forget();
  }
}

function childrenCpuSeconds(): number {
  return processTree(process.pid)[0]?.endedChildrenCpuSeconds ?? 0;
}
