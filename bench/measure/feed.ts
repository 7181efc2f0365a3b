/** Frames from Node into a child process: GStreamer by the relay's feeder, beside a program that only reads; and the same through memory that both map. */
import { Meter } from '../lib/meter.ts';
import { NodeChild } from '../lib/node-child.ts';
import type { Row } from '../row.ts';
import { FULL_HD } from './sizes.ts';

const READER = 'feed/1080p/cat';
const GSTREAMER = 'feed/1080p/gstreamer';
const RING = 'feed/1080p/ring';

export function feedRows(): Row[] {
  const measure = (into: 'gstreamer' | 'reader' | 'ring' | 'copy'): Row['measure'] => {
    return async (frames) => {
      const { width, height } = FULL_HD;
      await using feeder = new NodeChild<'ready' | number>('feed', [into, frames, width, height].map(String));
      await feeder.next();
      const meter = new Meter({ node: feeder.pid });
      meter.begin();
      try {
        feeder.go();
        const seconds = Number(await feeder.next());
        return { value: frames / seconds, usage: meter.end() };
      } finally {
        meter.stop();
      }
    };
  };
  return [
    { id: READER, title: '1080p BGRX into cat', unit: 'frames/s', measure: measure('reader') },
    {
      id: GSTREAMER,
      title: '1080p BGRX into gst-launch, no encoder',
      unit: 'frames/s',
      against: READER,
      measure: measure('gstreamer'),
    },
    {
      id: RING,
      title: '1080p BGRX in a file that gst-launch maps',
      unit: 'frames/s',
      against: GSTREAMER,
      measure: measure('ring'),
    },
    {
      id: 'feed/1080p/copy',
      title: '1080p BGRX copied into such a file by the relay',
      unit: 'frames/s',
      against: RING,
      measure: measure('copy'),
    },
  ];
}
