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
  const tap = {
    isWatching: true,
    whenWatched() {},
    forget() {},
    offer: (frame: PipelineFrame) => void offered.push(frame),
    end: () => Promise.resolve(),
  };
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

it('tiles are put into a copy of the last frame, which stays as it is for whoever still has it (rule 42)', () => {
  const written: PipelineFrame[] = [];
  const outputs: FrameTarget = { setCaps() {}, write: (frame) => void written.push(frame) };
  const streaming = new Streaming({ outputs, take, taps: [], tapRate: [30, 1], send() {} });
  streaming.geometry({ ...GEOMETRY, width: 100 });
  const bytes = 400;
  const pixels = { ...header('pixels', 0), payloadBytes: bytes };
  streaming.frame({ header: pixels, payload: [new Uint8Array(150).fill(1), new Uint8Array(250).fill(2)] });
  const end = new Uint8Array(144).fill(9);
  const tiles = { ...header('tiles', 1), payloadBytes: 1 + end.length };
  streaming.frame({ header: tiles, payload: [Uint8Array.of(0b10), end] });
  streaming.frame({ header: header('repeat', 2), payload: [] });
  const first = [...Array<number>(150).fill(1), ...Array<number>(250).fill(2)];
  const second = [...first.slice(0, 256), ...end];
  expect(written.map(({ payload }) => [...Buffer.concat(payload)])).toEqual([first, second, second]);
});

it.each([
  ['more bytes than the frame has', 'tiles', 1 + 401],
  ['fewer than its map', 'tiles', 0],
  ['other pixels than its own', 'pixels', 399],
] as const)('%s are refused by their header, before they are kept (rules 16, 30, 42)', (_name, kind, payloadBytes) => {
  const streaming = new Streaming({ outputs: open, take, taps: [], tapRate: [30, 1], send() {} });
  streaming.geometry({ ...GEOMETRY, width: 100 });
  streaming.frame({ header: { ...header('pixels', 0), payloadBytes: 400 }, payload: [new Uint8Array(400)] });
  expect(() => streaming.check({ ...header(kind, 1), payloadBytes })).toThrow(
    expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }),
  );
});

it.each(['repeat', 'tiles'] as const)('%s: without a frame to make it of it is out of order (rules 41, 42)', (kind) => {
  const streaming = new Streaming({ outputs: open, take, taps: [], tapRate: [30, 1], send() {} });
  const bytes = kind === 'tiles' ? 5 : 0;
  streaming.geometry(GEOMETRY);
  expect(() => streaming.check({ ...header(kind, 0), payloadBytes: bytes })).toThrow(ProtocolError);
  streaming.frame({ header: header('pixels', 0), payload: [new Uint8Array(4)] });
  streaming.geometry({ ...GEOMETRY, id: 1 });
  expect(() => streaming.check({ ...header(kind, 1, 1), payloadBytes: bytes })).toThrow(
    expect.objectContaining({ code: 'PROTOCOL_ORDER' }),
  );
});
