/** Frames from a worker to Node: the recorder's transport into the relay's session, beside a bare socket. */
import { NodeChild } from '../lib/node-child.ts';
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import type { Row } from '../row.ts';
import { FULL_HD } from './sizes.ts';

const { width, height } = FULL_HD;
const BYTES = width * height * 4;
const BARE = 'socket/1080p/bare';

/** @param folder where the relay may keep its recordings */
export function socketRows(server: PageServer, folder: string): Row[] {
  const measure = (sender: 'bare' | 'reelay'): Row['measure'] => {
    return async (frames) => {
      await using receiver = new NodeChild<string>(`${sender}-socket`, [sender === 'bare' ? String(BYTES) : folder]);
      const url = await receiver.next();
      const carried = sender === 'reelay';
      const job = { kind: 'socket', sender, carried, transport: 'socket', url, width, height, frames } as const;
      const { result, usage } = await runPage({ server, job, node: receiver.pid });
      return { value: frames / result.seconds, usage, details: { 'MB/s': (frames * BYTES) / result.seconds / 1e6 } };
    };
  };
  return [
    { id: BARE, title: '1080p BGRX, bare socket, bytes thrown away', unit: 'frames/s', measure: measure('bare') },
    {
      id: 'socket/1080p/reelay',
      title: '1080p BGRX, recorder to session',
      unit: 'frames/s',
      against: BARE,
      measure: measure('reelay'),
    },
  ];
}
