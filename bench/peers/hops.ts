/** What carrying a 1080p frame costs from the worker's memory to GStreamer, drawing and encoding left out. */
import type { SocketJob } from '../jobs.ts';
import { Relay } from '../lib/relay.ts';
import { NodeChild } from '../lib/node-child.ts';
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import { FULL_HD } from '../measure/sizes.ts';
import type { Row } from '../row.ts';
import { cpuSeconds } from './details.ts';
import { opener } from './reelay-run.ts';
import { MEMCPY } from './row-ids.ts';
import { RING, SOCKET, type Way } from './ways.ts';

const { width, height } = FULL_HD;
const MS_PER_SECOND = 1000;
/** CPU time is counted in hundredths of a second. */
const MIN_FRAMES = 400;

export function hopRows(server: PageServer): Row[] {
  return [
    {
      id: MEMCPY,
      title: '1080p BGRX, one memcpy',
      unit: 'ms/frame',
      async measure() {
        await using child = new NodeChild<number>('memcpy', [String(width * height * 4)]);
        return { value: await child.next() };
      },
    },
    hopRow(server, RING, 'auto'),
    hopRow(server, SOCKET, 'socket'),
  ];
}

function hopRow(server: PageServer, way: Way, transport: SocketJob['transport']): Row {
  return {
    id: `hop/1080p/${way.transport}`,
    title: `1080p BGRX, Reelay by ${way.transport}`,
    unit: 'ms/frame',
    against: MEMCPY,
    async measure(asked) {
      const frames = Math.max(asked, MIN_FRAMES);
      await using relay = await Relay.start();
      const job = {
        kind: 'socket',
        sender: 'reelay',
        carried: true,
        transport,
        url: relay.session,
        width,
        height,
        frames,
      } as const;
      const { result, usage } = await runPage({ server, job, node: relay.pid, open: opener(way) });
      if (result.transport !== way.transport) throw new Error(`the frames came by ${result.transport}`);
      const each = (seconds = 0): number => (seconds * MS_PER_SECOND) / frames;
      return {
        value: each(cpuSeconds(usage)),
        details: {
          'browser, CPU ms/frame': each(usage.chromium?.cpuSeconds),
          'relay, CPU ms/frame': each(usage.node?.cpuSeconds),
          'GStreamer, CPU ms/frame': each(usage.child?.cpuSeconds),
        },
      };
    },
  };
}
