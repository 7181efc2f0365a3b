/** Sends what has changed in a frame instead of all of it, where that pays (docs/PROTOCOL.md, rule 42; docs/decisions/043). */
import { encodeFrameHeader, FRAME_HEADER_BYTES, type FrameHeader } from '../../shared/wire/frame.ts';
import { changedShare, packTiles } from '../../shared/wire/tiles.ts';

/** Where a larger share of a frame has changed, putting it together again costs the relay what it saves. */
const MAX_CHANGED = 0.35;
/** That share is estimated: room for what may really have changed. */
const ROOM = MAX_CHANGED + 0.1;

/** A frame that the relay has. */
export interface SentFrame {
  readonly pixels: Uint8Array;
  readonly geometryId: number;
}

export class TileWriter {
  #message = new Uint8Array();

  /**
   * The message that brings what `pixels` have and the last frame has not; undefined where all of it is to be sent. It
   * holds until the next call.
   */
  write(last: SentFrame, pixels: Uint8Array, header: Omit<FrameHeader, 'kind'>): Uint8Array<ArrayBuffer> | undefined {
    if (last.geometryId !== header.geometryId || changedShare(last.pixels, pixels) > MAX_CHANGED) return undefined;
    const bytes = FRAME_HEADER_BYTES + Math.ceil(pixels.byteLength * ROOM);
    if (this.#message.byteLength !== bytes) this.#message = new Uint8Array(bytes);
    const payloadBytes = packTiles(last.pixels, pixels, this.#message.subarray(FRAME_HEADER_BYTES));
    if (payloadBytes === undefined) return undefined;
    encodeFrameHeader({ ...header, kind: 'tiles', payloadBytes }, this.#message);
    return this.#message.subarray(0, FRAME_HEADER_BYTES + payloadBytes);
  }
}
