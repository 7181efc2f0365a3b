/** From a start message to a recording that takes frames. */
import { MAX_FRAME_BYTES } from '../../shared/wire/limits.ts';
import type { RelayMessage, StartMessage } from '../../shared/wire/messages.ts';
import { openPipeline } from '../pipeline/pipeline.ts';
import { planPipeline } from '../pipeline/presets.ts';
import type { Pipeline, PipelinePlan } from '../pipeline/types.ts';
import type { Reservation } from '../recordings/library.ts';
import type { Tap } from '../taps/tap.ts';
import type { SessionContext } from './context.ts';
import { DiskWatch } from './disk-watch.ts';
import { type SendMessage, Streaming } from './streaming.ts';
import { Take } from './take.ts';

/** What a session holds while it streams and drains. */
export interface Recording {
  readonly plan: PipelinePlan;
  readonly reservation: Reservation;
  readonly pipeline: Pipeline;
  readonly take: Take;
  readonly streaming: Streaming;
  readonly disk: DiskWatch;
  /** Live views, shares: they listen and never hold up. */
  readonly taps: readonly Tap[];
}

/** Plans, takes a name, starts the pipeline: all of it, or nothing is left behind and the error is thrown. */
export async function openRecording(
  start: StartMessage,
  context: SessionContext,
  send: SendMessage,
): Promise<Recording> {
  const { library, presets, installed, childTimes, version, openPipeline: open = openPipeline } = context;
  const plan = planPipeline(
    { ...start, rate: start.fps, alpha: start.alpha, bitrate: start.bitrate },
    presets,
    installed,
  );
  const disk = new DiskWatch(library);
  await disk.look(0);
  const reservation = await library.reserve(start.name, plan.extension);
  try {
    const { directory } = library;
    const pipeline = await open(plan, { ...childTimes, directory, fileName: reservation.partFile });
    const take = new Take({
      start,
      plan,
      reservation,
      commandLine: pipeline.commandLine,
      writers: { relay: process.pid, pipeline: pipeline.pid },
      versions: { reelay: version, gstreamer: installed.version, node: process.version },
    });
    const { id } = reservation;
    const { name, mode, width, height, fps: rate } = start;
    const taps = (context.taps ?? []).map((openTap) => openTap({ id, name, mode, width, height, rate }));
    return {
      plan,
      reservation,
      pipeline,
      take,
      disk,
      taps,
      streaming: new Streaming({ pipeline, plan, take, taps, send }),
    };
  } catch (error) {
    await library.discard(reservation.file).catch(() => undefined);
    throw error;
  }
}

/** What the page is told when its recording is open. */
export function startedMessage({ plan, reservation }: Recording): RelayMessage {
  const { width, height, alpha, yuv, warnings } = plan;
  return {
    type: 'started',
    id: reservation.id,
    alpha,
    ...(yuv ? { yuv } : {}),
    width,
    height,
    maxFrameBytes: MAX_FRAME_BYTES,
    warnings,
  };
}
