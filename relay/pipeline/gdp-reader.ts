/** Reads what `gdppay` writes: caps and buffers, from a stream cut anywhere. The other direction is shared/media/gdp.ts. */
import {
  GDP_HEADER_BYTES,
  GDP_NONE,
  GDP_OFFSETS,
  GDP_TYPE_BUFFER,
  GDP_TYPE_CAPS,
  GDP_VERSION,
} from '../../shared/media/gdp.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';

export interface GdpBuffer {
  /** 0 where it has none. */
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  /** Its own memory: it may be kept. */
  readonly payload: Buffer;
}

export interface GdpHandlers {
  /** @param caps as GStreamer writes them, `video/x-raw, format=(string)RGB, ...` */
  onCaps(caps: string): void;
  onBuffer(buffer: GdpBuffer): void;
}

export class GdpReader {
  readonly #handlers: GdpHandlers;
  readonly #maxPayloadBytes: number;
  readonly #header = Buffer.alloc(GDP_HEADER_BYTES);
  #headerBytes = 0;
  #payload: Buffer | undefined;
  #payloadBytes = 0;

  /** @param maxPayloadBytes longest packet that is taken */
  constructor(maxPayloadBytes: number, handlers: GdpHandlers) {
    this.#maxPayloadBytes = maxPayloadBytes;
    this.#handlers = handlers;
  }

  /** Takes the next bytes of the stream. Throws RangeError for what is no GDP or too long. */
  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#headerBytes < GDP_HEADER_BYTES) {
        const copied = chunk.copy(this.#header, this.#headerBytes, at);
        this.#headerBytes += copied;
        at += copied;
        if (this.#headerBytes < GDP_HEADER_BYTES) return;
        this.#begin();
      }
      if (this.#payload) {
        const copied = chunk.copy(this.#payload, this.#payloadBytes, at);
        this.#payloadBytes += copied;
        at += copied;
      }
      if (this.#payload && this.#payloadBytes === this.#payload.length) this.#complete(this.#payload);
    }
  }

  #begin(): void {
    const length = this.#header.readUInt32BE(GDP_OFFSETS.payloadBytes);
    if (this.#header[GDP_OFFSETS.version] !== GDP_VERSION)
      throw new RangeError(`not GDP: it begins with ${this.#header.toString('hex', 0, 8)}`);
    if (length > this.#maxPayloadBytes)
      throw new RangeError(`a packet of ${length} bytes, over ${this.#maxPayloadBytes}`);
    this.#payload = Buffer.allocUnsafeSlow(length);
    this.#payloadBytes = 0;
    if (length === 0) this.#complete(this.#payload);
  }

  #complete(payload: Buffer): void {
    const type = this.#header.readUInt16BE(GDP_OFFSETS.type);
    this.#headerBytes = 0;
    this.#payload = undefined;
    if (type === GDP_TYPE_CAPS) this.#handlers.onCaps(payload.toString('latin1').replace(/\0$/, ''));
    else if (type === GDP_TYPE_BUFFER)
      this.#handlers.onBuffer({
        ptsNs: this.#time(GDP_OFFSETS.ptsNs),
        durationNs: this.#time(GDP_OFFSETS.durationNs),
        payload,
      });
  }

  #time(offset: number): Nanoseconds {
    const value = this.#header.readBigUInt64BE(offset);
    return value === GDP_NONE ? 0 : Number(value);
  }
}
