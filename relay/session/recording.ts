/** From a start message to a recording that takes frames. */
import { ProtocolError } from '../../shared/errors.ts';
import { encodedSize } from '../../shared/media/codecs.ts';
import { frameLayout } from '../../shared/media/formats.ts';
import { MAX_FRAME_BYTES, MAX_WARNING_LENGTH, MAX_WARNINGS } from '../../shared/wire/limits.ts';
import type { Alpha, RelayMessage, StartMessage, YuvMatrix } from '../../shared/wire/messages.ts';
import { chooseCodec, requireDecoder } from '../pipeline/decoders.ts';
import { openPipeline, type PipelineNews } from '../pipeline/pipeline.ts';
import { planOutputs } from '../pipeline/plan-outputs.ts';
import type { InstalledGStreamer } from '../pipeline/preflight.ts';
import type { Preset } from '../pipeline/presets.ts';
import type { RingArea } from '../pipeline/ring-area.ts';
import type { PipelinePlan } from '../pipeline/types.ts';
import type { Reservation } from '../recordings/reserve.ts';
import type { Tap } from '../taps/tap.ts';
import { RingFrames } from '../transport/ring-frames.ts';
import type { RingFile } from '../transport/ring-file.ts';
import type { SessionContext } from './context.ts';
import { DiskWatch } from './disk-watch.ts';
import { Output } from './output.ts';
import { Outputs } from './outputs.ts';
import { type AgreedEncoding, type SendMessage, Streaming } from './streaming.ts';
import { Take } from './take.ts';
import { WarningList } from './warning-list.ts';

/** What a session holds while it streams and drains. */
export interface Recording {
  /** That of its first output. */
  readonly id: string;
  /** How frames are to come. */
  readonly alpha: Alpha;
  readonly yuv: YuvMatrix | undefined;
  readonly outputs: Outputs;
  readonly take: Take;
  readonly streaming: Streaming;
  readonly disk: DiskWatch;
  /** The file that is shared with the page. */
  readonly ring: RingFile | undefined;
  /** How frames come encoded, where they do. */
  readonly encoding: AgreedEncoding | undefined;
  /** Live views, shares: they listen and never hold up. */
  readonly taps: readonly Tap[];
}

/**
 * Plans, takes names, starts the pipelines: all of it, or nothing is left behind and the error is thrown.
 * @param isLocal whether the page runs on this machine, as far as its address tells
 */
export async function openRecording(
  start: StartMessage,
  context: SessionContext,
  isLocal: boolean,
  send: SendMessage,
): Promise<Recording> {
  const { library, presets, installed, version } = context;
  demandSize(start);
  const encoding = agreeOn(start, presets, installed);
  // What is encoded is opaque.
  const alpha = encoding ? 'discard' : start.alpha;
  const asked = { ...start, ...encoding, rate: start.fps, alpha, bitrate: start.bitrate, codec: encoding?.codec };
  const { plans, alpha: keptAlpha, yuv } = planOutputs(asked, presets, installed);
  const disk = new DiskWatch(library, plans.length);
  await disk.look(0);
  const extensions = plans.map(({ extension }) => extension);
  const reservations = await library.reserveAll(start.name, extensions);
  const [first] = reservations;
  if (!first) throw new Error('a recording has an output');
  const ring = start.ring && isLocal && !encoding ? await context.rings?.claim(start.ring) : undefined;
  const all = await openOutputs(plans, reservations, context, ring?.area).catch((error: unknown) => {
    ring?.close();
    throw error;
  });
  const { id } = first;
  const versions = { reelay: version, gstreamer: installed.version, node: process.version };
  const take = new Take({ start, versions, codec: encoding?.codec });
  if (encoding && (encoding.width !== start.width || encoding.height !== start.height)) {
    const [from, to] = [start, encoding].map(({ width, height }) => `${width} x ${height}`);
    take.warn(`The picture is padded from ${from} to ${to}, because encoders need even sides of at least 16 pixels.`);
  }
  const { name, mode, fps: rate } = start;
  const { width, height } = encoding ?? start;
  const taps = (context.taps ?? []).map((openTap) => openTap({ id, name, mode, width, height, rate }));
  const tapRate = mode === 'realtime' ? ([0, 1] as const) : rate;
  const steadyRate = plans.some(({ fillsTime }) => fillsTime) ? rate : undefined;
  const decoding = encoding && {
    ...{ width, height, taps, rate: tapRate, times: context.childTimes },
    elements: requireDecoder(encoding.codec, installed),
    requestKey: () => send({ type: 'keyframe' }),
  };
  const outputs = new Outputs(all, take, library, decoding);
  const streaming = new Streaming({
    ...{ outputs: outputs.frames, take, taps, tapRate, steadyRate, encoding, send },
    ring: ring && new RingFrames(ring, plans.length === 1),
  });
  return { id, alpha: keptAlpha, yuv, outputs, take, disk, taps, streaming, ring, encoding };
}

