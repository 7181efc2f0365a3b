/** Records stamped frames through a relay, as a page would, until it is told to go on; then tells what became of them. */
import { once } from 'node:events';
import { NANOSECONDS_PER_MILLISECOND } from '../../shared/media/time.ts';
import { WireClient } from '../../relay/server/testing/wire-client.ts';
import { atRate, COLOUR, drawFrame, FORMAT, HEIGHT, RATE, WIDTH } from '../lib/stamped-frames.ts';

const [port, token = ''] = process.argv.slice(2);

/** What a recording had lost. */
export interface RecordReport {
  /** Frames that were sent. */
  readonly sent: number;
  /** Frames that found no credit. */
  readonly held: number;
  readonly recorded: number;
}

const size = { width: WIDTH, height: HEIGHT } as const;
const client = await WireClient.start(
  { port: Number(port), token },
  { mode: 'realtime', fps: [RATE, 1], presets: ['mp4'], quality: 'draft', name: 'bench', ...size },
);
client.send({ type: 'geometry', id: 0, format: FORMAT, ...size, colour: COLOUR });
let sent = 0;
let held = 0;
const startedMs = performance.now();
const durationNs = Math.floor(1e9 / RATE);
const stop = atRate((index) => {
  if (client.credit.frames <= sent) {
    held++;
    return;
  }
  sent++;
  const ptsNs = Math.round((performance.now() - startedMs) * NANOSECONDS_PER_MILLISECOND);
  client.sendFrame({ ptsNs, durationNs }, drawFrame(index));
});
process.send?.('recording');
await once(process, 'message');
stop();
const last = await client.finish();
const recorded = last.type === 'finished' ? last.recording.frames : 0;
process.send?.({ sent, held, recorded } satisfies RecordReport);
process.disconnect();
