/**
 * The layout of a file of frames that a page writes and a relay reads (docs/PROTOCOL.md, rule 37): a page of memory with the
 * two nonces, then the slots, each beginning at a page of memory.
 */
/** Bytes of a page of memory: what a slot is aligned to. */
export const RING_ALIGNMENT_BYTES = 4096;
/** Bytes of the page's nonce, at offset 0, and of the relay's proof behind it. */
export const RING_NONCE_BYTES = 32;
export interface RingLayout {
  readonly slots: number;
  /** Bytes of a slot, a multiple of RING_ALIGNMENT_BYTES. */
  readonly slotBytes: number;
}

/** Bytes of a slot that holds frames of `frameBytes`. */
export function slotBytesFor(frameBytes: number): number {
  return Math.ceil(frameBytes / RING_ALIGNMENT_BYTES) * RING_ALIGNMENT_BYTES;
}

/** Bytes of the whole file. */
export function ringBytes({ slots, slotBytes }: RingLayout): number {
  return slotOffset(slots, slotBytes);
}

/** The slots for frames of `frameBytes`: those that were offered, or fewer larger ones; undefined where not two of them fit. */
export function layoutFor(offered: RingLayout, frameBytes: number): RingLayout | undefined {
  if (frameBytes <= offered.slotBytes) return offered;
  const slotBytes = slotBytesFor(frameBytes);
  const slots = Math.floor((offered.slots * offered.slotBytes) / slotBytes);
  return slots < 2 ? undefined : { slots, slotBytes };
}

/** Where in the file a slot begins. */
export function slotOffset(slot: number, slotBytes: number): number {
  return RING_ALIGNMENT_BYTES + slot * slotBytes;
}

/** A nonce as messages carry it: lower-case hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
