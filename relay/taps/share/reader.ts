/** A reader of a share: before there is a writer, while there is one, and when another has taken its place. */
import { ReelayError } from '../../../shared/errors.ts';
import type { ShareHeader } from './header.ts';
import { shareSizes } from './layout.ts';
import { SEGMENT_PREFIX, SHARED_MEMORY } from '../../system/shared-memory.ts';
import { segmentPath } from './names.ts';
import { RingReader, type StoredFrame } from './ring-reader.ts';
import type { OpenShareOptions, ShareFrame } from './reader-types.ts';
import { Wake } from './wake.ts';

type State =
  /** `sawNone`: a writer that comes is seen from its first frame on. */
  | { readonly name: 'waiting'; readonly wake: Wake; readonly sawNone: boolean }
  | { readonly name: 'attached'; readonly ring: RingReader; readonly wake: Wake; readonly next: number }
  | { readonly name: 'closed' };

export class ShareReader implements AsyncIterable<ShareFrame>, Disposable {
  readonly #name: string;
  readonly #path: string;
  readonly #options: OpenShareOptions;
  #state: State;
  #writers = 0;
  #lostFrames = 0;
  /** The pull that was asked for last: each waits for the one before. */
  #last: Promise<unknown> = Promise.resolve();

  /** Throws OPTION_INVALID for what is no name. */
  constructor(name: string, options: OpenShareOptions = {}) {
    this.#name = name;
    this.#path = segmentPath(name);
    this.#options = options;
    this.#state = this.#waiting(false);
  }

  /** Frames that all pulls together have lost. */
  get lostFrames(): number {
    return this.#lostFrames;
  }

  /**
   * The next frame, or undefined where none came within `timeoutMs`. Without a time it waits for ever, for a writer too.
   * Rejects with SHARE_MISMATCH, SHARE_INVALID, SHARE_FORBIDDEN, and with SHARE_CLOSED after `close()`.
   */
  pull(timeoutMs = Infinity): Promise<ShareFrame | undefined> {
    const deadlineMs = performance.now() + timeoutMs;
    const pulled = this.#last.then(() => this.#pull(deadlineMs));
    this.#last = pulled.catch(() => undefined);
    return pulled;
  }

  /** Frames until the reader is closed, over the ends and beginnings of writers. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ShareFrame, void, void> {
    for (;;) {
      try {
        const frame = await this.pull();
        if (frame) yield frame;
      } catch (error) {
        if (error instanceof ReelayError && error.code === 'SHARE_CLOSED') return;
        throw error;
      }
    }
  }

  /** Lets go of the share, and ends what waits for a frame of it. Idempotent. */
  close(): void {
    const before = this.#state;
    if (before.name === 'closed') return;
    this.#state = { name: 'closed' };
    before.wake.close();
    // A read that is under way has its descriptor until it is done.
    if (before.name === 'attached') this.#last = this.#last.then(() => before.ring.close());
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #pull(deadlineMs: number): Promise<ShareFrame | undefined> {
    for (;;) {
      const state = this.#state;
      if (state.name === 'closed') throw new ReelayError('SHARE_CLOSED', { name: this.#name });
      // News that comes from here on ends the wait below.
      state.wake.reset();
      if (state.name === 'waiting') {
        if (this.#attach(state)) continue;
      } else {
        const isOver = !state.ring.hasName;
        const { frames, isClosed } = state.ring.progress();
        const frame = frames > state.next ? await this.#take(state, frames) : undefined;
        if (frame) return frame;
        if (this.#state !== state) continue;
        if (isOver || isClosed) {
          this.#detach(state, true);
          continue;
        }
      }
      const leftMs = deadlineMs - performance.now();
      if (!(leftMs > 0)) return undefined;
      await state.wake.wait(leftMs);
    }
  }

  /** Opens the segment, if there is one that is written. */
  #attach(state: State & { name: 'waiting' }): boolean {
    const ring = RingReader.open(this.#path, this.#options.owner ?? process.geteuid?.() ?? 0);
    let frames = 0;
    try {
      const progress = ring?.progress();
      if (!ring || !progress || progress.isClosed) {
        ring?.close();
        if (!state.sawNone) this.#state = { ...state, sawNone: true };
        return false;
      }
      this.#check(ring.header);
      ({ frames } = progress);
    } catch (error) {
      ring?.close();
      throw error;
    }
    state.wake.close();
    // By its descriptor: the name may be another's by now.
    const wake = new Wake(`/proc/self/fd/${ring.fd}`);
    this.#state = { name: 'attached', ring, wake, next: state.sawNone ? 0 : Math.max(0, frames - 1) };
    this.#writers++;
    return true;
  }

  async #take(state: State & { name: 'attached' }, frames: number): Promise<ShareFrame | undefined> {
    const { ring, next } = state;
    // Slot of the oldest frame is the next to be written. Who has been overtaken begins again with the newest.
    const isOvertaken = next <= frames - ring.header.slots;
    const sequence = isOvertaken || this.#options.newest ? frames - 1 : next;
    let stored: StoredFrame | undefined;
    try {
      stored = await ring.frame(sequence);
    } catch (error) {
      if (this.#state === state) this.#detach(state, false);
      throw error;
    }
    // What was closed meanwhile gives nothing out.
    if (!stored || this.#state !== state) return undefined;
    this.#state = { ...state, next: sequence + 1 };
    const lost = sequence - next;
    this.#lostFrames += lost;
    const { format, width, height } = ring.header;
    const { rowBytes } = shareSizes(ring.header);
    const { pixels: data, ...times } = stored;
    return { data, format, width, height, rowBytes, ...times, lost, writer: this.#writers };
  }

  #detach({ ring, wake }: State & { name: 'attached' }, sawNone: boolean): void {
    wake.close();
    ring.close();
    this.#state = this.#waiting(sawNone);
  }

  #waiting(sawNone: boolean): State {
    return { name: 'waiting', wake: new Wake(SHARED_MEMORY, `${SEGMENT_PREFIX}${this.#name}`), sawNone };
  }

  #check(header: ShareHeader): void {
    for (const field of ['width', 'height', 'format', 'slots', 'intervalMs'] as const) {
      const stated = this.#options[field];
      if (stated !== undefined && stated !== header[field])
        throw new ReelayError('SHARE_MISMATCH', { name: this.#name, field, actual: header[field], stated });
    }
  }
}
