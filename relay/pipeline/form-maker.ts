/** Has frames made over in a thread, one after the other, and keeps the buffers it needs for that. */
import { Worker } from 'node:worker_threads';
import { ReelayError } from '../../shared/errors.ts';
import { frameLayout } from '../../shared/media/formats.ts';
import { CREDIT_WINDOW_FRAMES, MAX_FRAME_BYTES } from '../../shared/wire/limits.ts';
import type { FrameCaps, FrameForm } from './frame-form.ts';
import type { PipelineFrame } from './types.ts';

/** What the thread is told. Both buffers change hands. */
export interface FormRequest {
  /** The pixels, four bytes each; blended in place. */
  readonly source: ArrayBuffer;
  /** Where I420 goes; empty where the source itself is what is wanted. */
  readonly target: ArrayBuffer;
  readonly width: number;
  readonly height: number;
  readonly blueFirst: boolean;
  readonly form: FrameForm;
}

/** What comes back, in the order of the requests. */
export type FormReply = Pick<FormRequest, 'source' | 'target'>;

/** A frame in another form. */
export interface MadeFrame {
  readonly frame: PipelineFrame;
  /** Its memory is needed no longer. */
  release(): void;
}

interface Waiting {
  readonly frame: PipelineFrame;
  readonly made: (made: MadeFrame) => void;
}

/** Kept for the next frames: as much as a window of frames takes, before and after. */
const MAX_KEPT = 2 * CREDIT_WINDOW_FRAMES;
const MAX_KEPT_BYTES = 2 * MAX_FRAME_BYTES;

export class FormMaker {
  readonly #onFailure: (error: ReelayError) => void;
  readonly #waiting: Waiting[] = [];
  readonly #kept: ArrayBuffer[] = [];
  #thread: Worker | undefined;
  #isClosed = false;
  #wakeIdle: () => void = () => undefined;

  /** @param onFailure told, once, where the thread failed: nothing is made from then on */
  constructor(onFailure: (error: ReelayError) => void) {
    this.#onFailure = onFailure;
  }

  /** Makes `form` of an RGB frame that looks as `caps` say; `made` is called in the order of the calls. The frame's own memory is only read. */
  make(frame: PipelineFrame, caps: FrameCaps, form: FrameForm, made: (made: MadeFrame) => void): void {
    if (this.#isClosed) return;
    const { format, width, height } = caps;
    const source = this.#take(frameLayout(format, width, height).bytes);
    const pixels = new Uint8Array(source);
    let offset = 0;
    for (const piece of frame.payload) {
      pixels.set(piece, offset);
      offset += piece.byteLength;
    }
    const target = form.matrix ? this.#take(frameLayout('I420', width, height).bytes) : new ArrayBuffer(0);
    const request: FormRequest = { source, target, width, height, blueFirst: format.startsWith('B'), form };
    this.#waiting.push({ frame, made });
    this.#running().postMessage(request, form.matrix ? [source, target] : [source]);
  }

  /** Resolves when all that was to be made is made, or nothing is made any more. */
  async idle(): Promise<void> {
    if (this.#waiting.length === 0 || this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#wakeIdle = resolve;
    });
  }

  /** Ends the thread. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#kept.length = 0;
    this.#wakeIdle();
    await this.#thread?.terminate();
  }

  #running(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new Worker(new URL('./form-thread.js', import.meta.url));
    thread.on('message', (reply: FormReply) => this.#made(reply));
    thread.once('error', (error) => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.#wakeIdle();
      this.#onFailure(new ReelayError('INTERNAL', { cause: `frames could not be converted: ${String(error)}` }));
    });
    this.#thread = thread;
    return thread;
  }

  #made({ source, target }: FormReply): void {
    const waiting = this.#waiting.shift();
    if (!waiting || this.#isClosed) return;
    const isConverted = target.byteLength > 0;
    if (isConverted) this.#give(source);
    const memory = isConverted ? target : source;
    const { ptsNs, durationNs } = waiting.frame;
    waiting.made({
      frame: { ptsNs, durationNs, payload: [new Uint8Array(memory)] },
      release: () => this.#give(memory),
    });
    if (this.#waiting.length === 0) this.#wakeIdle();
  }

  #take(bytes: number): ArrayBuffer {
    const index = this.#kept.findIndex(({ byteLength }) => byteLength === bytes);
    const [kept] = index < 0 ? [] : this.#kept.splice(index, 1);
    return kept ?? new ArrayBuffer(bytes);
  }

  /** The oldest ones go first: after a change of size nobody asks for them. */
  #give(buffer: ArrayBuffer): void {
    if (this.#isClosed) return;
    this.#kept.push(buffer);
    const bytes = (): number => this.#kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
    while (this.#kept.length > MAX_KEPT || bytes() > MAX_KEPT_BYTES) this.#kept.shift();
  }
}
