/**
 * Takes frames in order, has the browser encode them, and sends what comes of it in order. Frames are left out before they are
 * encoded, never after: each encoded one needs those before it.
 */
import type { CodecName } from '../../../shared/media/codecs.ts';
import {
  NANOSECONDS_PER_MICROSECOND,
  NANOSECONDS_PER_SECOND,
  type Nanoseconds,
  type Rate,
} from '../../../shared/media/time.ts';
import type { ClientMessage, StartMessage } from '../../../shared/wire/messages.ts';
import type { Transport } from '../../transport/transport.ts';
import type { FrameTiming } from '../../../shared/recording/frame-times.ts';
import type { Loss } from '../contract.ts';
import type { EncodingState } from '../../../shared/recording/progress.ts';
import { type FrameSender, timesToHold } from '../frame-sender.ts';
import { rateBounds } from './bitrate.ts';
import { Encoder } from './encoder.ts';
import { Fitting } from './fitting.ts';
import { Outbox } from './outbox.ts';
import { RateControl } from './rate-control.ts';

/** Frames that wait for the encoder: one is encoded while the next is read. */
const MAX_QUEUED = 2;
/** Frames in it in all: some encoders hold a few back. */
const MAX_ENCODING = 16;
/** Encoded frames that wait for credit. */
const MAX_WAITING = 2;
/** As often as the relay's own encoders make them: for seeking, and for files that are cut off. */
const KEY_INTERVAL_NS = 2 * NANOSECONDS_PER_SECOND;
/** A recording has one encoding. */
const ENCODING_ID = 0;

interface EncodedSenderOptions {
  readonly transport: Transport;
  readonly start: StartMessage;
  /** As the relay chose it. */
  readonly encoding: { readonly codec: CodecName; readonly width: number; readonly height: number };
  readonly config: VideoEncoderConfig;
  /** The recording cannot go on. */
  fail(error: Error): void;
}

export class EncodedSender implements FrameSender {
  readonly #options: EncodedSenderOptions;
  readonly #encoder: Encoder;
  readonly #fitting: Fitting;
  readonly #outbox: Outbox;
  readonly #rate: RateControl;
  /** What was given last has found its place: frames wait here for room, one after the other. */
  #placing: Promise<unknown> = Promise.resolve();
  /** Woken when there may be room. */
  #wake: () => void = () => undefined;
  /** The picture that was encoded last, for when it is to stand. */
  #last: VideoFrame | undefined;
  #lastTimestamp = -1;
  #nextKeyNs: Nanoseconds = 0;
  #capturedFrames = 0;
  #droppedFrames = 0;
  #recordedNs: Nanoseconds = 0;
  #failure: Error | undefined;

