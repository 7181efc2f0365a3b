import { expect, it } from 'vitest';
import type { RelayMessage } from '../../shared/wire/messages.ts';
import type { FrameTarget } from './fan-out.ts';
import { Streaming } from './streaming.ts';
import type { Take } from './take.ts';

/** Takes every frame at once. */
const open: FrameTarget = { setCaps() {}, write: (_frame, accepted) => accepted() };
const take = { addFrame() {}, addGeometry() {} } as unknown as Take;
const GEOMETRY = {
  type: 'geometry',
  id: 0,
  format: 'RGBA',
  width: 1,
  height: 1,
  colour: { matrix: 'rgb', transfer: 'iec61966-2-1', primaries: 'bt709', fullRange: true },
} as const;

it('a peer that does not read its credit costs one grant of memory, and is told the whole of it when it reads again (rule 23)', () => {
  const sent: RelayMessage[] = [];
  let taken: (() => void) | undefined;
  const send = (message: RelayMessage, done?: () => void): void => {
    sent.push(message);
    taken = done;
  };
  const streaming = new Streaming({ outputs: open, take, taps: [], tapRate: [30, 1], send });
  streaming.geometry(GEOMETRY);
  streaming.grant();
  for (let sequence = 0; sequence < 1000; sequence++) {
    const header = { sequence, ptsNs: sequence, durationNs: 1, geometryId: 0, payloadBytes: 4 };
    streaming.frame({ header, payload: [new Uint8Array(4)] });
  }
  expect(sent).toMatchObject([{ type: 'credit', frames: 4 }]);
  taken?.();
  expect(sent.slice(1)).toMatchObject([{ type: 'credit', frames: 1004 }]);
  taken?.();
  expect(sent).toHaveLength(2);
});
