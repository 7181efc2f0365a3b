/** One recording on the wire, from `start` to the relay's last word: credit, order, what is told (docs/PROTOCOL.md). */
import { ReelayError } from '../../../shared/errors.ts';
import { RelayTally } from '../../../shared/recording/progress.ts';
import type { FrameTiming } from '../../../shared/recording/frame-times.ts';
import { RecordingError, recordingOf, type Recording } from '../../../shared/recording/recording.ts';
import { Signal } from '../../../shared/recording/signal.ts';
import { CreditBalance } from '../../../shared/wire/credit.ts';
import type { Alpha, ClientMessage, DropMessage, RelayMessage, StartMessage } from '../../../shared/wire/messages.ts';
import type { HeartbeatTimes } from '../../transport/heartbeat.ts';
import { Connection } from './connection.ts';
import { type Geometry, geometryMessage, sameGeometry } from './geometry.ts';
import type { RelayAddress } from './options.ts';

/** How a recording ended. */
export type Last =
  | { readonly kind: 'finished'; readonly recording: Recording }
  | { readonly kind: 'failed'; readonly error: RecordingError };

export interface SessionOptions {
  readonly address: RelayAddress;
  readonly start: StartMessage;
  readonly signal: AbortSignal | undefined;
  readonly heartbeat?: HeartbeatTimes;
}

/** A frame to be sent. */
export interface OutgoingFrame {
  readonly pixels: Uint8Array;
  readonly geometry: Geometry;
  readonly timing: FrameTiming;
}

export class Session {
  readonly tally = new RelayTally();
  /** The relay's last word, or that it did not say one. Never rejects. */
  readonly last: Promise<Last>;
  /** The relay told how far it is. */
  onProgress: () => void = () => undefined;
  readonly #options: SessionOptions;
  readonly #balance = new CreditBalance();
  readonly #changed = new Signal();
  #connection: Connection | undefined;
  #alpha: Alpha = 'keep';
  #isGranted = false;
  #geometry: Geometry | undefined;
  #geometryId = -1;
  #sentFrames = 0;
  /** Why nobody waits for room any more. */
  #over: { readonly kind: 'finished' } | { readonly kind: 'broken'; readonly reason: unknown } | undefined;
  #resolveLast: (last: Last) => void = () => undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.last = new Promise((resolve) => {
      this.#resolveLast = resolve;
    });
  }

  /** Connects and starts the recording. Rejects with what kept it from starting, or with the signal's reason. */
  static async open(options: SessionOptions): Promise<Session> {
    const { address, start, signal, heartbeat } = options;
    const session = new Session(options);
    const connection = await Connection.open(
      address,
      { message: (message) => session.#onMessage(message), closed: (cause) => session.#onClosed(cause) },
      { signal, ...(heartbeat && { heartbeat }) },
    );
    session.#connection = connection;
    const abort = (): void => {
      session.interrupt(signal?.reason);
      connection.close();
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      signal?.throwIfAborted();
      connection.control(start);
      // Without credit a realtime program's first frame would be dropped.
      while (!session.#isGranted && !session.#over) await session.#changed.next();
      session.#throwIfBroken();
      return session;
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Frames that may be sent at this moment. */
  get credit(): number {
    return this.#balance.availableFrames;
  }

  /** Whether a frame of `bytes` may be sent now. */
  hasRoom(bytes: number): boolean {
    return !this.#over && this.#balance.allows(bytes);
  }

  /** Waits until a frame of `bytes` may be sent, or the recording is finished. Rejects with what ended it else. */
  async room(bytes: number): Promise<void> {
    while (!this.#over && !this.#balance.allows(bytes)) await this.#changed.next();
    this.#throwIfBroken();
  }

  /** Sends a frame, for which there is room; resolves when its pixels may be changed again. */
  async send({ pixels, geometry, timing }: OutgoingFrame): Promise<void> {
    if (!this.#connection || this.#over) return;
    if (!this.#geometry || !sameGeometry(this.#geometry, geometry))
      this.control(geometryMessage(++this.#geometryId, geometry, this.#alpha));
    this.#geometry = geometry;
    const sequence = this.#balance.spend(pixels.byteLength);
    this.#sentFrames++;
    const place = { sequence, geometryId: this.#geometryId, payloadBytes: pixels.byteLength };
    await this.#connection.frame({ kind: 'pixels', ...place, ...timing }, pixels);
  }

  /** Tells of a frame that is not sent. */
  drop(fromNs: number, reason: DropMessage['reason']): void {
    this.control({ type: 'drop', count: 1, fromNs, toNs: fromNs, reason });
  }

  /** Sends a message, in order with the frames. */
  control(message: ClientMessage): void {
    if (!this.#over) this.#connection?.control(message);
  }

  /** No frame comes any more; resolves with how the recording ended. */
  async finish(warnings: readonly string[]): Promise<Last> {
    this.#connection?.control({ type: 'finish', frames: this.#sentFrames, warnings });
    return this.last;
  }

  /** Whoever waits for room is let go with `reason`; nothing but `finish` is sent any more. */
  interrupt(reason: unknown): void {
    this.#over ??= { kind: 'broken', reason };
    this.#changed.notify();
  }

  #throwIfBroken(): void {
    if (this.#over?.kind === 'broken') throw this.#over.reason;
  }

  #onMessage(message: RelayMessage): void {
    switch (message.type) {
      case 'started':
        this.#alpha = message.alpha;
        break;
      case 'credit':
        this.#balance.grant(message);
        this.#isGranted = true;
        this.#changed.notify();
        break;
      case 'keyframe':
        // What a program sends is raw: each frame stands alone.
        break;
      case 'progress':
        this.tally.progress(message);
        this.onProgress();
        break;
      case 'finished':
        this.tally.finished(message.recording);
        this.onProgress();
        this.#end({ kind: 'finished', recording: recordingOf(message.recording, this.#options.address) });
        break;
      case 'failed': {
        const { recording } = message;
        const kept = recording && recordingOf(recording, this.#options.address);
        this.#end({ kind: 'failed', error: new RecordingError(message, kept) });
        break;
      }
    }
  }

  #onClosed(cause: string): void {
    this.#end({ kind: 'failed', error: new RecordingError(new ReelayError('CONNECTION_LOST', { cause }), undefined) });
  }

  /** How it ended, once: the relay's word comes before the close. */
  #end(last: Last): void {
    this.#resolveLast(last);
    this.#over ??= last.kind === 'failed' ? { kind: 'broken', reason: last.error } : { kind: 'finished' };
    this.#changed.notify();
    this.#connection?.close();
  }
}
