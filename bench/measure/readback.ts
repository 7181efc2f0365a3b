/** Canvas to bytes, in a worker: in the canvas's own layout, and as I420 for 4:2:0 files. */
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import type { Row } from '../row.ts';
import { SIZES } from './sizes.ts';

const VARIANTS = [
  { id: '2d', title: '2D canvas, read as it is', source: '2d', take: 'recorder', read: 'own' },
  { id: '2d-i420', title: '2D canvas, read as I420', source: '2d', take: 'recorder', read: 'i420' },
  { id: 'webgl2', title: 'WebGL 2 canvas, read as it is', source: 'webgl2', take: 'recorder', read: 'own' },
  { id: 'webgl2-frame', title: 'the same by a VideoFrame of it', source: 'webgl2', take: 'frame', read: 'own' },
  { id: 'scene', title: 'the scene drawn, nothing read', source: 'scene', take: 'recorder', read: 'nothing' },
] as const;
const MS_PER_SECOND = 1000;

export function readbackRows(server: PageServer): Row[] {
  return SIZES.flatMap(({ name, width, height }) =>
    VARIANTS.map(
      ({ id, title, source, take, read }): Row => ({
        id: `readback/${name}/${id}`,
        title: `${name} ${title}`,
        unit: 'ms/frame',
        async measure(frames) {
          const job = { kind: 'readback', source, take, read, width, height, frames } as const;
          const { result, usage } = await runPage({ server, job });
          const each = (seconds = 0): number => (seconds / frames) * MS_PER_SECOND;
          const parts = result.parts ?? {};
          return {
            value: each(result.seconds),
            usage,
            details: {
              'draw, ms': each(parts['draw']),
              'VideoFrame, ms': each(parts['frame']),
              'read, ms': each(parts['read']),
            },
          };
        },
      }),
    ),
  );
}
