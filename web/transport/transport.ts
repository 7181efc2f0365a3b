/** One way for frames to reach the relay. The rest of the worker does not know which it is. */
import type { Nanoseconds } from '../../shared/media/time.ts';
import type { Credit } from '../../shared/wire/credit.ts';
import type { ClientMessage, RelayMessage } from '../../shared/wire/messages.ts';

/** Room for one frame that the relay has granted. Sent, or used for a repeat, in the order in which it was reserved. */
export interface FrameSlot {
  /** Where the pixels go, until they are sent. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /**
   * Sends the frame before it returns. Resolves with its pixels when they can be read again, or with undefined where the
   * connection ended; they stay as they are until those of the next are given. Never rejects.
   */
  send(ptsNs: Nanoseconds, durationNs: Nanoseconds, geometryId: number): Promise<Uint8Array | undefined>;
  /** The frame that was sent last, which must be one of this geometry, is shown again: `pixels` are not needed. */
  repeat(ptsNs: Nanoseconds, durationNs: Nanoseconds, geometryId: number): void;
}

/** An encoded frame. */
export interface Chunk {
  /** The first FRAME_HEADER_BYTES are the transport's; the rest is the frame. The transport's from then on. */
  readonly message: Uint8Array<ArrayBuffer>;
  /** Of the frame itself. */
  readonly bytes: number;
  readonly isKey: boolean;
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
}

export interface Transport {
  /** Resolves with the first credit, or when the connection ends without one. */
  readonly granted: Promise<void>;
  /** Frames that may be sent at this moment. */
  readonly credit: number;
  /** Frames sent so far, repeats included. */
  readonly sentFrames: number;
  /** Sends a control message, in order with the frames. */
  control(message: ClientMessage): void;
  /** Waits for credit and room for a frame of `bytes`. Rejects when the connection ends. */
  reserve(bytes: number): Promise<FrameSlot>;
  /** Room for a frame of `bytes` if there is any now. */
  tryReserve(bytes: number): FrameSlot | undefined;
  /** Whether an encoded frame of `bytes` may be sent now. */
  allows(bytes: number): boolean;
  /** Sends an encoded frame, where that is allowed. */
  sendChunk(chunk: Chunk, geometryId: number): void;
  /** What the relay has taken of all that was sent. */
  readonly accepted: Credit;
  /** What became of the way itself while frames took it, in words. */
  readonly warnings: readonly string[];
  /** Lets the connection go; resolves when nothing is left of it here. Idempotent; never rejects. */
  close(): Promise<void>;
}

/** What a transport tells its owner. */
export interface TransportEvents {
  message(message: Exclude<RelayMessage, { type: 'credit' }>): void;
  /** More may be sent. */
  credited(): void;
  /** The connection ended, with what is known of why. Last event. */
  closed(cause: string): void;
}
