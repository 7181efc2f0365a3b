/** In Playwright's default context, where DevTools copies what the sockets of pages and of their workers carry. */
import { NO_ENCODER_PRESET, type ReelayJob } from '../jobs.ts';
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import { PlaywrightPage } from '../lib/playwright-page.ts';
import { Relay } from '../lib/relay.ts';
import { FULL_HD } from '../measure/sizes.ts';
import type { Row, Sample } from '../row.ts';
import { BITRATE } from './bitrate.ts';
import { usageDetails } from './details.ts';
import { runReelay } from './reelay-run.ts';
import { PLAIN_SOCKET } from './row-ids.ts';
import { SOCKET } from './ways.ts';

const { width, height } = FULL_HD;
const open = (url: string): Promise<PlaywrightPage> => PlaywrightPage.open(url, FULL_HD);

export function devtoolsRows(server: PageServer): Row[] {
  const row = (id: string, title: string, measure: Row['measure']): Row => ({
    id,
    title: `1080p, ${title}`,
    unit: 'frames/s',
    ...(id === PLAIN_SOCKET ? {} : { against: PLAIN_SOCKET }),
    measure,
  });
  return [
    row(PLAIN_SOCKET, 'BGRX by a dedicated worker’s own socket, no encoder', (frames) => send(server, false, frames)),
    row('devtools/1080p/carried', 'the same by Reelay’s socket', (frames) => send(server, true, frames)),
    row('devtools/1080p/reelay-exact', 'the scene recorded as BGRX, no encoder', (frames) =>
      record(server, NO_ENCODER_PRESET, undefined, frames),
    ),
    row('devtools/1080p/reelay-h264', 'the scene recorded to H.264', (frames) =>
      record(server, 'mp4', BITRATE, frames),
    ),
  ];
}

/** Frames from memory, neither drawn nor read back. */
async function send(server: PageServer, carried: boolean, frames: number): Promise<Sample> {
  await using relay = await Relay.start();
  const url = relay.session;
  const job = { kind: 'socket', sender: 'reelay', carried, transport: 'socket', url, width, height, frames } as const;
  const { result, usage } = await runPage({ server, job, node: relay.pid, open });
  return { value: frames / result.seconds, details: usageDetails(usage, frames) };
}

async function record(
  server: PageServer,
  preset: string,
  bitrate: number | undefined,
  frames: number,
): Promise<Sample> {
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
  // No relay finds a file of this context's: it has no profile on disk.
  const { result, usage } = await runReelay({ server, way: SOCKET, job, open });
  return { value: frames / result.seconds, details: usageDetails(usage, frames) };
}
