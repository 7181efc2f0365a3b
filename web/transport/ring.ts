/**
 * Frames through an origin-private file, which a relay on this machine finds in the browser's profile: the socket carries the
 * slots' numbers alone (docs/PROTOCOL.md, rules 37 to 40).
 */
import { CREDIT_WINDOW_FRAMES } from '../../shared/wire/limits.ts';
import {
  hexOf,
  layoutFor,
  RING_ALIGNMENT_BYTES,
  RING_NONCE_BYTES,
  ringBytes,
  type RingLayout,
  slotBytesFor,
  slotOffset,
} from '../../shared/wire/ring.ts';
import { SlotLedger } from '../../shared/wire/slot-ledger.ts';
import { type OwnFile, takeOwnFile } from './own-file.ts';

/** Frames under way, and the last one that was accepted, whose slot is kept until another one is. */
const SLOTS = CREDIT_WINDOW_FRAMES + 1;

export class Ring {
  readonly #file: OwnFile;
  readonly #layout: RingLayout;
  readonly #nonce = crypto.getRandomValues(new Uint8Array(RING_NONCE_BYTES));
  readonly #ledger = new SlotLedger();
  /** `offered` until the relay has answered; `broken` once a frame could not be written. */
  #state: 'offered' | 'shared' | 'broken' = 'offered';
  #problem: string | undefined;

  private constructor(file: OwnFile, frameBytes: number) {
    this.#file = file;
    this.#layout = { slots: SLOTS, slotBytes: slotBytesFor(frameBytes) };
    const head = new Uint8Array(RING_ALIGNMENT_BYTES);
    head.set(this.#nonce);
    file.handle.write(head, { at: 0 });
  }

  /** A file for frames of `frameBytes`; undefined where the browser gives none. Never rejects. */
  static async make(frameBytes: number): Promise<Ring | undefined> {
    let file: OwnFile | undefined;
    try {
      file = await takeOwnFile();
      return new Ring(file, frameBytes);
    } catch {
      await file?.remove();
      return undefined;
    }
  }

  /** What the relay is to be told of it. */
  get offer(): RingLayout & { readonly nonce: string } {
    return { nonce: hexOf(this.#nonce), ...this.#layout };
  }

  /** Why frames went over the socket from some frame on, in words. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether the relay has this very file, by what it says that it wrote there; and there is room for all of it. */
  confirm(proof: string | undefined): boolean {
    if (proof === undefined) return false;
    try {
      const { handle } = this.#file;
      const found = new Uint8Array(RING_NONCE_BYTES);
      handle.read(found, { at: RING_NONCE_BYTES });
      if (hexOf(found) !== proof) return false;
      // Now, as writing beyond the end would ask for room each time.
      handle.truncate(ringBytes(this.#layout));
      this.#state = 'shared';
      return true;
    } catch {
      return false;
    }
  }

  /** Writes the next frame; returns its slot. Undefined where it must go another way. */
  put(pixels: Uint8Array<ArrayBuffer>): number | undefined {
    const layout = this.#state === 'shared' ? layoutFor(this.#layout, pixels.byteLength) : undefined;
    const slot = layout && this.#ledger.free(layout);
    if (!layout || slot === undefined || !this.#write(pixels, slotOffset(slot, layout.slotBytes))) {
      this.#ledger.pass();
      return undefined;
    }
    this.#ledger.use(slot, layout.slotBytes);
    return slot;
  }

  /** The next frame is the one before it again. */
  repeat(): void {
    this.#ledger.repeat();
  }

  /** The relay's credit reaches up to frame `frames`: what was accepted makes room. */
  granted(frames: number): void {
    this.#ledger.accepted(frames - CREDIT_WINDOW_FRAMES);
  }

  /** Removes the file. Never rejects. */
  async close(): Promise<void> {
    await this.#file.remove();
  }

  #write(pixels: Uint8Array<ArrayBuffer>, at: number): boolean {
    try {
      const written = this.#file.handle.write(pixels, { at });
      if (written === pixels.byteLength) return true;
      throw new Error(`${written} of ${pixels.byteLength} bytes were written`);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      this.#state = 'broken';
      this.#problem = `From frame ${this.#ledger.next} on frames went over the socket, as the browser could not write them into its file: ${cause}`;
      return false;
    }
  }
}
