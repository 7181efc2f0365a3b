import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import {
  decodeFrameHeader,
  decodeSlotFrame,
  encodeFrameHeader,
  encodeSlotFrame,
  FRAME_HEADER_BYTES,
  type FrameHeader,
  type SlotFrameHeader,
} from './frame.ts';
import { MAX_CHUNK_BYTES, MAX_FRAME_BYTES, MAX_RING_SLOTS, MAX_TIME_NS } from './limits.ts';

const place = {
  sequence: fc.maxSafeNat(),
  ptsNs: fc.maxSafeNat(),
  durationNs: fc.maxSafeNat(),
  geometryId: fc.nat({ max: 0xffff_ffff }),
};
const payloadBytes = fc.nat({ max: MAX_FRAME_BYTES });
const header: fc.Arbitrary<FrameHeader> = fc.oneof(
  fc.record({ kind: fc.constantFrom('pixels', 'tiles'), ...place, payloadBytes }),
  fc.record({ kind: fc.constant('repeat'), ...place, payloadBytes: fc.constant(0) }),
  fc.record({
    kind: fc.constantFrom('key', 'delta'),
    ...place,
    payloadBytes: fc.integer({ min: 1, max: MAX_CHUNK_BYTES }),
  }),
);

const slotFrame: fc.Arbitrary<SlotFrameHeader> = fc.record({
  kind: fc.constant('slot'),
  ...place,
  payloadBytes,
  slot: fc.nat({ max: MAX_RING_SLOTS - 1 }),
});

it('any header comes out as it went in, wherever it lies in memory (rules 14, 15, 45)', () => {
  fc.assert(
    fc.property(header, fc.nat({ max: 64 }), (value, offset) => {
      const target = new Uint8Array(offset + FRAME_HEADER_BYTES + 8).subarray(offset);
      encodeFrameHeader(value, target);
      expect(decodeFrameHeader(target, FRAME_HEADER_BYTES + value.payloadBytes)).toEqual(value);
    }),
  );
});

it('any bytes are a header within all limits, or a ProtocolError (rules 14 to 16, 45)', () => {
  const starts = fc.constantFrom(undefined, 0x46, 0x52, 0x54, 0x4b, 0x44);
  const nearly = fc.tuple(fc.uint8Array({ maxLength: 60 }), starts).map(([bytes, start]) => {
    if (start !== undefined) bytes.set([start, 0, 0, 0].slice(0, bytes.length));
    return bytes;
  });
  fc.assert(
    fc.property(nearly, fc.nat({ max: 2 * MAX_FRAME_BYTES }), (bytes, messageBytes) => {
      try {
        const decoded = decodeFrameHeader(bytes, messageBytes);
        expect(decoded.payloadBytes).toBe(messageBytes - FRAME_HEADER_BYTES);
        const { kind, ...numbers } = decoded;
        if (kind === 'repeat') expect(messageBytes).toBe(FRAME_HEADER_BYTES);
        if (kind === 'key' || kind === 'delta') {
          expect(decoded.payloadBytes).toBeGreaterThan(0);
          expect(decoded.payloadBytes).toBeLessThanOrEqual(MAX_CHUNK_BYTES);
        }
        for (const value of Object.values(numbers)) expect(Number.isSafeInteger(value)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        expect(error).toMatchObject({ code: 'PROTOCOL_MALFORMED' });
      }
    }),
    { numRuns: 2000 },
  );
});

it('a changed bit is another header or a ProtocolError, never the same header (rule 14)', () => {
  fc.assert(
    fc.property(header, fc.nat({ max: FRAME_HEADER_BYTES * 8 - 1 }), (value, bit) => {
      const bytes = new Uint8Array(FRAME_HEADER_BYTES);
      encodeFrameHeader(value, bytes);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        expect(decodeFrameHeader(bytes, FRAME_HEADER_BYTES + value.payloadBytes)).not.toEqual(value);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
  );
});

it.each([
  ['sequence', -1],
  ['sequence', 0.5],
  ['ptsNs', MAX_TIME_NS + 1],
  ['durationNs', Number.NaN],
  ['geometryId', 2 ** 32],
  ['payloadBytes', MAX_FRAME_BYTES + 1],
])('a sender cannot write %s as %d (rule 15)', (name, value) => {
  const fields = { sequence: 0, ptsNs: 0, durationNs: 0, geometryId: 0, payloadBytes: 0, [name]: value };
  expect(() => encodeFrameHeader({ kind: 'pixels', ...fields }, new Uint8Array(FRAME_HEADER_BYTES))).toThrow(
    ProtocolError,
  );
});

it('any slot frame comes out as it went in, and is no frame with pixels (rule 39)', () => {
  fc.assert(
    fc.property(slotFrame, fc.nat({ max: 64 }), (value, offset) => {
      const target = new Uint8Array(offset + FRAME_HEADER_BYTES).subarray(offset);
      encodeSlotFrame(value, target);
      expect(decodeSlotFrame(target, FRAME_HEADER_BYTES)).toEqual(value);
      expect(() => decodeFrameHeader(target, FRAME_HEADER_BYTES + value.payloadBytes)).toThrow(ProtocolError);
    }),
  );
});

it('any bytes are a slot frame within all limits, or a ProtocolError (rule 39)', () => {
  const nearly = fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.boolean()).map(([bytes, isSlotFrame]) => {
    if (isSlotFrame) bytes.set([0x53, 0, 0, 0].slice(0, bytes.length));
    if (isSlotFrame && bytes.length > 36) bytes.fill(0, 36, 39);
    return bytes;
  });
  fc.assert(
    fc.property(nearly, (bytes) => {
      try {
        const decoded = decodeSlotFrame(bytes, bytes.length);
        expect(bytes.length).toBe(FRAME_HEADER_BYTES);
        expect(decoded.slot).toBeLessThan(MAX_RING_SLOTS);
        expect(decoded.payloadBytes).toBeLessThanOrEqual(MAX_FRAME_BYTES);
      } catch (error) {
        expect(error).toMatchObject({ code: 'PROTOCOL_MALFORMED' });
      }
    }),
    { numRuns: 2000 },
  );
});

it.each([-1, 0.5, MAX_RING_SLOTS])('a sender cannot name slot %d (rule 39)', (slot) => {
  const fields = { kind: 'slot', sequence: 0, ptsNs: 0, durationNs: 0, geometryId: 0, payloadBytes: 0, slot } as const;
  expect(() => encodeSlotFrame(fields, new Uint8Array(FRAME_HEADER_BYTES))).toThrow(ProtocolError);
});
