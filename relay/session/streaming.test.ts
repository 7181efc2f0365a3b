import { expect, it } from 'vitest';
import type { RelayMessage } from '../../shared/wire/messages.ts';
import type { Pipeline, PipelinePlan } from '../pipeline/types.ts';
import { Streaming } from './streaming.ts';
import type { Take } from './take.ts';

/** A pipeline that takes every frame at once. */
const open = {
  setCaps() {},
  write: (_frame: unknown, accepted: () => void) => accepted(),
  encodedNs: 0,
} as unknown as Pipeline;
const plan = { capsRate: [30, 1] } as unknown as PipelinePlan;
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
  const streaming = new Streaming({ pipeline: open, plan, take, taps: [], send });
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
