/** The bench's scene on a canvas of the page, offline, by other recorders as their own pages say to use them. */
import { type JobResult, type PeerJob, WARM_UP_FRAMES } from '../../jobs.ts';
import { openScene } from '../lib/open-scene.ts';
import { measured, report } from '../lib/report.ts';
import { recordByCanvasRecord } from './canvas-record.ts';
import { recordByCcapture } from './ccapture.ts';
import { recordByPngLoop } from './png-loop.ts';

/** A canvas and how many frames to draw on it. */
export interface PeerTake {
  readonly canvas: HTMLCanvasElement;
  readonly draw: (index: number) => Promise<void>;
  readonly frames: number;
  readonly bitrate: number;
  /** Where the PNG loop sends to. */
  readonly url: string;
}

/** Returns the file, or nothing where the other end has it. */
type RecordTake = (take: PeerTake) => Promise<BodyInit | undefined>;

const PEERS: Readonly<Record<PeerJob['peer'], RecordTake>> = {
  ccapture: recordByCcapture,
  'canvas-record': recordByCanvasRecord,
  'png-loop': recordByPngLoop,
};

/** Records once for warming up and once for the clock, start and end of the file included. */
export async function recordByPeer(job: PeerJob): Promise<JobResult> {
  const record = async (frames: number): Promise<BodyInit | undefined> => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: job.width, height: job.height });
    const draw = await openScene(job.scene, canvas, job);
    return PEERS[job.peer]({ canvas, draw, frames, bitrate: job.bitrate, url: job.url });
  };
  await record(WARM_UP_FRAMES);
  let file: BodyInit | undefined;
  const seconds = await measured(async () => {
    file = await record(job.frames);
  });
  if (file !== undefined) await report('file', file);
  return { frames: job.frames, seconds };
}
