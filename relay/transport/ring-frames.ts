/** Frames in slots of a page's file, as the session and the pipelines see them. */
import type { Nanoseconds } from '../../shared/media/time.ts';
import type { SlotFrameHeader } from '../../shared/wire/frame.ts';
import { CREDIT_WINDOW_FRAMES } from '../../shared/wire/limits.ts';
import type { TransportName } from '../../shared/wire/messages.ts';
import { layoutFor, slotOffset } from '../../shared/wire/ring.ts';
import { malformed } from '../../shared/wire/schema.ts';
import { SlotLedger } from '../../shared/wire/slot-ledger.ts';
import type { RingSlot } from '../pipeline/ring-area.ts';
import type { PipelineFrame } from '../pipeline/types.ts';
import type { RingFile } from './ring-file.ts';

type Times = Pick<PipelineFrame, 'ptsNs' | 'durationNs'>;

/** Where a frame's pixels lie, and the memory they are read into where they are needed there. */
interface Pixels {
  readonly offset: number;
  readonly bytes: number;
  take(bytes: number): Uint8Array;
}

/** A frame whose pixels stay in the file until somebody asks for them. */
export class RingFrame implements PipelineFrame {
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  /** Absent where no pipeline maps the file. */
  declare readonly slot?: RingSlot;
  readonly #file: RingFile;
  readonly #pixels: Pixels;
  #payload: Uint8Array | undefined;
  #isKept = false;

  constructor({ ptsNs, durationNs }: Times, file: RingFile, pixels: Pixels) {
    this.ptsNs = ptsNs;
    this.durationNs = durationNs;
    this.#file = file;
    this.#pixels = pixels;
    const { area } = file;
    if (area) this.slot = { area, offset: pixels.offset, bytes: pixels.bytes };
  }

  /** Read once, whoever asks. Throws PROTOCOL_MALFORMED where the page has cut its file. */
  get payload(): readonly Uint8Array[] {
    this.#payload ??= this.#read();
    return [this.#payload];
  }

  /** The same for taps, which may keep the memory, and need not know of a page that cuts its file. */
  get kept(): PipelineFrame {
    const { ptsNs, durationNs } = this;
    const read = (): readonly Uint8Array[] => {
      this.#isKept = true;
      try {
        return this.payload;
      } catch {
        this.#payload = new Uint8Array(this.#pixels.bytes);
        return [this.#payload];
      }
    };
    return {
      ptsNs,
      durationNs,
      get payload() {
        return read();
      },
    };
  }

  /** The same pixels at another time. */
  again(times: Times): RingFrame {
    return new RingFrame(times, this.#file, this.#pixels);
  }

  /** Lets go of the memory that was needed for it; returns it where nobody kept it. */
  release(): Uint8Array | undefined {
    const memory = this.#isKept ? undefined : this.#payload;
    this.#payload = undefined;
    return memory;
  }

  #read(): Uint8Array {
    const { bytes, offset, take } = this.#pixels;
    const target = take(bytes);
    this.#file.read(target, offset);
    return target;
  }
}

export class RingFrames {
  readonly #file: RingFile;
  readonly #ledger = new SlotLedger();
  readonly #reusesMemory: boolean;
  readonly #free: Uint8Array[] = [];
  #accepted = 0;

  /** @param reusesMemory whether nobody has a frame's memory once the frame is accepted */
  constructor(file: RingFile, reusesMemory: boolean) {
    this.#file = file;
    this.#reusesMemory = reusesMemory;
  }

  get transport(): TransportName {
    return this.#file.area ? 'ring' : 'ring-read';
  }

  /** The frame that `header` says lies in a slot. Throws ProtocolError where it cannot. */
  frame(header: SlotFrameHeader): RingFrame {
    const { slot } = header;
    const layout = layoutFor(this.#file.layout, header.payloadBytes);
    if (!layout || slot >= layout.slots)
      throw malformed(`frame ${header.sequence} lies in slot ${slot}, which the shared file has not`);
    this.#file.demandWhole();
    this.#ledger.use(slot, layout.slotBytes);
    return new RingFrame(header, this.#file, {
      offset: slotOffset(slot, layout.slotBytes),
      bytes: header.payloadBytes,
      take: (bytes) => this.#take(bytes),
    });
  }

  /** A frame came that brought its pixels. */
  pass(): void {
    this.#ledger.pass();
  }

  /** A frame came that has the pixels of the one before it. */
  repeat(): void {
    this.#ledger.repeat();
  }

  /** The next frame was accepted, whatever way it came. */
  accepted(frame: PipelineFrame): void {
    this.#ledger.accepted(++this.#accepted);
    const memory = this.#reusesMemory && frame instanceof RingFrame ? frame.release() : undefined;
    if (memory && this.#free.length < CREDIT_WINDOW_FRAMES) this.#free.push(memory);
  }

  #take(bytes: number): Uint8Array {
    const buffer = this.#free.pop();
    return buffer?.byteLength === bytes ? buffer : Buffer.allocUnsafeSlow(bytes);
  }
}
