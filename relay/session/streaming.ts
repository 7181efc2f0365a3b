/** A session that records: frames in, credits out. */
import { ProtocolError } from '../../shared/errors.ts';
import { CODECS, type CodecName } from '../../shared/media/codecs.ts';
import { frameLayout } from '../../shared/media/formats.ts';
import type { VideoCaps } from '../../shared/media/gdp.ts';
import { CreditIssuer } from '../../shared/wire/credit.ts';
import { type IncomingHeader, isChunk } from '../../shared/wire/frame.ts';
import { tileMapBytes, unpackTiles } from '../../shared/wire/tiles.ts';
import {
  CREDIT_WINDOW_FRAMES,
  ENCODED_WINDOW_BYTES,
  ENCODED_WINDOW_FRAMES,
  MAX_CHUNK_BYTES,
  MAX_FRAME_BYTES,
  MAX_GEOMETRIES,
  MAX_REPEATS,
  MAX_TIME_NS,
} from '../../shared/wire/limits.ts';
import type { EncodingMessage, GeometryMessage, RelayMessage } from '../../shared/wire/messages.ts';
import { malformed } from '../../shared/wire/schema.ts';
import { framesPerSecond, NANOSECONDS_PER_SECOND, type Rate } from '../../shared/media/time.ts';
import type { StreamCaps } from '../pipeline/frame-form.ts';
import type { PipelineFrame } from '../pipeline/types.ts';
import type { Tap } from '../taps/tap.ts';
import { RingFrame, type RingFrames } from '../transport/ring-frames.ts';
import type { IncomingFrame } from '../transport/socket.ts';
import type { FrameTarget } from './fan-out.ts';
import type { Take } from './take.ts';

/** Sends a message; `sent` is called when the system has taken it. */
export type SendMessage = (message: RelayMessage, sent?: () => void) => void;

interface Geometry {
  readonly id: number;
  readonly caps: StreamCaps;
  /** Undefined where frames are encoded: taps get them decoded. */
  readonly tapCaps: VideoCaps | undefined;
  /** Of a raw frame; of an encoded one the most that it may have. */
  readonly bytes: number;
}

/** How frames come encoded, as it was agreed. */
export interface AgreedEncoding {
  readonly codec: CodecName;
  readonly width: number;
  readonly height: number;
}

export interface StreamingOptions {
  /** What turns them into files. */
  readonly outputs: FrameTarget;
  readonly take: Take;
  /** What is offered each frame besides. */
  readonly taps: readonly Tap[];
  /** Rate that taps are told, or [0, 1] where times vary. */
  readonly tapRate: Rate;
  /** Rate at which an output repeats frames to fill time; undefined where none does. */
  readonly steadyRate?: Rate | undefined;
  /** The file in which the page may put its frames. */
  readonly ring?: RingFrames | undefined;
  /** Undefined where frames come raw. */
  readonly encoding?: AgreedEncoding | undefined;
  readonly send: SendMessage;
}

export class Streaming {
  readonly #outputs: FrameTarget;
  readonly #take: Take;
  readonly #taps: readonly Tap[];
  readonly #tapRate: Rate;
  readonly #steadyRate: Rate | undefined;
  readonly #ring: RingFrames | undefined;
  readonly #send: SendMessage;
  readonly #encoding: AgreedEncoding | undefined;
  readonly #issuer: CreditIssuer;
  #geometry: Geometry | undefined;
  /** The geometry the outputs were last told. */
  #capsSent: Geometry | undefined;
  /** The last frame of this geometry that brought pixels: it may be shown again, or be what tiles are put into. */
  #last: PipelineFrame | undefined;
  #lastPtsNs = -1;
  /** `behind`: one is on its way, and credit has grown since. */
  #grant: 'idle' | 'sending' | 'behind' = 'idle';

  constructor({ outputs, take, taps, tapRate, steadyRate, ring, encoding, send }: StreamingOptions) {
    this.#outputs = outputs;
    this.#take = take;
    this.#taps = taps;
    this.#tapRate = tapRate;
    this.#steadyRate = steadyRate;
    this.#ring = ring;
    this.#encoding = encoding;
    this.#issuer = encoding
      ? new CreditIssuer(ENCODED_WINDOW_FRAMES, ENCODED_WINDOW_BYTES)
      : new CreditIssuer(CREDIT_WINDOW_FRAMES, MAX_FRAME_BYTES);
    this.#send = send;
  }

