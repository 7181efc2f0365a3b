/** In Playwright's default context, where DevTools copies what workers' sockets carry. */
import { NO_ENCODER_PRESET, type ReelayJob } from '../jobs.ts';
import { NodeChild } from '../lib/node-child.ts';
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import { PlaywrightPage } from '../lib/playwright-page.ts';
import { FULL_HD } from '../measure/sizes.ts';
import type { Row } from '../row.ts';
import { BITRATE } from './bitrate.ts';
import { usageDetails } from './details.ts';
import { runReelay } from './reelay-run.ts';
import { PLAIN_SOCKET } from './row-ids.ts';
import { RING } from './ways.ts';

/** A plain socket makes some six frames a second here. */
const MAX_FRAMES = 60;

const { width, height } = FULL_HD;
const open = (url: string): Promise<PlaywrightPage> => PlaywrightPage.open(url, FULL_HD);

export function devtoolsRows(server: PageServer): Row[] {
  const reelay = (id: string, title: string, preset: string, bitrate?: number): Row => ({
    id: `devtools/1080p/${id}`,
    title: `1080p, ${title}`,
    unit: 'frames/s',
    against: PLAIN_SOCKET,
    async measure(asked) {
      const frames = Math.min(asked, MAX_FRAMES);
      const job = (relay: { readonly relay: string; readonly token: string }): ReelayJob => ({
        kind: 'reelay',
        ...relay,
        presets: [preset],
        bitrate,
        scene: 'numbered-2d',
        width,
        height,
        frames,
      });
      const { result, usage } = await runReelay({ server, way: RING, job, open });
      return { value: frames / result.seconds, details: usageDetails(usage, frames) };
    },
  });
  return [
    {
      id: PLAIN_SOCKET,
      title: '1080p, BGRX over a dedicated worker’s plain socket, thrown away',
      unit: 'frames/s',
      async measure(asked) {
        const frames = Math.min(asked, MAX_FRAMES);
        await using receiver = new NodeChild<string>('bare-socket', [String(width * height * 4)]);
        const url = await receiver.next();
        const job = { kind: 'socket', sender: 'bare', transport: 'socket', url, width, height, frames } as const;
        const { result, usage } = await runPage({ server, job, node: receiver.pid, open });
        return { value: frames / result.seconds, details: usageDetails(usage, frames) };
      },
    },
    reelay('reelay-exact', 'Reelay, the scene as BGRX, no encoder', NO_ENCODER_PRESET),
    reelay('reelay-h264', 'Reelay, the scene to H.264', 'mp4', BITRATE),
  ];
}
