/** A scene that is drawn in a worker by the clock, recorded meanwhile: what is lost, what is doubled, what is late. */
import path from 'node:path';
import type { RealtimeJob } from '../jobs.ts';
import { shownFrames } from '../lib/frame-numbers.ts';
import { type PageRun, runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import { PlaywrightPage } from '../lib/playwright-page.ts';
import { SIZES, type Size } from '../measure/sizes.ts';
import type { Row, Sample } from '../row.ts';
import { BITRATE } from './bitrate.ts';
import { usageDetails } from './details.ts';
import { longTasks } from './long-tasks.ts';
import { runReelay } from './reelay-run.ts';
import { compareWithDrawn } from './verify.ts';
import { RING, SOCKET } from './ways.ts';

const RATES: Readonly<Record<Size['name'], number>> = { '720p': 60, '1080p': 30 };
/** Beyond what is recorded, for starting, finishing and reading back. */
const MARGIN_MS = 120_000;
const MS_PER_SECOND = 1000;

/** One recorder: records into `file`. */
interface Contender {
  readonly id: string;
  readonly title: string;
  readonly extension: 'mp4' | 'webm';
  record(server: PageServer, job: Omit<RealtimeJob, 'by'>, file: string): Promise<PageRun>;
}

const CONTENDERS: readonly Contender[] = [
  ...[RING, SOCKET].map((way) => ({
    id: `reelay-${way.id}`,
    title: `Reelay, ${way.title}`,
    extension: 'mp4' as const,
    record: (server: PageServer, job: Omit<RealtimeJob, 'by'>, file: string) =>
      runReelay({
        server,
        way,
        file,
        limitMs: limitOf(job),
        job: (relay) => ({ ...job, by: { recorder: 'reelay', ...relay, preset: 'mp4', options: way.options } }),
      }),
  })),
  {
    id: 'media-recorder',
    title: 'MediaRecorder, H.264',
    extension: 'mp4',
    record: (server, job, file) =>
      runPage({
        server,
        job: { ...job, by: { recorder: 'media-recorder' } },
        uploadTo: file,
        limitMs: limitOf(job),
      }),
  },
  {
    id: 'screencast',
    title: 'Playwright’s screencast, drawn by the page',
    extension: 'webm',
    record: (server, job, file) =>
      runPage({
        server,
        job: { ...job, by: { recorder: 'outside' } },
        open: (url) => PlaywrightPage.open(url, job, { fps: job.fps, path: file }),
        limitMs: limitOf(job),
      }),
  },
];

/** @param seconds length of each recording */
export function realtimeRows(server: PageServer, folder: string, seconds: number): Row[] {
  return SIZES.flatMap((size) => CONTENDERS.map((contender) => rowOf(contender, size, { server, folder, seconds })));
}

function rowOf(
  { id, title, extension, record }: Contender,
  { name, width, height }: Size,
  { server, folder, seconds }: { readonly server: PageServer; readonly folder: string; readonly seconds: number },
): Row {
  const fps = RATES[name];
  return {
    id: `realtime/${name}${fps}/${id}`,
    title: `${name}${fps}, ${title}`,
    unit: 'frames/s',
    // Each is long enough to be its own repetition.
    rounds: 1,
    async measure(): Promise<Sample> {
      const file = path.join(folder, `realtime-${name}-${id}.${extension}`);
      const job = { kind: 'realtime', fps, seconds, bitrate: BITRATE, width, height } as const;
      const { result, usage } = await record(server, job, file);
      const { drawn = [], longTasksMs = [] } = result;
      const { kept, lost, doubled, timeErrorMs } = compareWithDrawn(await shownFrames(file, width), drawn, fps);
      const tasks = longTasks(longTasksMs);
      return {
        value: kept / seconds,
        details: {
          drawn: drawn.length,
          lost,
          doubled,
          'time error, ms': timeErrorMs,
          'long tasks': tasks.count,
          'the longest, ms': tasks.longestMs,
          ...usageDetails(usage, drawn.length),
        },
      };
    },
  };
}

function limitOf({ seconds }: { readonly seconds: number }): number {
  return seconds * MS_PER_SECOND + MARGIN_MS;
}
