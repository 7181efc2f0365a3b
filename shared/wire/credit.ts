/**
 * Credit is absolute and cumulative: the sequence number and the byte total up to which frames may be sent. A grant
 * that is lost, doubled or late is harmless (docs/PROTOCOL.md, rules 20 to 24).
 */
import { ProtocolError } from '../errors.ts';

export interface Credit {
  /** Frames with a sequence number below this may be sent. */
  readonly frames: number;
  /** Payload bytes that may be sent in all. */
  readonly bytes: number;
}

/** The sender's end: what it may still send. */
export class CreditBalance {
  #granted: Credit = { frames: 0, bytes: 0 };
  /** The first grant, when nothing was accepted: what is granted beyond it was accepted. */
  #window: Credit | undefined;
  #sentFrames = 0;
  #sentBytes = 0;

  /** Frames that may be sent now as far as frames count. */
  get availableFrames(): number {
    return this.#granted.frames - this.#sentFrames;
  }

  /** Bytes that may be sent now as far as bytes count. */
  get availableBytes(): number {
    return this.#granted.bytes - this.#sentBytes;
  }

  /** What the other end has accepted of what was sent, in all; never more than that. */
  get accepted(): Credit {
    const { frames, bytes } = this.#window ?? this.#granted;
    return {
      frames: Math.min(this.#sentFrames, this.#granted.frames - frames),
      bytes: Math.min(this.#sentBytes, this.#granted.bytes - bytes),
    };
  }

  /** Takes a grant. One that is older than what is known changes nothing. */
  grant(credit: Credit): void {
    this.#window ??= credit;
    this.#granted = {
      frames: Math.max(this.#granted.frames, credit.frames),
      bytes: Math.max(this.#granted.bytes, credit.bytes),
    };
  }

  /** Whether a frame of `bytes` may be sent now. */
  allows(bytes: number): boolean {
    return this.#sentFrames < this.#granted.frames && this.#sentBytes + bytes <= this.#granted.bytes;
  }

  /** Counts a frame of `bytes` as sent; returns its sequence number. */
  spend(bytes: number): number {
    this.#sentBytes += bytes;
    return this.#sentFrames++;
  }
}

/** The receiver's end: what it granted, what came, what was accepted. */
export class CreditIssuer {
  readonly #windowFrames: number;
  readonly #windowBytes: number;
  #receivedFrames = 0;
  #receivedBytes = 0;
  #acceptedFrames = 0;
  #acceptedBytes = 0;

  /** @param windowBytes must hold at least one frame of the largest size, or the sender can never send it */
  constructor(windowFrames: number, windowBytes: number) {
    this.#windowFrames = windowFrames;
    this.#windowBytes = windowBytes;
  }

  /** What may be sent by now. */
  get credit(): Credit {
    return { frames: this.#acceptedFrames + this.#windowFrames, bytes: this.#acceptedBytes + this.#windowBytes };
  }

  get receivedFrames(): number {
    return this.#receivedFrames;
  }

  get acceptedFrames(): number {
    return this.#acceptedFrames;
  }

  /** Counts a frame that came. Throws CREDIT_EXCEEDED or PROTOCOL_ORDER; nothing is counted then. */
  receive(sequence: number, bytes: number): void {
    if (sequence !== this.#receivedFrames) {
      throw new ProtocolError('PROTOCOL_ORDER', {
        reason: `frame ${sequence} came where ${this.#receivedFrames} was due`,
      });
    }
    const { frames, bytes: byteLimit } = this.credit;
    if (sequence >= frames)
      throw new ProtocolError('CREDIT_EXCEEDED', { sequence, reason: `${frames} frames were granted` });
    if (this.#receivedBytes + bytes > byteLimit) {
      throw new ProtocolError('CREDIT_EXCEEDED', { sequence, reason: `${byteLimit} bytes were granted` });
    }
    this.#receivedFrames++;
    this.#receivedBytes += bytes;
  }

  /** Counts a frame of `bytes` as accepted by the pipeline. */
  accept(bytes: number): void {
    this.#acceptedFrames++;
    this.#acceptedBytes += bytes;
  }
}
