/** What everything that takes part in a realtime recording holds at most: short, long, and with an encoder that is too slow. */
import { BRISK_PRESET, SLOW_PRESET } from '../jobs.ts';
import type { PageServer } from '../lib/page-server.ts';
import { SIZES } from '../measure/sizes.ts';
import type { Row } from '../row.ts';
import { runReelay } from './reelay-run.ts';
import { RING } from './ways.ts';

const FPS = 60;
const SHORT_SECONDS = 10;
/** Beyond what is recorded, for starting and for an encoder that has frames left. */
const MARGIN_MS = 120_000;
const MS_PER_SECOND = 1000;
const BYTES_PER_MB = 1e6;

/** @param longSeconds length of the long recording */
export function memoryRows(server: PageServer, longSeconds: number): Row[] {
  const row = (id: string, title: string, preset: string, seconds: number, against?: string): Row => ({
    id: `memory/720p60/${id}`,
    title: `720p60, ${title}`,
    unit: 'MB',
    ...(against === undefined ? {} : { against: `memory/720p60/${against}` }),
    // Ten minutes of it are told apart from ten seconds by one run.
    ...(seconds > SHORT_SECONDS ? { rounds: 1 } : {}),
    async measure() {
      const [size] = SIZES;
      const { width = 0, height = 0 } = size ?? {};
      const { result, usage } = await runReelay({
        server,
        way: RING,
        limitMs: seconds * MS_PER_SECOND + MARGIN_MS,
        job: (relay) => ({
          kind: 'realtime',
          fps: FPS,
          seconds,
          bitrate: undefined,
          width,
          height,
          by: { recorder: 'reelay', ...relay, preset, options: RING.options },
        }),
      });
      const held = (usage.heldBytes ?? 0) / BYTES_PER_MB;
      return { value: held, details: { drawn: result.frames, 'not taken': result.dropped ?? 0, 'length, s': seconds } };
    },
  });
  return [
    row('short', `${SHORT_SECONDS} s`, 'mp4', SHORT_SECONDS),
    row('long', 'as long as asked for', 'mp4', longSeconds, 'short'),
    row('brisk', `${SHORT_SECONDS} s, an encoder that is fast enough`, BRISK_PRESET, SHORT_SECONDS),
    row('slow', `${SHORT_SECONDS} s, the same, ten times too slow`, SLOW_PRESET, SHORT_SECONDS, 'brisk'),
  ];
}