  /** Most bytes that a frame may bring. */
  get maxFrameBytes(): number {
    return this.#encoding ? MAX_CHUNK_BYTES : MAX_FRAME_BYTES;
  }

  get receivedFrames(): number {
    return this.#issuer.receivedFrames;
  }

  /** Grants what may be sent by now. One grant is under way at a time, so that a peer that does not read costs no memory. */
  grant(): void {
    if (this.#grant !== 'idle') {
      this.#grant = 'behind';
      return;
    }
    this.#grant = 'sending';
    this.#send({ type: 'credit', ...this.#issuer.credit }, () => {
      const isBehind = this.#grant === 'behind';
      this.#grant = 'idle';
      if (isBehind) this.grant();
    });
  }

  /** Takes a new geometry; it holds for the frames that name it. Throws ProtocolError. */
  geometry(message: GeometryMessage): void {
    if (this.#encoding)
      throw new ProtocolError('PROTOCOL_ORDER', { reason: 'a geometry came where frames are encoded' });
    const due = this.#geometry === undefined ? 0 : this.#geometry.id + 1;
    if (message.id !== due || message.id >= MAX_GEOMETRIES) {
      throw new ProtocolError('PROTOCOL_ORDER', { reason: `geometry ${message.id} came where ${due} was due` });
    }
    const { id, format, width, height, colour } = message;
    const { bytes } = frameLayout(format, width, height);
    if (bytes > MAX_FRAME_BYTES) throw new ProtocolError('FRAME_TOO_LARGE', { bytes, limit: MAX_FRAME_BYTES });
    const caps = { format, width, height, colour };
    this.#geometry = { id, bytes, caps, tapCaps: { ...caps, rate: this.#tapRate } };
    this.#last = undefined;
    this.#take.addGeometry(this.#issuer.receivedFrames, message);
  }

  /** Takes what is said of the encoded frames that follow, once. Throws ProtocolError. */
  encoding({ id, codec, width, height, colour, description }: EncodingMessage): void {
    const agreed = this.#encoding;
    if (!agreed || this.#geometry || id !== 0)
      throw new ProtocolError('PROTOCOL_ORDER', { reason: `encoding ${id} came where none was due` });
    if (codec !== agreed.codec || width !== agreed.width || height !== agreed.height) {
      const [told, due] = [{ codec, width, height }, agreed].map(
        (each) => `${each.codec} ${each.width} x ${each.height}`,
      );
      throw new ProtocolError('PROTOCOL_ORDER', { reason: `the encoding is ${told}, and ${due} was agreed` });
    }
    if (CODECS[codec].described !== (description !== undefined))
      throw malformed(`encoding.description stands beside ${CODECS[codec].described ? 'this codec' : 'others'}`);
    const caps = { codec, width, height, colour, description };
    this.#geometry = { id, bytes: MAX_CHUNK_BYTES, caps, tapCaps: undefined };
  }

  /** Feeds a frame. Throws ProtocolError for one that is not due, not paid for or not as announced. */
  frame(incoming: IncomingFrame): void {
    const { header } = incoming;
    const geometry = this.check(header);
    // However a raw frame comes, it is the pipeline's as one of these bytes.
    const bytes = isChunk(header.kind) ? header.payloadBytes : geometry.bytes;
    this.#issuer.receive(header.sequence, bytes);
    this.#lastPtsNs = header.ptsNs;
    if (this.#capsSent !== geometry) {
      this.#outputs.setCaps(geometry.caps);
      this.#capsSent = geometry;
    }
    const frame = this.#located(incoming, geometry.bytes);
    const kept = frame instanceof RingFrame ? frame.kept : frame;
    if (geometry.tapCaps) for (const tap of this.#taps) tap.offer(kept, geometry.tapCaps);
    this.#outputs.write(frame, () => {
      this.#ring?.accepted(frame);
      this.#issuer.accept(bytes);
      this.#take.addFrame(header.ptsNs + header.durationNs);
      this.grant();
    });
  }

  /** The frame with its pixels, wherever they lie. Throws ProtocolError for a slot that it cannot name, or tiles that do not fit. */
  #located({ header, payload }: IncomingFrame, frameBytes: number): PipelineFrame {
    const { kind, ptsNs, durationNs } = header;
    if (isChunk(kind)) {
      this.#take.addChunk(ptsNs, header.payloadBytes);
      this.#last = { ptsNs, durationNs, payload, isKey: kind === 'key' };
      return this.#last;
    }
    if (header.kind === 'repeat' && this.#last) {
      this.#ring?.repeat();
      return again(this.#last, header);
    }
    if (header.kind === 'slot') {
      if (!this.#ring) throw malformed(`frame ${header.sequence} lies in slot ${header.slot}, and no file is shared`);
      this.#take.cameBy(this.#ring.transport);
      this.#last = this.#ring.frame(header);
    } else {
      this.#ring?.pass();
      // Tiles go into memory of their own: pipelines and taps may not be done with the last frame's.
      const part = kind === 'tiles' ? this.#last : undefined;
      const whole = part ? [unpackTiles(part.payload, payload, frameBytes)] : payload;
      this.#last = { ptsNs, durationNs, payload: whole };
    }
    return this.#last;
  }

  /** The geometry of a frame with this header. Throws ProtocolError where such a frame may not come now. */
  check(header: IncomingHeader): Geometry {
    const geometry = this.#geometry;
    if (!geometry || header.geometryId !== geometry.id) {
      throw new ProtocolError('PROTOCOL_ORDER', {
        reason: `frame ${header.sequence} names geometry ${header.geometryId}, which is not the current one`,
      });
    }
    if (isChunk(header.kind) !== (geometry.tapCaps === undefined)) {
      throw new ProtocolError('PROTOCOL_ORDER', {
        reason: `frame ${header.sequence} is ${header.kind}, and frames are ${geometry.tapCaps ? 'raw' : 'encoded'}`,
      });
    }
    if (['repeat', 'tiles', 'delta'].includes(header.kind) && !this.#last) {
      throw new ProtocolError('PROTOCOL_ORDER', {
        reason: `frame ${header.sequence} is made of the one before, and there is none of its geometry`,
      });
    }
    const [least, most] = payloadRange(header.kind, geometry.bytes);
    if (header.payloadBytes < least || header.payloadBytes > most) {
      throw new ProtocolError('PROTOCOL_MALFORMED', {
        reason: `frame ${header.sequence} has ${header.payloadBytes} bytes; its geometry needs ${least === most ? least : `${least} to ${most}`}`,
      });
    }
    if (header.ptsNs <= this.#lastPtsNs) {
      throw new ProtocolError('PROTOCOL_ORDER', {
        reason: `frame ${header.sequence} is not later than the one before it`,
      });
    }
    if (header.ptsNs + header.durationNs > MAX_TIME_NS) {
      throw new ProtocolError('PROTOCOL_MALFORMED', {
        reason: `frame ${header.sequence} ends after ${MAX_TIME_NS} ns`,
      });
    }
    this.#checkRepeats(header);
    return geometry;
  }

  /** One message must not become work without end: what is repeated until this frame, and until its own end, is counted. */
  #checkRepeats({ sequence, ptsNs, durationNs }: IncomingHeader): void {
    if (!this.#steadyRate) return;
    const sinceLastNs = ptsNs + durationNs - Math.max(0, this.#lastPtsNs);
    if ((sinceLastNs / NANOSECONDS_PER_SECOND) * framesPerSecond(this.#steadyRate) <= MAX_REPEATS) return;
    throw new ProtocolError('PROTOCOL_MALFORMED', {
      reason: `frame ${sequence} ends ${sinceLastNs} ns after the one before it began; at ${this.#steadyRate.join('/')} frames a second more than ${MAX_REPEATS} would be written to fill that time`,
    });
  }
}

/** Fewest and most bytes that a frame of this kind brings, or has in its slot. */
function payloadRange(kind: IncomingHeader['kind'], frameBytes: number): readonly [least: number, most: number] {
  if (kind === 'repeat') return [0, 0];
  if (isChunk(kind)) return [1, frameBytes];
  const mapBytes = tileMapBytes(frameBytes);
  return kind === 'tiles' ? [mapBytes, mapBytes + frameBytes] : [frameBytes, frameBytes];
}

/** `frame` at another time: the same memory, which is not read for that. */
function again(frame: PipelineFrame, times: Pick<PipelineFrame, 'ptsNs' | 'durationNs'>): PipelineFrame {
  if (frame instanceof RingFrame) return frame.again(times);
  const { ptsNs, durationNs } = times;
  return { ptsNs, durationNs, payload: frame.payload };
}

/** Throws unless the page counted as many frames as came. */
export function checkFrameCount(claimed: number, received: number): void {
  if (claimed !== received) {
    throw new ProtocolError('PROTOCOL_ORDER', {
      reason: `the page says it sent ${claimed} frames, and ${received} came`,
    });
  }
}
