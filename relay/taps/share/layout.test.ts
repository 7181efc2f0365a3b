import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeHeader, encodeHeader } from './header.ts';
import {
  decodeFields,
  encodeFields,
  HEADER_BYTES,
  HEADER_FIELDS,
  MAX_INTERVAL_MS,
  PROGRESS_FIELDS,
  PROGRESS_OFFSET,
  SHARE_FORMATS,
  type ShareFormat,
  type ShareGeometry,
  shareSizes,
  SLOT_FIELDS,
  SLOT_HEADER_BYTES,
  slotOffset,
} from './layout.ts';

const BYTES = { u32: 4, u64: 8, text8: 8 } as const;

describe.each([
  ['header', HEADER_FIELDS, PROGRESS_OFFSET],
  ['progress', PROGRESS_FIELDS, PROGRESS_OFFSET + 64],
  ['slot', SLOT_FIELDS, SLOT_HEADER_BYTES],
])('the fields of the %s', (_name, fields, end) => {
  test('are aligned to their size, apart from each other, and within bounds', () => {
    const all = Object.values(fields) as (readonly [offset: number, kind: keyof typeof BYTES])[];
    const places = all.map(([offset, kind]) => ({ offset, bytes: BYTES[kind] }));
    expect(places.filter(({ offset, bytes }) => offset % bytes !== 0 || offset + bytes > end)).toEqual([]);
    const taken = places.flatMap(({ offset, bytes }) => Array.from({ length: bytes }, (_, index) => offset + index));
    expect(new Set(taken).size).toBe(taken.length);
  });
});

const geometry: fc.Arbitrary<ShareGeometry> = fc.record({
  format: fc.constantFrom(...(Object.keys(SHARE_FORMATS) as ShareFormat[])),
  width: fc.integer({ min: 1, max: 5000 }),
  height: fc.integer({ min: 1, max: 5000 }),
  slots: fc.integer({ min: 2, max: 256 }),
  intervalMs: fc.nat(MAX_INTERVAL_MS),
});

test('a header says what it was made of, and by whom', () => {
  fc.assert(
    fc.property(geometry, (made) => {
      const { writerPid, writerSinceMs, ...read } = decodeHeader(encodeHeader(made), shareSizes(made).segmentBytes, '');
      expect(read).toEqual(made);
      expect(writerPid).toBe(process.pid);
      expect(Math.abs(writerSinceMs - Date.now())).toBeLessThan(60_000);
    }),
  );
});

test('slots lie one behind the other, from the header to the end', () => {
  fc.assert(
    fc.property(geometry, fc.nat(1_000_000), (made, sequence) => {
      const { slotBytes, segmentBytes, frameBytes } = shareSizes(made);
      const at = slotOffset(made, sequence);
      expect(at).toBeGreaterThanOrEqual(HEADER_BYTES);
      expect(at + SLOT_HEADER_BYTES + frameBytes).toBeLessThanOrEqual(segmentBytes);
      expect(slotOffset(made, sequence + made.slots)).toBe(at);
      expect(at % slotBytes).toBe(HEADER_BYTES % slotBytes);
    }),
  );
});

test('times are kept to the nanosecond, and what no number holds is not taken for one', () => {
  const slot = Buffer.alloc(SLOT_HEADER_BYTES);
  encodeFields(SLOT_FIELDS, { ptsNs: Number.MAX_SAFE_INTEGER }, slot);
  expect(decodeFields(SLOT_FIELDS, slot).ptsNs).toBe(Number.MAX_SAFE_INTEGER);
  slot.writeBigUInt64LE(2n ** 53n, 8);
  expect(decodeFields(SLOT_FIELDS, slot).ptsNs).toBe(Infinity);
});
