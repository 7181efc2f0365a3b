/** Canvas to bytes, in a worker. */
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import type { Row } from '../row.ts';
import { SIZES } from './sizes.ts';

const MS_PER_SECOND = 1000;

export function readbackRows(server: PageServer): Row[] {
  return SIZES.flatMap(({ name, width, height }) =>
    (['2d', 'webgl2'] as const).map(
      (context): Row => ({
        id: `readback/${name}/${context}`,
        title: `Read back ${name}, ${context === '2d' ? '2D' : 'WebGL 2'}`,
        unit: 'ms/frame',
        async measure(frames) {
          const { result, usage } = await runPage({
            server,
            job: { kind: 'readback', context, width, height, frames },
          });
          const each = (seconds = 0): number => (seconds / frames) * MS_PER_SECOND;
          const { frame, copy } = result.parts ?? {};
          return {
            value: each(result.seconds),
            usage,
            details: { 'new VideoFrame, ms': each(frame), 'copyTo, ms': each(copy) },
          };
        },
      }),
    ),
  );
}
