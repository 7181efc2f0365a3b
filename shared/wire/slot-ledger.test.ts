import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import { CREDIT_WINDOW_FRAMES } from './limits.ts';
import { layoutFor, slotOffset } from './ring.ts';
import { SlotLedger } from './slot-ledger.ts';

const PAGE = 4096;
const offered = { slots: CREDIT_WINDOW_FRAMES + 1, slotBytes: PAGE };

describe('a ledger of slots (rule 40)', () => {
  it('always has a free one for a page within its credit', () => {
    const ledger = new SlotLedger();
    for (let frame = 0; frame < 40; frame++) {
      ledger.accepted(frame - CREDIT_WINDOW_FRAMES + 1);
      const slot = ledger.free(offered);
      expect(slot).toBeDefined();
      ledger.use(slot ?? 0, PAGE);
    }
  });

  it('holds a frame that is under way, and the last one accepted', () => {
    const ledger = new SlotLedger();
    ledger.use(0, PAGE);
    expect(() => {
      ledger.use(1, PAGE);
      ledger.use(0, PAGE);
    }).toThrow(expect.objectContaining({ code: 'PROTOCOL_ORDER' }));
    ledger.accepted(1);
    expect(() => ledger.use(0, PAGE)).toThrow(ProtocolError);
    ledger.accepted(2);
    ledger.use(0, PAGE);
  });

  it('lets the same picture be named again, as often as it is shown', () => {
    const ledger = new SlotLedger();
    for (let frame = 0; frame < 10; frame++) {
      ledger.use(3, PAGE);
      ledger.accepted(frame);
    }
    ledger.accepted(10);
    ledger.use(3, PAGE);
    expect(ledger.free(offered)).not.toBe(3);
  });

  it('frees a slot when frames that came another way were accepted behind it', () => {
    const ledger = new SlotLedger();
    ledger.use(0, PAGE);
    ledger.pass();
    ledger.accepted(1);
    expect(() => ledger.use(0, PAGE)).toThrow(ProtocolError);
    ledger.accepted(2);
    ledger.use(0, PAGE);
  });

  it('never gives bytes that a frame still needs, whatever sizes follow each other', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 * PAGE }), fc.nat({ max: 4 })), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, (frames) => {
        const ledger = new SlotLedger();
        const places: ([from: number, to: number] | undefined)[] = [];
        let accepted = 0;
        for (const [bytes, takes] of frames) {
          accepted = Math.min(places.length, accepted + takes);
          ledger.accepted(accepted);
          const layout = layoutFor(offered, bytes);
          const slot = layout && ledger.free(layout);
          if (!layout || slot === undefined) {
            ledger.pass();
            places.push(undefined);
            continue;
          }
          const from = slotOffset(slot, layout.slotBytes);
          const to = from + layout.slotBytes;
          expect(bytes).toBeLessThanOrEqual(layout.slotBytes);
          expect(to).toBeLessThanOrEqual(slotOffset(offered.slots, PAGE));
          const needed = places.slice(Math.max(0, accepted - 1)).filter((place) => place !== undefined);
          expect(needed.filter((place) => place[0] < to && from < place[1])).toEqual([]);
          ledger.use(slot, layout.slotBytes);
          places.push([from, to]);
        }
      }),
    );
  });
});
