import { expect, it } from 'vitest';
import { ProtocolError } from '../../shared/errors.ts';
import type { FrameHeader } from '../../shared/wire/frame.ts';
import type { RelayMessage } from '../../shared/wire/messages.ts';
import type { PipelineFrame } from '../pipeline/types.ts';
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
    const header = {
      kind: 'pixels',
      sequence,
      ptsNs: sequence,
      durationNs: 1,
      geometryId: 0,
      payloadBytes: 4,
    } as const;
    streaming.frame({ header, payload: [new Uint8Array(4)] });
  }
  expect(sent).toMatchObject([{ type: 'credit', frames: 4 }]);
  taken?.();
  expect(sent.slice(1)).toMatchObject([{ type: 'credit', frames: 1004 }]);
  taken?.();
  expect(sent).toHaveLength(2);
});

/** A frame's header; it lasts 1 ns. */
const header = (kind: FrameHeader['kind'], sequence: number, geometryId = 0): FrameHeader => ({
  kind,
  sequence,
  ptsNs: sequence,
  durationNs: 1,
  geometryId,
  payloadBytes: kind === 'repeat' ? 0 : 4,
});

it('a repeat is the last frame at another time, for outputs and taps, in the same memory (rule 41)', () => {
  const written: PipelineFrame[] = [];
  const offered: PipelineFrame[] = [];
  const outputs: FrameTarget = { setCaps() {}, write: (frame) => void written.push(frame) };
  const tap = { offer: (frame: PipelineFrame) => void offered.push(frame), end: () => Promise.resolve() };
  const streaming = new Streaming({ outputs, take, taps: [tap], tapRate: [30, 1], send() {} });
  streaming.geometry(GEOMETRY);
  const payload = [new Uint8Array(1), new Uint8Array(3)];
  streaming.frame({ header: header('pixels', 0), payload });
  streaming.frame({ header: { ...header('repeat', 1), durationNs: 5 }, payload: [] });
  streaming.frame({ header: header('repeat', 2), payload: [] });
  expect(written.map(({ ptsNs, durationNs }) => [ptsNs, durationNs])).toEqual([
    [0, 1],
    [1, 5],
    [2, 1],
  ]);
  for (const frame of written) expect(frame.payload).toBe(payload);
  expect(offered).toEqual(written);
  expect(streaming.receivedFrames).toBe(3);
});

it('a repeat is paid for as the frame it repeats (rules 20, 22, 41)', () => {
  const stuck: FrameTarget = { setCaps() {}, write() {} };
  const streaming = new Streaming({ outputs: stuck, take, taps: [], tapRate: [30, 1], send() {} });
  // Two of these are more than the window has bytes.
  streaming.geometry({ ...GEOMETRY, width: 8192, height: 2400 });
  const large = { ...header('pixels', 0), payloadBytes: 8192 * 2400 * 4 };
  streaming.frame({ header: large, payload: [] });
  expect(() => streaming.frame({ header: header('repeat', 1), payload: [] })).toThrow(
    expect.objectContaining({ code: 'CREDIT_EXCEEDED' }),
  );
});

it('a repeat of nothing is out of order: at first, and after a geometry (rule 41)', () => {
  const streaming = new Streaming({ outputs: open, take, taps: [], tapRate: [30, 1], send() {} });
  streaming.geometry(GEOMETRY);
  expect(() => streaming.frame({ header: header('repeat', 0), payload: [] })).toThrow(ProtocolError);
  streaming.frame({ header: header('pixels', 0), payload: [new Uint8Array(4)] });
  streaming.geometry({ ...GEOMETRY, id: 1 });
  expect(() => streaming.frame({ header: header('repeat', 1, 1), payload: [] })).toThrow(
    expect.objectContaining({ code: 'PROTOCOL_ORDER' }),
  );
});
