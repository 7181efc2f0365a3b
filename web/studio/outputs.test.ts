import { expect, it } from 'vitest';
import type { Sidecar } from './api.ts';
import { entriesOf, outputsOf } from './outputs.ts';

const file = (id: string, more: Partial<Sidecar> = {}): Sidecar => ({
  id,
  name: 'Take',
  file: `Take.${id}`,
  state: 'finished',
  url: '',
  preset: id,
  mime: '',
  mode: 'offline',
  width: 2,
  height: 2,
  fps: [60, 1],
  frames: 1,
  dropped: 0,
  transport: 'socket',
  gaps: [],
  durationNs: 1,
  bytes: 1,
  startedAt: '2026-11-20T10:00:00.000Z',
  finishedAt: null,
  pipeline: '',
  warnings: [],
  versions: { reelay: '', gstreamer: '', node: '', browser: '' },
  ...more,
});
const problem = { code: 'DISK_FULL', message: 'Full.', remedy: 'Free some.' };
const failed = file('mp4', { group: 'mp4', state: 'failed', error: problem });
const cut = file('gif', { group: 'mp4', error: problem });
const whole = file('webm', { group: 'mp4' });
const alone = file('alone');
const files = [alone, whole, cut, failed];

it('puts the files of one recording together, the first that was asked for in front', () => {
  expect(entriesOf(files).map(({ outputs }) => outputs.map(({ id }) => id))).toEqual([
    ['alone'],
    ['mp4', 'gif', 'webm'],
  ]);
  expect(outputsOf(whole, files)).toEqual([failed, cut, whole]);
  expect(outputsOf(alone, files)).toEqual([alone]);
  expect(outputsOf(whole, [])).toEqual([whole]);
});

it('shows a recording by a file that is complete, else by one there is', () => {
  const shown = (list: readonly Sidecar[]) => entriesOf(list).map((entry) => entry.shown.id);
  expect(shown(files)).toEqual(['alone', 'webm']);
  expect(shown([failed, cut])).toEqual(['gif']);
  expect(shown([failed])).toEqual(['mp4']);
});
