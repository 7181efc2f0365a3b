import { expect, it } from 'vitest';
import type { Sidecar } from './api.ts';
import { describeGap, factsOf } from './facts.ts';

const sidecar: Sidecar = {
  id: 'a',
  name: 'Strata',
  file: 'strata.mp4',
  state: 'finished',
  url: '/recordings/strata.mp4',
  preset: 'mp4',
  mime: 'video/mp4',
  mode: 'offline',
  width: 1280,
  height: 720,
  fps: [60_000, 1001],
  frames: 300,
  dropped: 0,
  gaps: [],
  durationNs: 5_005_000_000,
  bytes: 4_200_000,
  startedAt: '2026-11-20T10:00:00.000Z',
  finishedAt: '2026-11-20T10:00:08.500Z',
  transport: 'ring',
  pipeline: 'gst-launch-1.0',
  warnings: [],
  versions: { reelay: '0.1.0', gstreamer: '1.22.0', node: '20', browser: 'x' },
};
const value = (label: string, of: Sidecar = sidecar) => factsOf(of).find((fact) => fact.label === label)?.value;

it('says what a recording is', () => {
  expect(value('Frames')).toBe('300');
  expect(value('Frame rate')).toBe('59.94 fps (60000/1001)');
  expect(value('Timestamps (PTS)')).toBe('0 to 4.988 s, exact');
  expect(value('Took')).toBe('8.5 s');
  expect(value('Frames came')).toBe('through a file that GStreamer mapped');
});

it('claims no end for a recording that has none', () => {
  expect(value('Took', { ...sidecar, finishedAt: null })).toBeUndefined();
});

it('says where frames are missing and why', () => {
  expect(describeGap({ beforeFrame: 120, count: 3, fromNs: 2e9, toNs: 2.033e9, reason: 'credit' })).toBe(
    '3 frames before frame 120, 2.000 to 2.033 s: the pipeline was slower',
  );
});
