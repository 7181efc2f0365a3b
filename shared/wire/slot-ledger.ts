/**
 * Which bytes of the shared file hold a frame that is still needed: those of frames under way, and of the last one that was
 * accepted (docs/PROTOCOL.md, rule 40). Both ends count: the page before it writes, the relay before it believes.
 */
import { ProtocolError } from '../errors.ts';
import { type RingLayout, slotOffset } from './ring.ts';

/** Bytes `from` to `to` of the file. */
interface Place {
  readonly from: number;
  readonly to: number;
}

export class SlotLedger {
  /** Places of the frames from `#first` on, undefined for one that came another way. */
  readonly #places: (Place | undefined)[] = [];
  /** Sequence number of the first of them: the last one accepted. */
  #first = 0;

  /** Sequence number of the next frame. */
  get next(): number {
    return this.#first + this.#places.length;
  }

  /** A slot that may be written; undefined where there is none now. */
  free({ slots, slotBytes }: RingLayout): number | undefined {
    for (let slot = 0; slot < slots; slot++) if (!this.#isHeld(placeOf(slot, slotBytes))) return slot;
    return undefined;
  }

  /** Counts a frame that came another way. */
  pass(): void {
    this.#places.push(undefined);
  }

  /** Counts a frame that is the one before it again, wherever that lies. */
  repeat(): void {
    this.#places.push(this.#places.at(-1));
  }

  /** Counts a frame in `slot`. Throws PROTOCOL_ORDER where a frame that is still needed lies there, other than the one before it. */
  use(slot: number, slotBytes: number): void {
    const place = placeOf(slot, slotBytes);
    const last = this.#places.at(-1);
    const isSame = last?.from === place.from && last.to === place.to;
    if (!isSame && this.#isHeld(place)) {
      throw new ProtocolError('PROTOCOL_ORDER', {
        reason: `frame ${this.next} lies in slot ${slot}, where there is one that is still needed`,
      });
    }
    this.#places.push(place);
  }

  /** Notes that `frames` were accepted in all. */
  accepted(frames: number): void {
    while (this.#first < frames - 1 && this.#places.length > 1) {
      this.#places.shift();
      this.#first++;
    }
  }

  #isHeld({ from, to }: Place): boolean {
    return this.#places.some((held) => held !== undefined && held.from < to && from < held.to);
  }
}

function placeOf(slot: number, slotBytes: number): Place {
  const from = slotOffset(slot, slotBytes);
  return { from, to: from + slotBytes };
}
