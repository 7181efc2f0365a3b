/** Canvas to bytes, in a worker: in the canvas's own layout, and as I420 for 4:2:0 files. */
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import type { Row } from '../row.ts';
import { SIZES } from './sizes.ts';

const VARIANTS = [
  { id: '2d', title: '2D', context: '2d', yuv: undefined },
  { id: '2d-i420', title: '2D, as I420', context: '2d', yuv: 'bt709' },
  { id: 'webgl2', title: 'WebGL 2', context: 'webgl2', yuv: undefined },
] as const;
const MS_PER_SECOND = 1000;

export function readbackRows(server: PageServer): Row[] {
  return SIZES.flatMap(({ name, width, height }) =>
    VARIANTS.map(
      ({ id, title, context, yuv }): Row => ({
        id: `readback/${name}/${id}`,
        title: `Read back ${name}, ${title}`,
        unit: 'ms/frame',
        async measure(frames) {
          const job = { kind: 'readback', context, yuv, width, height, frames } as const;
          const { result, usage } = await runPage({ server, job });
          const each = (seconds = 0): number => (seconds / frames) * MS_PER_SECOND;
          const { frame, read } = result.parts ?? {};
          return {
            value: each(result.seconds),
            usage,
            details: { 'VideoFrame, ms': each(frame), 'read, ms': each(read) },
          };
        },
      }),
    ),
  );
}
