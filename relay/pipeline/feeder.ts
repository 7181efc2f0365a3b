/** Writes frames as GDP packets into a child's standard input. Copies nothing and joins nothing. */
import type { Writable } from 'node:stream';
import { capsString, gdpCaps, gdpEndOfStream, gdpFrameHeader, gdpPreamble, type VideoCaps } from '../../shared/media/gdp.ts';
import type { PipelineFrame } from './types.ts';

/**
 * The write side of a pipeline. How much may be pending is the caller's to bound: it holds the credit, and `accepted`
 * returns it. A write error is reported once through `onError`; nothing is accepted after it.
 */
export class Feeder {
  readonly #stdin: Writable;
  readonly #onError: (error: Error) => void;
  #caps: string | undefined;
  /** `delivered`: the pipe has taken everything, so that the child may leave before it is closed. */
  #state: 'open' | 'ended' | 'delivered' | 'broken' = 'open';

  constructor(stdin: Writable, onError: (error: Error) => void) {
    this.#stdin = stdin;
    this.#onError = onError;
    // EPIPE and ECONNRESET arrive here when the child is gone. Unheard, they would end the relay.
    stdin.on('error', (error) => this.#break(error));
  }

  /** Announces the frames that follow: the preamble at first, a caps packet where they changed. */
  setCaps(caps: VideoCaps): void {
    const text = capsString(caps);
    if (this.#state !== 'open' || text === this.#caps) return;
    this.#send(this.#caps === undefined ? gdpPreamble(caps) : [gdpCaps(caps)], () => {});
    this.#caps = text;
  }

  /** Writes `frame`; calls `accepted` when the child's pipe has taken its last byte. */
  write(frame: PipelineFrame, accepted: () => void): void {
    if (this.#state !== 'open') return;
    if (this.#caps === undefined) throw new Error('a frame was written before its caps');
    const payloadBytes = frame.payload.reduce((sum, piece) => sum + piece.byteLength, 0);
    this.#send([gdpFrameHeader(frame.ptsNs, frame.durationNs, payloadBytes), ...frame.payload], accepted);
  }

  /** Sends the end of the stream, in band and by closing the pipe. Frames written before it still go out first. */
  end(): void {
    if (this.#state !== 'open') return;
    // Without caps there was no stream: its end alone is then told by the pipe's.
    if (this.#caps !== undefined) this.#send([gdpEndOfStream()], () => (this.#state = 'delivered'));
    this.#state = 'ended';
    this.#stdin.end();
  }

  /** All of `pieces` in one writev. The pipe's verdict arrives with the last piece's callback, so that write()'s `false` is not needed. */
  #send(pieces: readonly Uint8Array[], done: () => void): void {
    this.#stdin.cork();
    pieces.forEach((piece, index) => {
      if (index < pieces.length - 1) this.#stdin.write(piece);
      else this.#stdin.write(piece, (error) => (error ? this.#break(error) : done()));
    });
    this.#stdin.uncork();
  }

  #break(error: Error): void {
    if (this.#state === 'broken' || this.#state === 'delivered') return;
    this.#state = 'broken';
    this.#onError(error);
  }
}
