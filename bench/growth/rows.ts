/** One row for each point of the plots. The number at the end of an id is where the point stands. */
import { FPS, type ReelayJob } from '../jobs.ts';
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import { BITRATE } from '../peers/bitrate.ts';
import { usageDetails } from '../peers/details.ts';
import { runReelay } from '../peers/reelay-run.ts';
import { RING, type Way, WAYS } from '../peers/ways.ts';
import type { Row } from '../row.ts';

/** 16:9, by height. */
const HEIGHTS = [180, 360, 720, 1080, 1440, 2160] as const;
const SESSIONS = [1, 2, 3, 4, 6, 8] as const;
const LENGTHS_SECONDS = [10, 30, 60, 120, 300, 600] as const;
/** 720p: what eight at once are recorded in, and ten minutes. */
const USUAL_HEIGHT = 720;
const PIXELS_PER_MEGAPIXEL = 1e6;
const MS_PER_SECOND = 1000;
/** A frame takes less than this even at 4K. */
const FRAME_LIMIT_MS = 1000;
const START_LIMIT_MS = 60_000;

/** @param longest seconds beyond which no recording goes */
export function growthRows(server: PageServer, longest: number): Row[] {
  return [
    ...HEIGHTS.flatMap((height) => [
      ...WAYS.map((way) => reelayRow(server, 'area', `${megapixels(height)}`, { way, height })),
      mediabunnyRow(server, height),
    ]),
    ...SESSIONS.map((sessions) => reelayRow(server, 'sessions', `${sessions}`, { sessions })),
    ...LENGTHS_SECONDS.filter((seconds) => seconds <= longest).map((seconds) =>
      reelayRow(server, 'length', `${seconds}`, { frames: seconds * FPS }),
    ),
  ];
}

interface Point {
  readonly way?: Way;
  readonly height?: number;
  readonly sessions?: number;
  /** Where it is not as many as the options say. */
  readonly frames?: number;
}

function reelayRow(server: PageServer, plot: string, place: string, point: Point): Row {
  const { way = RING, height = USUAL_HEIGHT, sessions = 1 } = point;
  return {
    id: `growth/${plot}/reelay-${way.id}/${place}`,
    title: `Reelay, ${way.title}`,
    unit: 'ms/frame',
    async measure(asked) {
      const frames = point.frames ?? asked;
      const job = (relay: { readonly relay: string; readonly token: string }): ReelayJob => ({
        kind: 'reelay',
        ...relay,
        presets: ['mp4'],
        bitrate: BITRATE,
        scene: 'scene',
        width: widthOf(height),
        height,
        frames,
        sessions,
        options: way.options,
      });
      const total = frames * sessions;
      const limitMs = START_LIMIT_MS + total * FRAME_LIMIT_MS;
      const { result, usage } = await runReelay({ server, way, job, limitMs });
      return { value: (result.seconds * MS_PER_SECOND) / total, details: usageDetails(usage, total) };
    },
  };
}

function mediabunnyRow(server: PageServer, height: number): Row {
  return {
    id: `growth/area/mediabunny/${megapixels(height)}`,
    title: 'mediabunny in a worker',
    unit: 'ms/frame',
    async measure(frames) {
      const { result, usage } = await runPage({
        server,
        job: {
          kind: 'mediabunny',
          codec: 'avc',
          bitrate: BITRATE,
          scene: 'scene',
          width: widthOf(height),
          height,
          frames,
        },
        uploadTo: '/dev/null',
        limitMs: START_LIMIT_MS + frames * FRAME_LIMIT_MS,
      });
      return { value: (result.seconds * MS_PER_SECOND) / frames, details: usageDetails(usage, frames) };
    },
  };
}

function widthOf(height: number): number {
  return (height * 16) / 9;
}

function megapixels(height: number): number {
  return (widthOf(height) * height) / PIXELS_PER_MEGAPIXEL;
}