  constructor(options: EncodedSenderOptions) {
    this.#options = options;
    const { transport, start, encoding, config } = options;
    this.#fitting = new Fitting(encoding.codec, encoding, start);
    this.#rate = new RateControl(rateBounds(encoding, start.fps, start.quality, start.bitrate));
    this.#outbox = new Outbox({
      transport,
      geometryId: ENCODING_ID,
      onSkipped: () => this.#skipped(),
      onSent: (bytes) => this.#rate.sent(bytes, performance.now()),
    });
    const { codec, width, height } = encoding;
    this.#encoder = new Encoder(codec, this.#isRealtime ? { ...config, bitrate: this.#rate.target } : config, {
      described: (description) => {
        const { colour } = this.#fitting;
        const beside = description === undefined ? {} : { description };
        transport.control({ type: 'encoding', id: ENCODING_ID, codec, width, height, colour, ...beside });
      },
      frame: ({ timestamp, ...encoded }) => {
        this.#outbox.encoded(timestamp, (times) => ({ ...encoded, ...times }));
        this.#wake();
      },
      dequeued: () => this.#wake(),
      failed: (error) => this.#fail(error),
    });
  }

  get capturedFrames(): number {
    return this.#capturedFrames;
  }

  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  get recordedNs(): Nanoseconds {
    return this.#recordedNs;
  }

  get encoding(): EncodingState {
    const { encoding, config } = this.#options;
    return {
      codec: encoding.codec,
      hardware: config.hardwareAcceleration === 'prefer-hardware',
      targetBitrate: this.#encoder.bitrate,
      sentBitrate: this.#rate.sentBits(performance.now()),
    };
  }

  async send(frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): Promise<void> {
    try {
      await this.#inTurn(async () => {
        await this.#room();
        await this.#encode(frame, timing, premultiplied);
      });
    } finally {
      frame.close();
    }
  }

  async offer(frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): Promise<void> {
    try {
      const obstacle = this.#obstacle();
      if (obstacle) this.lose({ count: 1, fromNs: timing.ptsNs, toNs: timing.ptsNs, reason: obstacle });
      else await this.#inTurn(() => this.#encode(frame, timing, premultiplied));
    } finally {
      frame.close();
    }
  }

  async hold(untilNs: Nanoseconds, rate: Rate): Promise<void> {
    for (const timing of timesToHold(this.#recordedNs, untilNs, rate)) {
      await this.#inTurn(async () => {
        await this.#room();
        if (this.#last) this.#give(new VideoFrame(this.#last, this.#stampOf(timing)), timing);
      });
    }
  }

  lose(loss: Loss): void {
    this.#droppedFrames += loss.count;
    void this.#inTurn(() => this.#outbox.control({ type: 'drop', ...loss })).catch(() => undefined);
  }

  async control(message: ClientMessage | (() => ClientMessage)): Promise<void> {
    await this.#inTurn(async () => {
      await this.#encoder.flush();
      this.#outbox.drained();
    }).catch(() => undefined);
    await new Promise<void>((resolve) => this.#outbox.control(message, resolve));
  }

  note(type: 'pause' | 'resume'): void {
    void this.#inTurn(() => this.#outbox.control({ type, atNs: this.#recordedNs })).catch(() => undefined);
  }

  /** More may be sent: the relay has taken something. */
  credited(): void {
    const nowMs = performance.now();
    this.#rate.accepted(this.#options.transport.accepted.frames, nowMs);
    this.#follow(nowMs);
    this.#outbox.flush();
    this.#wake();
  }

  /** The next frame is to stand alone. */
  requestKey(): void {
    this.#nextKeyNs = 0;
  }

  /** Lets go of encoder and pictures. Idempotent. */
  close(): void {
    this.#encoder.close();
    this.#last?.close();
    this.#last = undefined;
    this.#failure ??= new Error('the recording is over');
    this.#wake();
  }

  get #isRealtime(): boolean {
    return this.#options.start.mode === 'realtime';
  }

  get #isEncoderFull(): boolean {
    return this.#encoder.queued >= MAX_QUEUED || this.#outbox.encoding >= MAX_ENCODING;
  }

  /** Why a realtime frame cannot be encoded now. */
  #obstacle(): Loss['reason'] | undefined {
    const nowMs = performance.now();
    this.#follow(nowMs);
    if (this.#outbox.waiting > 0 || !this.#options.transport.allows(1) || this.#rate.isBlocked(nowMs)) return 'credit';
    return this.#isEncoderFull ? 'busy' : undefined;
  }

  /** Asks the encoder for what the far end takes. */
  #follow(nowMs: number): void {
    if (!this.#isRealtime) return;
    this.#rate.adjust(nowMs);
    this.#encoder.setBitrate(this.#rate.target);
  }

  async #room(): Promise<void> {
    while (this.#failure === undefined && (this.#isEncoderFull || this.#outbox.waiting >= MAX_WAITING))
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  async #encode(frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const fitted = await this.#fitting.fit(frame, premultiplied, this.#stampOf(timing));
    this.#give(fitted, timing);
  }

  /** Gives `fitted`, which is this object's from now on, to the encoder. */
  #give(fitted: VideoFrame, timing: FrameTiming): void {
    if (this.#failure !== undefined) {
      fitted.close();
      throw this.#failure;
    }
    const isKey = timing.ptsNs >= this.#nextKeyNs;
    if (isKey) this.#nextKeyNs = timing.ptsNs + KEY_INTERVAL_NS;
    this.#lastTimestamp = fitted.timestamp;
    this.#capturedFrames++;
    this.#recordedNs = timing.ptsNs + timing.durationNs;
    this.#outbox.expect(timing, fitted.timestamp);
    this.#last?.close();
    this.#last = fitted;
    this.#encoder.encode(fitted, isKey);
  }

  /** What the encoder is told of time: it counts whole microseconds, and rates go by them. */
  #stampOf({ ptsNs, durationNs }: FrameTiming): { timestamp: number; duration: number } {
    const timestamp = Math.max(this.#lastTimestamp + 1, Math.floor(ptsNs / NANOSECONDS_PER_MICROSECOND));
    return { timestamp, duration: Math.floor(durationNs / NANOSECONDS_PER_MICROSECOND) };
  }

  #skipped(): void {
    this.#capturedFrames--;
    this.#droppedFrames++;
    this.#wake();
  }

  /** Runs `step` once all that was given before has found its place. */
  #inTurn(step: () => void | Promise<void>): Promise<void> {
    const placed = this.#placing.then(step);
    this.#placing = placed.catch(() => undefined);
    return placed;
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#wake();
    this.#options.fail(error);
  }
}
