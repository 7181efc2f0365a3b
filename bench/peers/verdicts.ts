/** What is to be reached, and whether a table reaches it. */
import type { Result } from '../statistics.ts';
import { MEMCPY, PLAIN_SOCKET } from './row-ids.ts';

export interface Verdict {
  readonly what: string;
  /** In words: "at least 1.5 x". */
  readonly demand: string;
  /** What was measured, in words. */
  readonly measured: string;
  readonly reached: boolean;
}

type Results = ReadonlyMap<string, Result>;
/** Undefined where the rows it needs are not in the table. */
type Demand = (results: Results) => Verdict | undefined;

const CONTEXTS = [
  { id: '2d', title: '2D' },
  { id: 'webgl2', title: 'WebGL 2' },
] as const;
/** Fractions of the memory that a short recording holds. */
const EQUAL_WITHIN = 0.1;

const DEMANDS: readonly Demand[] = [
  ...CONTEXTS.map(({ id, title }) =>
    againstCeiling(id, `Offline 1080p ${title}, ring against mediabunny, PSNR no lower`, 'reelay-ring', 1.5),
  ),
  ...CONTEXTS.map(({ id, title }) =>
    againstCeiling(
      id,
      `Offline 1080p ${title}, socket with I420 against mediabunny, PSNR no lower`,
      'reelay-socket-i420',
      1.1,
    ),
  ),
  ...CONTEXTS.map(({ id, title }) => againstOthers(id, title)),
  atMost('Ring: CPU a frame until GStreamer has it, against one memcpy', 'hop/1080p/ring', MEMCPY, 4),
  relayCpu,
  ...['carried', 'reelay-exact', 'reelay-h264'].map((row) => inDefaultContext(row)),
  ...['720p60', '1080p30'].map((size) => realtime(size)),
  sameMemory('Memory, a long recording against 10 s', 'long', 'short'),
  sameMemory('Memory, an encoder ten times too slow', 'slow', 'brisk'),
];

/** Those of which the table has the rows. */
export function verdicts(results: readonly Result[]): Verdict[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  return DEMANDS.flatMap((demand) => demand(byId) ?? []);
}

/** Median of `result` over `base`, taken within each round where both were in all. */
export function ratioOf(result: Result, base: Result): number {
  const pairs = result.samples.length === base.samples.length ? result.samples : [result.value.median];
  const bases = pairs === result.samples ? base.samples : [base.value.median];
  const ratios = pairs.map((value, round) => value / (bases[round] ?? Number.NaN)).sort((a, b) => a - b);
  const middle = ratios.length >> 1;
  const upper = ratios[middle] ?? Number.NaN;
  return ratios.length % 2 === 1 ? upper : ((ratios[middle - 1] ?? upper) + upper) / 2;
}

function againstCeiling(context: string, what: string, recorder: string, least: number): Demand {
  return (results) => {
    const result = results.get(`offline/1080p/${context}/${recorder}`);
    const ceiling = results.get(`offline/1080p/${context}/mediabunny`);
    if (!result || !ceiling) return undefined;
    const ratio = ratioOf(result, ceiling);
    const [ours = Number.NaN, theirs = Number.NaN] = [result, ceiling].map(({ details }) => details['PSNR, dB']);
    return {
      what,
      demand: `at least ${least} x`,
      measured: `${ratio.toFixed(2)} x, ${ours.toFixed(1)} dB against ${theirs.toFixed(1)} dB`,
      reached: ratio >= least && ours >= theirs,
    };
  };
}

function againstOthers(context: string, title: string): Demand {
  return (results) => {
    const place = `offline/1080p/${context}/`;
    const ring = results.get(`${place}reelay-ring`);
    const others = ['ccapture', 'canvas-record', 'png-loop'].flatMap((id) => results.get(place + id) ?? []);
    if (!ring || others.length === 0) return undefined;
    const ratios = others.map((other) => ratioOf(ring, other));
    return {
      what: `Offline 1080p ${title}, ring against every other peer`,
      demand: 'at least 3 x',
      measured: others
        .map((other, index) => `${other.id.slice(place.length)} ${ratios[index]?.toFixed(2)} x`)
        .join(', '),
      reached: Math.min(...ratios) >= 3,
    };
  };
}

function atMost(what: string, id: string, against: string, most: number): Demand {
  return (results) => {
    const [result, base] = [results.get(id), results.get(against)];
    if (!result || !base) return undefined;
    const ratio = ratioOf(result, base);
    return { what, demand: `at most ${most} x`, measured: `${ratio.toFixed(2)} x`, reached: ratio <= most };
  };
}

function relayCpu(results: Results): Verdict | undefined {
  const spent = results.get('hop/1080p/ring')?.details['relay, CPU ms/frame'];
  if (spent === undefined) return undefined;
  return {
    what: 'Relay CPU a 1080p frame on the ring',
    demand: 'under 1 ms',
    measured: `${spent.toFixed(2)} ms`,
    reached: spent < 1,
  };
}

function inDefaultContext(row: string): Demand {
  return (results) => {
    const [result, plain] = [results.get(`devtools/1080p/${row}`), results.get(PLAIN_SOCKET)];
    if (!result || !plain) return undefined;
    const ratio = ratioOf(result, plain);
    return {
      what: `Playwright’s default context, ${result.title.replace('1080p, ', '')}, against a worker’s plain socket there`,
      demand: 'at least 5 x',
      measured: `${ratio.toFixed(2)} x`,
      reached: ratio >= 5,
    };
  };
}

function realtime(size: string): Demand {
  return (results) => {
    const details = results.get(`realtime/${size}/reelay-ring`)?.details;
    if (!details) return undefined;
    const { lost = NaN, doubled = NaN, 'time error, ms': error = NaN, 'long tasks': tasks = NaN } = details;
    return {
      what: `Realtime ${size}, ring, scene in a worker`,
      demand: 'none of the drawn frames lost or doubled, time error under 1 ms, no long task',
      measured: `${lost} lost, ${doubled} doubled, ${error.toFixed(3)} ms, ${tasks} long tasks`,
      reached: lost === 0 && doubled === 0 && error < 1 && tasks === 0,
    };
  };
}

function sameMemory(what: string, id: string, against: string): Demand {
  return (results) => {
    const [result, base] = [results.get(`memory/720p60/${id}`), results.get(`memory/720p60/${against}`)];
    if (!result || !base) return undefined;
    const ratio = result.value.median / base.value.median;
    return {
      what,
      demand: 'equal within 10 %',
      measured: `${ratio.toFixed(3)} x`,
      reached: Math.abs(ratio - 1) <= EQUAL_WITHIN,
    };
  };
}
