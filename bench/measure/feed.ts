/** Frames from Node into a child process: GStreamer by the relay's feeder, beside a program that only reads. */
import { Meter } from '../lib/meter.ts';
import { NodeChild } from '../lib/node-child.ts';
import type { Row } from '../row.ts';
import { FULL_HD } from './sizes.ts';

const READER = 'feed/1080p/cat';

export function feedRows(): Row[] {
  const measure = (into: 'gstreamer' | 'reader'): Row['measure'] => {
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
      id: 'feed/1080p/gstreamer',
      title: '1080p BGRX into gst-launch, no encoder',
      unit: 'frames/s',
      against: READER,
      measure: measure('gstreamer'),
    },
  ];
}
