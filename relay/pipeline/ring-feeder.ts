/**
 * Feeds a child through memory that both map: frames that lie in the page's file are handed over where they are, all else is
 * written into a file of the relay's own first. The packets are those of feeder.ts.
 */
import { ReelayError } from '../../shared/errors.ts';
import {
  capsString,
  gdpCaps,
  gdpEndOfStream,
  gdpFrameHeader,
  gdpPreamble,
  type VideoCaps,
} from '../../shared/media/gdp.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { byteLengthOf, type FedFrame, type FrameFeeder } from './feeder.ts';
import { HeldBuffers } from './held-buffers.ts';
import { PacketArea } from './packet-area.ts';
import type { RingArea } from './ring-area.ts';
import { type ShmBuffer, ShmControl } from './shm-control.ts';
import { shmSource } from './source.ts';

/** A frame's pixels: in the page's file, or in memory. */
type Pixels =
  | { readonly kind: 'slot'; readonly offset: number; readonly bytes: number }
  | { readonly kind: 'pieces'; readonly pieces: readonly Uint8Array[]; readonly bytes: number };

interface Packet {
  /** The packet; of a frame the header alone. */
  readonly head: Uint8Array;
  readonly pixels: Pixels | undefined;
  readonly done: () => void;
}

/** Numbers of the files, in the order in which the reader is told of them. */
const [PAGE, RELAY] = [1, 2] as const;
/** Frames that are copied, or lie copied, at a time: one is read while the next is written. */
const MAX_COPIES = 2;

/** How much may be pending is the caller's to bound, as with Feeder. */
export class RingFeeder implements FrameFeeder {
  readonly #area: RingArea;
  readonly #own: PacketArea;
  readonly #control: ShmControl;
  readonly #onError: (error: Error) => void;
  readonly #waiting: Packet[] = [];
  readonly #held = new HeldBuffers();
  /** Offsets of frames that are copied, or lie copied. */
  readonly #copies = new Set<number>();
  #isCopying = false;
  #caps: string | undefined;
  /** `delivered`: the reader has let go of everything, so that it may leave. */
  #state: 'open' | 'ended' | 'delivered' | 'broken' = 'open';

