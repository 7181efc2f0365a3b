/** Writes frames as GDP packets into a child's standard input. Copies nothing and joins nothing. */
import type { Writable } from 'node:stream';
import {
  capsString,
  gdpCaps,
  gdpChunkHeader,
  gdpEndOfStream,
  gdpFrameHeader,
  gdpPreamble,
  type VideoCaps,
} from '../../shared/media/gdp.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import type { PipelineFrame } from './types.ts';

/** A frame, whose duration need not be known. */
export type FedFrame = Pick<PipelineFrame, 'ptsNs' | 'payload' | 'slot' | 'isKey'> & {
  readonly durationNs: Nanoseconds | undefined;
};

/** The write side of a pipeline, whichever way frames take. */
export interface FrameFeeder {
  /** Announces the frames that follow: the preamble at first, a caps packet where they changed. Text: caps as GStreamer writes them. */
  setCaps(caps: VideoCaps | string): void;
  /** Writes `frame`, at `ptsNs` where that is not its own time; calls `accepted` when the child needs its memory no longer. */
  write(frame: FedFrame, accepted: () => void, ptsNs?: Nanoseconds): void;
  /** Sends the end of the stream. Frames written before it still go out first. */
  end(): void;
}

interface Packet {
  readonly pieces: readonly Uint8Array[];
  readonly done: () => void;
}

/**
 * The write side of a pipeline. How much may be pending is the caller's to bound: it holds the credit, and `accepted`
 * returns it. A write error is reported once through `onError`; nothing is accepted after it.
 */
export class Feeder implements FrameFeeder {
  readonly #stdin: Writable;
  readonly #onError: (error: Error) => void;
  readonly #queue: Packet[] = [];
  #caps: string | undefined;
  /** `delivered`: the pipe has taken everything, so that the child may leave before it is closed. */
  #state: 'open' | 'ended' | 'delivered' | 'broken' = 'open';

  constructor(stdin: Writable, onError: (error: Error) => void) {
    this.#stdin = stdin;
    this.#onError = onError;
    // EPIPE and ECONNRESET arrive here when the child is gone. Unheard, they would end the relay.
    stdin.on('error', (error) => this.#break(error));
  }

  setCaps(caps: VideoCaps | string): void {
    const text = typeof caps === 'string' ? caps : capsString(caps);
    if (this.#state !== 'open' || text === this.#caps) return;
    this.#send(this.#caps === undefined ? gdpPreamble(caps) : [gdpCaps(caps)], () => {});
    this.#caps = text;
  }

  /** Writes `frame`; calls `accepted` when the child's pipe has taken its last byte. */
  write(frame: FedFrame, accepted: () => void, ptsNs: Nanoseconds = frame.ptsNs): void {
    if (this.#state !== 'open') return;
    if (this.#caps === undefined) throw new Error('a frame was written before its caps');
    const { payload, durationNs, isKey } = frame;
    const bytes = byteLengthOf(payload);
    const header =
      isKey === undefined ? gdpFrameHeader(ptsNs, durationNs, bytes) : gdpChunkHeader(ptsNs, durationNs, bytes, isKey);
    this.#send([header, ...payload], accepted);
  }

  /** Sends the end of the stream, in band and by closing the pipe. Frames written before it still go out first. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    // Without caps there was no stream: its end alone is then told by the pipe's.
    if (this.#caps === undefined) this.#stdin.end();
    else this.#send([gdpEndOfStream()], () => {});
  }

  #send(pieces: readonly Uint8Array[], done: () => void): void {
    this.#queue.push({ pieces, done });
    if (this.#queue.length === 1) this.#writeNext();
  }

  /**
   * The first of the queue in one writev. The next waits until the pipe has taken it: Node would join all that is pending
   * into one writev, and the first frame's callback would come with the last's. write()'s `false` is not needed for that.
   */
  #writeNext(): void {
    const [packet] = this.#queue;
    if (!packet) return;
    this.#stdin.cork();
    packet.pieces.forEach((piece, index) => {
      if (index < packet.pieces.length - 1) this.#stdin.write(piece);
      else this.#stdin.write(piece, (error) => (error ? this.#break(error) : this.#written(packet)));
    });
    this.#stdin.uncork();
  }

  #written({ done }: Packet): void {
    this.#queue.shift();
    // First the next frame, then the news of this one: the pipe should not run dry meanwhile.
    this.#writeNext();
    done();
    if (this.#state === 'ended' && this.#queue.length === 0) {
      this.#state = 'delivered';
      this.#stdin.end();
    }
  }

  #break(error: Error): void {
    if (this.#state === 'broken' || this.#state === 'delivered') return;
    this.#state = 'broken';
    this.#queue.length = 0;
    this.#onError(error);
  }
}

/** Bytes of all pieces together. */
export function byteLengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
}
