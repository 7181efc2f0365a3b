/** The same scene, offline, by Reelay and by mediabunny: from drawing to a file that decodes. */
import { copyFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { FPS, type JobResult, SECOND_NO_ENCODER_PRESET } from '../jobs.ts';
import type { Usage } from '../lib/meter.ts';
import { type PageRun, runPage } from '../lib/page-run.ts';
import { NO_ENCODER } from '../lib/no-encoder.ts';
import type { PageServer } from '../lib/page-server.ts';
import { Relay } from '../lib/relay.ts';
import { runReelay } from '../peers/reelay-run.ts';
import { WAYS } from '../peers/ways.ts';
import type { Row, Sample } from '../row.ts';
import { SIZES, type Size } from './sizes.ts';
import { decodedFrames, psnr } from './video-file.ts';

/** Bits per second of every lossy file. */
const BITRATE = 8_000_000;

export interface WholePathOptions {
  readonly server: PageServer;
  /** Where the files of a round are kept until the next one. */
  readonly folder: string;
  /** Files that were compared with the truth, and by size the truth itself. */
  readonly judged: Map<string, string>;
}

interface Variant {
  readonly id: string;
  readonly title: string;
  readonly presets: readonly string[];
  readonly bitrate: number | undefined;
  /** The same by mediabunny, where there is such a thing. */
  readonly codec?: 'avc' | 'vp8';
  /** Variant of which it is told as a share, where that is not the same by mediabunny. */
  readonly against?: Variant;
}

const NONE: Variant = { id: 'none', title: 'no encoder', presets: [NO_ENCODER.id], bitrate: undefined };
/** Measured before the lossy ones, which are judged by its file. */
const LOSSLESS: Variant = { id: 'lossless', title: 'lossless (FFV1)', presets: ['mkv-lossless'], bitrate: undefined };
const H264: Variant = { id: 'h264', title: 'H.264', presets: ['mp4'], bitrate: BITRATE, codec: 'avc' };
const VP8: Variant = { id: 'vp8', title: 'VP8', presets: ['webm-vp8'], bitrate: BITRATE, codec: 'vp8' };
/** What the second pipe costs, and nothing else. */
const NONE_TWICE: Variant = {
  id: 'none-twice',
  title: 'no encoder, two outputs',
  presets: [NO_ENCODER.id, SECOND_NO_ENCODER_PRESET],
  bitrate: undefined,
  against: NONE,
};
const TWO: Variant = {
  id: 'two',
  title: 'H.264 and lossless at once',
  presets: ['mp4', 'mkv-lossless'],
  bitrate: BITRATE,
  against: LOSSLESS,
};
/** Those in which page and relay share a file. */
const FILE_WAYS = WAYS.filter(({ transport }) => transport !== 'socket');
const VARIANTS: readonly Variant[] = [NONE, NONE_TWICE, LOSSLESS, TWO, H264, VP8];

export function wholePathRows(options: WholePathOptions): Row[] {
  return SIZES.flatMap((size) => VARIANTS.flatMap((variant) => rowsOf(variant, size, options)));
}

function rowsOf(variant: Variant, size: Size, options: WholePathOptions): Row[] {
  const { codec, against } = variant;
  const row = (
    who: 'reelay' | 'mediabunny' | `reelay-${string}`,
    title: string,
    record: (file: string, frames: number) => Promise<PageRun>,
  ): Row => ({
    id: `whole/${size.name}/${variant.id}/${who}`,
    title: `${size.name} ${variant.title}, ${title}`,
    unit: 'frames/s',
    async measure(frames) {
      const file = path.join(options.folder, `${size.name}-${variant.id}-${who}`);
      const { result, usage } = await record(file, frames);
      return sampleOf(result, usage, frames, isKept(variant) ? await judge(file, variant, size, frames, options) : {});
    },
  });
  const reelay = row('reelay', 'Reelay', (file, frames) => byReelay(variant, size, frames, file, options));
  const byFile = FILE_WAYS.filter(() => variant === NONE || variant === H264).map((way) => ({
    ...row(`reelay-${way.id}`, `Reelay, ${way.title}`, (file, frames) => {
      const { presets, bitrate } = variant;
      const job = { kind: 'reelay', presets, bitrate, scene: 'scene', ...dimensions(size), frames } as const;
      return runReelay({
        ...{ server: options.server, way, job: (relay) => ({ ...job, ...relay, options: way.options }) },
        ...(isKept(variant) ? { file } : {}),
      });
    }),
    against: `whole/${size.name}/${variant.id}/reelay`,
  }));
  if (against) return [{ ...reelay, against: `whole/${size.name}/${against.id}/reelay` }];
  if (codec === undefined) return [reelay, ...byFile];
  const mediabunny = row('mediabunny', 'mediabunny', (file, frames) =>
    byMediabunny(codec, size, frames, file, options),
  );
  return [mediabunny, { ...reelay, against: mediabunny.id }, ...byFile];
}

function dimensions({ width, height }: Size): { readonly width: number; readonly height: number } {
  return { width, height };
}

async function byReelay(
  variant: Variant,
  size: Size,
  frames: number,
  file: string,
  { server }: WholePathOptions,
): Promise<PageRun> {
  const { presets, bitrate } = variant;
  await using relay = await Relay.start();
  const { origin, token, pid } = relay;
  const job = {
    kind: 'reelay',
    relay: origin,
    token,
    presets,
    bitrate,
    scene: 'scene',
    width: size.width,
    height: size.height,
    frames,
  } as const;
  const run = await runPage({ server, job, node: pid }).catch((error: unknown) => {
    throw new Error([String(error), ...relay.log].join('\n'));
  });
  // Of several files the first is judged.
  if (isKept(variant)) await copyFile(path.join(relay.recordings, run.result.files?.[0] ?? ''), file);
  return run;
}

/** Whether files come of it. */
function isKept(variant: Variant): boolean {
  return variant !== NONE && variant !== NONE_TWICE;
}

function byMediabunny(
  codec: 'avc' | 'vp8',
  { width, height }: Size,
  frames: number,
  file: string,
  { server }: WholePathOptions,
): Promise<PageRun> {
  return runPage({
    server,
    job: { kind: 'mediabunny', codec, bitrate: BITRATE, scene: 'scene', width, height, frames },
    uploadTo: file,
  });
}

/** Counts the frames that come out of `file`, and compares lossy ones with the lossless recording, once for each row. */
async function judge(
  file: string,
  variant: Variant,
  size: Size,
  frames: number,
  { judged }: WholePathOptions,
): Promise<Record<string, number>> {
  const found = await decodedFrames(file);
  if (found !== frames) throw new Error(`${frames} frames were recorded and ${found} come out of the file`);
  const details: Record<string, number> = { 'Mbit/s': ((await stat(file)).size * 8 * FPS) / frames / 1e6 };
  const truth = judged.get(size.name);
  if (variant === LOSSLESS) judged.set(size.name, file);
  else if (truth !== undefined && !judged.has(file)) {
    judged.set(file, truth);
    details['PSNR, dB'] = await psnr(file, truth);
  }
  return details;
}

function sampleOf(result: JobResult, usage: Usage, frames: number, details: Record<string, number>): Sample {
  if (result.frames !== frames) throw new Error(`${frames} frames were due and ${result.frames} were recorded`);
  const { start = 0, draw = 0, finish = 0 } = result.parts ?? {};
  return {
    value: frames / result.seconds,
    usage,
    details: { 'start, s': start, 'draw, s': draw, 'finish, s': finish, ...details },
  };
}
