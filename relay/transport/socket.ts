/** Frames that come as one binary WebSocket message each, with their pixels or with the slot in which those lie. */
import { decodeHeader, FRAME_HEADER_BYTES, type IncomingHeader } from '../../shared/wire/frame.ts';
import { malformed } from '../../shared/wire/schema.ts';
import { Pieces } from './pieces.ts';
import { unmask } from './unmask.ts';

/** A frame as a session sees it, whatever way it came. */
export interface IncomingFrame {
  readonly header: IncomingHeader;
  /** Pixels, in pieces that need not be joined; none where the message brought none. */
  readonly payload: readonly Uint8Array[];
}

/**
 * Takes the masked pieces of a frame's message as they come from the socket: each is unmasked where it lies, while it is
 * in the processor's cache. Source: docs/PROTOCOL.md, rules 14 to 16.
 */
export class FrameAssembler {
  readonly #check: (header: IncomingHeader) => void;
  readonly #headerBytes = new Uint8Array(FRAME_HEADER_BYTES);
  #headerFilled = 0;
  #header: IncomingHeader | undefined;
  readonly #pixels = new Pieces();

  /** @param check throws for a header that is not due, before its pixels are kept */
  constructor(check: (header: IncomingHeader) => void) {
    this.#check = check;
  }

  /** Takes the message's next bytes, masked by `mask` from the first on, and unmasks them. Throws ProtocolError. */
  add(piece: Uint8Array, mask: Uint8Array): void {
    unmask(piece, mask);
    const pixels = this.#header ? piece : this.#addHeader(piece);
    if (!this.#header || pixels.byteLength === 0) return;
    const payloadBytes = bytesBehind(this.#header);
    if (this.#pixels.bytes + pixels.byteLength > payloadBytes) throw wrongLength(payloadBytes, 'more');
    this.#pixels.add(pixels);
  }

  /** The message is complete: the frame. Throws ProtocolError for one that is shorter than it claims. */
  end(): IncomingFrame {
    const header = this.#header;
    if (!header) throw malformed(`a frame of ${this.#headerFilled} bytes is shorter than its header`);
    const { bytes } = this.#pixels;
    if (bytes !== bytesBehind(header)) throw wrongLength(bytesBehind(header), bytes);
    this.#header = undefined;
    this.#headerFilled = 0;
    return { header, payload: this.#pixels.take() };
  }

  /** Takes what belongs to the header; returns the rest. */
  #addHeader(piece: Uint8Array): Uint8Array {
    const part = piece.subarray(0, FRAME_HEADER_BYTES - this.#headerFilled);
    this.#headerBytes.set(part, this.#headerFilled);
    this.#headerFilled += part.byteLength;
    if (this.#headerFilled === FRAME_HEADER_BYTES) {
      const header = decodeHeader(this.#headerBytes);
      this.#check(header);
      this.#header = header;
    }
    return piece.subarray(part.byteLength);
  }
}

/** Bytes of pixels that the message itself brings. */
function bytesBehind({ kind, payloadBytes }: IncomingHeader): number {
  return kind === 'slot' ? 0 : payloadBytes;
}

function wrongLength(claimed: number, found: number | 'more'): Error {
  return malformed(`a frame claims ${claimed} bytes of pixels and has ${found}`);
}
