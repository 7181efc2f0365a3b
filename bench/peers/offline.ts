/** The same scene, offline, to H.264 of the same bit rate, by Reelay and by what one would take instead. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FPS, type PeerJob } from '../jobs.ts';
import { shownFrames } from '../lib/frame-numbers.ts';
import { NodeChild } from '../lib/node-child.ts';
import { type PageRun, runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import { SIZES, type Size } from '../measure/sizes.ts';
import { psnr } from '../measure/video-file.ts';
import type { Row, Sample } from '../row.ts';
import { BITRATE } from './bitrate.ts';
import { usageDetails } from './details.ts';
import { runReelay } from './reelay-run.ts';
import type { Truths } from './truth.ts';
import { requireEveryFrame } from './verify.ts';
import { WAYS } from './ways.ts';

/** Who is slow records no more than this: its rate is known by then. */
const MAX_FRAMES_OF_THE_SLOW = 60;

/** What the scene is drawn with. */
const CONTEXTS = [
  { id: '2d', title: '2D', scene: 'numbered-2d' },
  { id: 'webgl2', title: 'WebGL 2', scene: 'numbered-webgl2' },
] as const;
export type Context = (typeof CONTEXTS)[number];

export interface PeersOptions {
  readonly server: PageServer;
  /** Where the files of a round are kept until the next one. */
  readonly folder: string;
  readonly truths: Truths;
}

/** One recorder: records `frames` of the scene into `file`. */
interface Contender {
  readonly id: string;
  readonly title: string;
  readonly maxFrames?: number;
  record(take: Take): Promise<PageRun>;
}

interface Take {
  readonly server: PageServer;
  readonly file: string;
  readonly size: Size;
  readonly context: Context;
  readonly frames: number;
}

const CEILING = 'mediabunny';

const CONTENDERS: readonly Contender[] = [
  { id: CEILING, title: 'mediabunny in a worker', record: byMediabunny },
  ...WAYS.map((way) => ({
    id: `reelay-${way.id}`,
    title: `Reelay, ${way.title}`,
    record: ({ server, file, size: { width, height }, context: { scene }, frames }: Take) =>
      runReelay({
        server,
        way,
        file,
        job: (relay) => ({
          kind: 'reelay',
          ...relay,
          presets: ['mp4'],
          bitrate: BITRATE,
          scene,
          width,
          height,
          frames,
          options: way.options,
        }),
      }),
  })),
  { id: 'ccapture', title: 'ccapture.js 2', record: byLibrary('ccapture') },
  { id: 'canvas-record', title: 'canvas-record', record: byLibrary('canvas-record') },
  { id: 'png-loop', title: 'PNG in base64, one in flight', maxFrames: MAX_FRAMES_OF_THE_SLOW, record: byPngLoop },
];

export function offlineRows(options: PeersOptions): Row[] {
  return SIZES.flatMap((size) =>
    CONTEXTS.flatMap((context) => CONTENDERS.map((contender) => rowOf(contender, size, context, options))),
  );
}

function rowOf(contender: Contender, size: Size, context: Context, options: PeersOptions): Row {
  const place = `offline/${size.name}/${context.id}`;
  const id = `${place}/${contender.id}`;
  return {
    id,
    title: `${size.name} ${context.title}, ${contender.title}`,
    unit: 'frames/s',
    ...(contender.id === CEILING ? {} : { against: `${place}/${CEILING}` }),
    async measure(asked) {
      const frames = Math.min(asked, contender.maxFrames ?? asked);
      const file = path.join(options.folder, id.replaceAll('/', '-'));
      const { result, usage } = await contender.record({ server: options.server, file, size, context, frames });
      return {
        value: frames / result.seconds,
        details: { ...usageDetails(usage, frames), ...(await judge(file, size, context, frames, options)) },
      };
    },
  };
}

/** Requires every frame to be there, and tells how good they are. */
async function judge(
  file: string,
  size: Size,
  context: Context,
  frames: number,
  { truths }: PeersOptions,
): Promise<NonNullable<Sample['details']>> {
  requireEveryFrame(await shownFrames(file, size.width), frames);
  const { size: bytes } = await stat(file);
  const decibels = await truths.judge(file, (truth) => psnr(file, truth), { size, context, frames });
  return { 'Mbit/s': (bytes * 8 * FPS) / frames / 1e6, 'PSNR, dB': decibels };
}

function byMediabunny({ server, file, size: { width, height }, context: { scene }, frames }: Take): Promise<PageRun> {
  const job = { kind: 'mediabunny', codec: 'avc', bitrate: BITRATE, scene, width, height, frames } as const;
  return runPage({ server, job, uploadTo: file });
}

function byLibrary(peer: PeerJob['peer']): Contender['record'] {
  return ({ server, file, size: { width, height }, context: { scene }, frames }) =>
    runPage({
      server,
      job: { kind: 'peer', peer, url: '', bitrate: BITRATE, scene, width, height, frames },
      uploadTo: file,
    });
}

async function byPngLoop({
  server,
  file,
  size: { width, height },
  context: { scene },
  frames,
}: Take): Promise<PageRun> {
  await using loop = new NodeChild<string>('png-loop', [file, String(FPS), String(BITRATE)]);
  const url = await loop.next();
  const job = { kind: 'peer', peer: 'png-loop', url, bitrate: BITRATE, scene, width, height, frames } as const;
  return await runPage({ server, job, node: loop.pid });
}
