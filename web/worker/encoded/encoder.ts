/** The browser's encoder for one recording: frames in, encoded frames and what stands beside them out. */
import { ReelayError } from '../../../shared/errors.ts';
import { CODECS, type CodecName } from '../../../shared/media/codecs.ts';
import { FRAME_HEADER_BYTES } from '../../../shared/wire/frame.ts';
import { MAX_CHUNK_BYTES } from '../../../shared/wire/limits.ts';

/** An encoded frame behind room for its header. */
export interface EncodedFrame {
  readonly message: Uint8Array<ArrayBuffer>;
  readonly bytes: number;
  readonly isKey: boolean;
  /** That of the frame it was made of, microseconds. */
  readonly timestamp: number;
}

interface EncoderEvents {
  /** Comes once, before the first frame. @param description in hexadecimal, where the codec has one */
  described(description: string | undefined): void;
  frame(frame: EncodedFrame): void;
  /** Fewer frames wait for it. */
  dequeued(): void;
  /** It encodes no more. */
  failed(error: ReelayError): void;
}

export class Encoder {
  readonly #codec: CodecName;
  readonly #events: EncoderEvents;
  readonly #encoder: VideoEncoder;
  #config: VideoEncoderConfig;
  #description: string | undefined;
  #isDescribed = false;

  constructor(codec: CodecName, config: VideoEncoderConfig, events: EncoderEvents) {
    this.#codec = codec;
    this.#events = events;
    this.#config = config;
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => {
        try {
          this.#output(chunk, metadata?.decoderConfig);
        } catch (error) {
          this.#fail(error);
        }
      },
      error: (error) => this.#fail(error),
    });
    this.#encoder.ondequeue = () => events.dequeued();
    this.#encoder.configure(config);
  }

  /** Frames that it was given and has not begun with. */
  get queued(): number {
    return this.#encoder.encodeQueueSize;
  }

  /** Bits per second that it is asked for. */
  get bitrate(): number {
    return this.#config.bitrate ?? 0;
  }

  /** Asks for another rate from the next frame on. */
  setBitrate(bitrate: number): void {
    if (bitrate === this.#config.bitrate || this.#encoder.state !== 'configured') return;
    this.#config = { ...this.#config, bitrate };
    this.#encoder.configure(this.#config);
  }

  /** Encodes a frame, which stays the caller's. @param keyFrame it is to stand alone */
  encode(frame: VideoFrame, keyFrame: boolean): void {
    this.#encoder.encode(frame, { keyFrame });
  }

  /** Resolves when all that it was given came out, or will not. Never rejects. */
  async flush(): Promise<void> {
    if (this.#encoder.state === 'configured') await this.#encoder.flush().catch(() => undefined);
  }

  /** Idempotent. */
  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
  }

  #output(chunk: EncodedVideoChunk, config: VideoDecoderConfig | undefined): void {
    const { byteLength: bytes, timestamp, type } = chunk;
    if (config) this.#describe(config.description);
    if (bytes > MAX_CHUNK_BYTES)
      throw new Error(`it made a frame of ${bytes} bytes, and ${MAX_CHUNK_BYTES} can be sent`);
    const message = new Uint8Array(FRAME_HEADER_BYTES + bytes);
    const data = message.subarray(FRAME_HEADER_BYTES);
    chunk.copyTo(data);
    const from = this.#codec === 'av1' ? delimiterBytes(data) : 0;
    const whole = from === 0 ? message : message.subarray(from);
    this.#events.frame({ message: whole, bytes: bytes - from, timestamp, isKey: type === 'key' });
  }

  /** One file holds one stream: what stands beside it may not change. */
  #describe(source: AllowSharedBufferSource | undefined): void {
    const description = CODECS[this.#codec].described && source ? hexOf(source) : undefined;
    if (this.#isDescribed && description !== this.#description)
      throw new Error('it changed the parameters of its stream');
    if (this.#isDescribed) return;
    this.#isDescribed = true;
    this.#description = description;
    this.#events.described(description);
  }

  #fail(error: unknown): void {
    const cause = error instanceof Error ? error.message : String(error);
    this.#events.failed(new ReelayError('ENCODER_FAILED', { codec: CODECS[this.#codec].title, cause }));
  }
}

/** OBU header of a temporal delimiter that tells its size, and that size. */
const DELIMITER = [0x12, 0x00] as const;

/** Bytes of the temporal delimiter at the beginning of AV1, which files leave out. Source: AV1 in ISOBMFF, section 2.4. */
function delimiterBytes(data: Uint8Array): number {
  return DELIMITER.every((byte, index) => data[index] === byte) ? DELIMITER.length : 0;
}

function hexOf(source: AllowSharedBufferSource): string {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
