/**
 * Takes frames in order and sends them in order: reserve room, read back, send. Reading one frame overlaps sending the
 * one before it and drawing the one after. A picture that is the one before it is told of and not sent.
 */
import { ReelayError } from '../../shared/errors.ts';
import type { Nanoseconds, Rate } from '../../shared/media/time.ts';
import type { ClientMessage } from '../../shared/wire/messages.ts';
import type { FrameSlot, Transport } from '../transport/transport.ts';
import type { FrameTiming } from '../../shared/recording/frame-times.ts';
import type { Loss } from './contract.ts';
import { type FrameSender, timesToHold } from './frame-sender.ts';
import { type FrameShape, type PixelNeeds, Readback, sameShape } from './readback.ts';
import { SamePicture } from './same-picture.ts';

export class Sender implements FrameSender {
  readonly #transport: Transport;
  readonly #maxFrameBytes: number;
  readonly #readback: Readback;
  readonly #samePicture = new SamePicture();
  /** Pixels of the frame that was sent last. */
  #lastPixels: Promise<Uint8Array | undefined> | undefined;
  /** Everything before it has been sent. Never rejects. */
  #tail: Promise<void> = Promise.resolve();
  /** What was given last has found its place: frames wait here for room, one after the other. */
  #reserving: Promise<unknown> = Promise.resolve();
  #shape: FrameShape | undefined;
  #geometryId = -1;
  #capturedFrames = 0;
  #droppedFrames = 0;
  #recordedNs: Nanoseconds = 0;
  #failure: Error | undefined;

  constructor(transport: Transport, maxFrameBytes: number, needs: PixelNeeds) {
    this.#transport = transport;
    this.#maxFrameBytes = maxFrameBytes;
    this.#readback = new Readback(needs);
  }

  get capturedFrames(): number {
    return this.#capturedFrames;
  }

  get encoding(): undefined {
    return undefined;
  }

  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  get recordedNs(): Nanoseconds {
    return this.#recordedNs;
  }

  async send(frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): Promise<void> {
    try {
      const shape = this.#shapeOf(frame);
      // One after the other: frames leave in the order in which they came, and so must they find room.
      const reserved = this.#reserving.then(() => this.#transport.reserve(shape.layout.bytes));
      this.#reserving = reserved;
      const slot = await reserved;
      await this.#dispatch(frame, shape, slot, timing, premultiplied);
    } finally {
      frame.close();
    }
  }

  async offer(frame: VideoFrame, timing: FrameTiming, premultiplied: boolean): Promise<void> {
    try {
      const shape = this.#shapeOf(frame);
      const slot = this.#transport.tryReserve(shape.layout.bytes);
      if (slot) await this.#dispatch(frame, shape, slot, timing, premultiplied);
      else this.lose({ count: 1, fromNs: timing.ptsNs, toNs: timing.ptsNs, reason: 'credit' });
    } finally {
      frame.close();
    }
  }

  async hold(untilNs: Nanoseconds, rate: Rate): Promise<void> {
    const shape = this.#shape;
    if (!shape || this.#failure !== undefined) return;
    for (const { ptsNs, durationNs } of timesToHold(this.#recordedNs, untilNs, rate)) {
      const slot = await this.#transport.reserve(shape.layout.bytes);
      this.#capturedFrames++;
      this.#recordedNs = ptsNs + durationNs;
      const geometryId = this.#geometryId;
      this.#tail = this.#tail.then(() => {
        if (this.#failure === undefined) slot.repeat(ptsNs, durationNs, geometryId);
      });
    }
  }

  lose(loss: Loss): void {
    this.#droppedFrames += loss.count;
    this.#tail = this.#tail.then(() => this.#transport.control({ type: 'drop', ...loss }));
  }

  async control(message: ClientMessage | (() => ClientMessage)): Promise<void> {
    await this.#place(() => {
      this.#tail = this.#tail.then(() => this.#transport.control(typeof message === 'function' ? message() : message));
    });
    await this.#tail;
  }

  note(type: 'pause' | 'resume'): void {
    void this.#place(() => {
      const atNs = this.#recordedNs;
      this.#tail = this.#tail.then(() => this.#transport.control({ type, atNs }));
    });
  }

  /** Runs `step` once all frames given so far have found room, and before any frame given later does. */
  #place(step: () => void): Promise<void> {
    const placed = this.#reserving.then(step, step);
    this.#reserving = placed;
    return placed;
  }

  #shapeOf(frame: VideoFrame): FrameShape {
    if (this.#failure !== undefined) throw this.#failure;
    const shape = this.#readback.shapeOf(frame);
    const { bytes } = shape.layout;
    if (bytes > this.#maxFrameBytes) throw new ReelayError('FRAME_TOO_LARGE', { bytes, limit: this.#maxFrameBytes });
    return shape;
  }

  async #dispatch(
    frame: VideoFrame,
    shape: FrameShape,
    slot: FrameSlot,
    timing: FrameTiming,
    premultiplied: boolean,
  ): Promise<void> {
    this.#capturedFrames++;
    this.#recordedNs = timing.ptsNs + timing.durationNs;
    const isNew = !this.#shape || !sameShape(this.#shape, shape);
    if (isNew) {
      this.#shape = shape;
      this.#geometryId++;
    }
    const geometryId = this.#geometryId;
    const read = this.#readback.read(frame, shape, slot.pixels, premultiplied);
    this.#tail = Promise.all([this.#tail, read])
      .then(async () => {
        if (this.#failure !== undefined) return;
        if (isNew) this.#announce(geometryId, shape);
        await this.#put(slot, timing, geometryId);
      })
      .catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      });
    await read;
  }

  /** Sends what was read, or says that it is the last picture again. */
  async #put(slot: FrameSlot, { ptsNs, durationNs }: FrameTiming, geometryId: number): Promise<void> {
    const last = await this.#lastPixels;
    if (last && this.#samePicture.holds(last, slot.pixels)) slot.repeat(ptsNs, durationNs, geometryId);
    else this.#lastPixels = slot.send(ptsNs, durationNs, geometryId);
  }

  #announce(id: number, { format, width, height, colour }: FrameShape): void {
    this.#lastPixels = undefined;
    this.#transport.control({ type: 'geometry', id, format, width, height, colour });
  }
}
