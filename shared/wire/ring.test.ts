import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_FRAME_BYTES, MAX_RING_SLOTS } from './limits.ts';
import {
  hexOf,
  layoutFor,
  RING_ALIGNMENT_BYTES,
  RING_NONCE_BYTES,
  ringBytes,
  slotBytesFor,
  slotOffset,
} from './ring.ts';

it('slots hold their frames, begin at pages of memory, do not overlap and end with the file (rule 37)', () => {
  const layout = fc.tuple(fc.integer({ min: 1, max: MAX_FRAME_BYTES }), fc.integer({ min: 2, max: MAX_RING_SLOTS }));
  fc.assert(
    fc.property(layout, ([frameBytes, slots]) => {
      const slotBytes = slotBytesFor(frameBytes);
      expect(slotBytes).toBeGreaterThanOrEqual(frameBytes);
      expect(slotOffset(0, slotBytes)).toBeGreaterThanOrEqual(2 * RING_NONCE_BYTES);
      for (let slot = 0; slot < slots; slot++) {
        expect(slotOffset(slot, slotBytes) % RING_ALIGNMENT_BYTES).toBe(0);
        expect(slotOffset(slot + 1, slotBytes)).toBe(slotOffset(slot, slotBytes) + slotBytes);
      }
      expect(ringBytes({ slots, slotBytes })).toBe(slotOffset(slots, slotBytes));
    }),
  );
});

it('bytes are told as lower-case hexadecimal (rule 37)', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(hexOf(bytes)).toBe(Buffer.from(bytes).toString('hex'));
    }),
  );
});

it('larger frames have fewer slots of the same file, and at least two or none (rule 40)', () => {
  const offered = { slots: 5, slotBytes: RING_ALIGNMENT_BYTES };
  const slotsFor = (frameBytes: number): number | undefined => layoutFor(offered, frameBytes)?.slots;
  expect([1, 4096, 4097, 2 * 4096, 2 * 4096 + 1].map(slotsFor)).toEqual([5, 5, 2, 2, undefined]);
});