/** How the page's frames are to come encoded; undefined where they come raw. */
function agreeOn(
  { encoded, presets: ids, width, height }: StartMessage,
  presets: readonly Preset[],
  installed: InstalledGStreamer,
): AgreedEncoding | undefined {
  const chosen = presets.filter(({ id }) => ids.includes(id));
  const codec = encoded && chooseCodec(encoded.codecs, chosen, installed);
  return codec && { codec, ...encodedSize({ width, height }) };
}

/** Throws FRAME_TOO_LARGE for a recording larger than any frame may be: scaling up to it would take the memory that frames may not. */
function demandSize({ width, height }: StartMessage): void {
  const { bytes } = frameLayout('RGBA', width, height);
  if (bytes > MAX_FRAME_BYTES) throw new ProtocolError('FRAME_TOO_LARGE', { bytes, limit: MAX_FRAME_BYTES });
}

/** Starts a pipeline for each plan, side by side. */
async function openOutputs(
  plans: readonly PipelinePlan[],
  reservations: readonly Reservation[],
  { library, childTimes, openPipeline: open = openPipeline }: SessionContext,
  area: RingArea | undefined,
): Promise<Output[]> {
  const { directory } = library;
  const lists = plans.map(() => new WarningList());
  const openings = await Promise.allSettled(
    plans.map(async (plan, index) => {
      for (const warning of plan.warnings) lists[index]?.add(warning);
      const reservation = reservations[index];
      if (plan.index !== undefined && reservation) await library.makeFolder(reservation);
      const hear = (warning: PipelineNews): void => lists[index]?.add(warning.text, warning.subject);
      const fileName = reservation?.partFile ?? '';
      return open(plan, { ...childTimes, directory, fileName, ...(area ? { area } : {}), onNews: hear });
    }),
  );
  const pipelines = openings.flatMap((opening) => (opening.status === 'fulfilled' ? [opening.value] : []));
  const failed = openings.find((opening) => opening.status === 'rejected');
  if (failed) {
    await Promise.all(pipelines.map((pipeline) => pipeline.kill()));
    for (const { file } of reservations) await library.discard(file).catch(() => undefined);
    throw failed.reason;
  }
  const group = plans.length > 1 ? reservations[0]?.id : undefined;
  return plans.flatMap((plan, index) => {
    const [pipeline, reservation, warnings] = [pipelines[index], reservations[index], lists[index]];
    return pipeline && reservation && warnings ? [new Output({ plan, reservation, pipeline, warnings, group })] : [];
  });
}

/** What the page is told when its recording is open. */
export function startedMessage({ id, alpha, yuv, outputs, ring, encoding }: Recording): RelayMessage {
  const [first] = outputs.all;
  if (!first) throw new Error('a recording has an output');
  const { width, height } = first.plan;
  return {
    type: 'started',
    id,
    alpha,
    ...(yuv ? { yuv } : {}),
    ...(ring ? { ring: { proof: ring.proof } } : {}),
    ...(encoding ? { encoded: encoding } : {}),
    width,
    height,
    maxFrameBytes: MAX_FRAME_BYTES,
    warnings: outputs.all
      .flatMap((output) => output.warnings.texts.map((warning) => outputs.named(output, warning)))
      .slice(0, MAX_WARNINGS)
      .map((warning) => warning.slice(0, MAX_WARNING_LENGTH)),
  };
}