  /**
   * Listens for the child, which is to be started with `source` as its head. Throws PIPELINE_FAILED without shared memory.
   * @param onError told once why nothing is accepted any more: a ReelayError where the reader is not to blame for it by leaving
   */
  static async open(area: RingArea, onError: (error: Error) => void): Promise<RingFeeder> {
    try {
      const feeder = new RingFeeder(area, await PacketArea.create(area.bytes), onError);
      await feeder.#control.listen().catch(async (error: unknown) => {
        await feeder.close();
        throw error;
      });
      return feeder;
    } catch (error) {
      throw sharedMemoryFailure(error);
    }
  }

  private constructor(area: RingArea, own: PacketArea, onError: (error: Error) => void) {
    this.#area = area;
    this.#own = own;
    this.#onError = onError;
    this.#control = new ShmControl([area, own], {
      onReleased: (offset) => this.#released(offset),
      onGone: (error) => this.#break(error),
      onMalformed: (cause) => this.#break(new ReelayError('PIPELINE_FAILED', { cause })),
    });
  }

  /** The head of the pipeline, as gst-launch arguments. */
  get source(): readonly string[] {
    return shmSource(this.#control.path);
  }

  setCaps(caps: VideoCaps | string): void {
    const text = typeof caps === 'string' ? caps : capsString(caps);
    if (this.#state !== 'open' || text === this.#caps) return;
    this.#send(Buffer.concat(this.#caps === undefined ? gdpPreamble(caps) : [gdpCaps(caps)]));
    this.#caps = text;
  }

  /** Writes `frame`; calls `accepted`, in the order of the frames, when the child has let go of its header and its pixels. */
  write(frame: FedFrame, accepted: () => void, ptsNs: Nanoseconds = frame.ptsNs): void {
    if (this.#state !== 'open') return;
    if (this.#caps === undefined) throw new Error('a frame was written before its caps');
    const pixels = this.#pixelsOf(frame);
    this.#send(gdpFrameHeader(ptsNs, frame.durationNs, pixels.bytes), pixels, accepted);
  }

  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#send(gdpEndOfStream(), undefined, () => (this.#state = 'delivered'));
  }

  /** Lets go of everything once the child is gone: before, it would fail of it. Idempotent. */
  async close(): Promise<void> {
    if (this.#state !== 'delivered') this.#state = 'broken';
    this.#waiting.length = 0;
    await Promise.all([this.#control.close(), this.#own.close()]);
  }

  #pixelsOf(frame: FedFrame): Pixels {
    if (frame.slot?.area !== this.#area) {
      const { payload: pieces } = frame;
      return { kind: 'pieces', pieces, bytes: byteLengthOf(pieces) };
    }
    const { offset, bytes } = frame.slot;
    // The reader would read whatever lies beside its mapping.
    if (!(offset >= 0 && offset + bytes <= this.#area.bytes))
      throw new TypeError(`a slot of ${bytes} bytes at ${offset} in a file of ${this.#area.bytes}`);
    return { kind: 'slot', offset, bytes };
  }

  #send(head: Uint8Array, pixels?: Pixels, done = (): void => undefined): void {
    this.#waiting.push({ head, pixels, done });
    this.#handNext();
  }

  /** Hands over what waits, in order, as far as there is room for what must be copied. */
  #handNext(): void {
    try {
      for (let [packet] = this.#waiting; packet && !this.#isCopying; [packet] = this.#waiting)
        if (!this.#prepare(packet)) return;
    } catch (error) {
      this.#break(sharedMemoryFailure(error));
    }
  }

  /** False where there is no room yet. */
  #prepare(packet: Packet): boolean {
    const { head, pixels } = packet;
    const header = this.#take(head.byteLength);
    if (!header) return false;
    if (pixels?.kind === 'pieces') {
      const target = this.#copies.size < MAX_COPIES ? this.#take(pixels.bytes) : undefined;
      if (!target) {
        this.#own.release(header.offset);
        return false;
      }
      void this.#copy(packet, pixels.pieces, header, target);
    }
    this.#own.write(head, header.offset);
    if (!pixels) this.#hand(packet, [header]);
    else if (pixels.kind === 'slot')
      this.#hand(packet, [header, { area: PAGE, offset: pixels.offset, bytes: pixels.bytes }]);
    return true;
  }

  #take(bytes: number): ShmBuffer | undefined {
    const offset = this.#own.take(bytes);
    return offset === undefined ? undefined : { area: RELAY, offset, bytes };
  }

  async #copy(packet: Packet, pieces: readonly Uint8Array[], header: ShmBuffer, target: ShmBuffer): Promise<void> {
    this.#copies.add(target.offset);
    this.#isCopying = true;
    try {
      await this.#own.copy(pieces, target.bytes, target.offset);
      this.#isCopying = false;
      if (this.#state === 'broken') return;
      this.#hand(packet, [header, target]);
      this.#handNext();
    } catch (error) {
      this.#break(sharedMemoryFailure(error));
    }
  }

  /** `packet` is the first of those that wait. */
  #hand(packet: Packet, buffers: readonly ShmBuffer[]): void {
    this.#waiting.shift();
    this.#held.hand(
      buffers.map(({ offset }) => offset),
      packet.done,
    );
    this.#control.hand(buffers);
  }

  #released(offset: number): void {
    if (this.#state === 'broken') return;
    const done = this.#held.release(offset);
    if (!done) {
      const cause = `its shmsrc let go of a buffer at ${offset}, which it did not have`;
      this.#break(new ReelayError('PIPELINE_FAILED', { cause }));
      return;
    }
    this.#own.release(offset);
    this.#copies.delete(offset);
    // It has the file open now.
    void this.#own.unlink();
    // First the next frame, then the news of this one: the reader should not run dry meanwhile.
    this.#handNext();
    for (const due of done) due();
  }

  #break(error: Error): void {
    if (this.#state === 'broken' || this.#state === 'delivered') return;
    this.#state = 'broken';
    this.#waiting.length = 0;
    this.#onError(error);
  }
}

function sharedMemoryFailure(error: unknown): ReelayError {
  if (error instanceof ReelayError) return error;
  const cause = `shared memory cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  return new ReelayError('PIPELINE_FAILED', { cause }, { cause: error });
}
