/**
 * The tee: each frame's memory is written to every pipeline still at work, and nothing is copied. A frame is accepted when
 * all of them have taken it; one that leaves is waited for no longer. What needs frames in another form than they come in
 * shares one that is made for all of its kind.
 */
import type { FormMaker } from '../pipeline/form-maker.ts';
import { capsIn, type FrameCaps, type FrameForm, type StreamCaps } from '../pipeline/frame-form.ts';
import type { PipelineFrame } from '../pipeline/types.ts';

/** Where frames go. Each takes them in order. */
export interface FrameTarget {
  setCaps(caps: StreamCaps): void;
  /** `accepted` is called when the target has taken the frame, never if it failed before. */
  write(frame: PipelineFrame, accepted: () => void): void;
}

/** A target that may need frames in another form. */
export interface FormedTarget extends FrameTarget {
  /** Undefined where frames are fine as they come. */
  formFor(caps: FrameCaps): FrameForm | undefined;
}

/** Where a recording's frames go in, on their way to its outputs. */
export interface FramePath extends FrameTarget {
  /** Takes `target` out: it gets no more frames, and those under way are accepted without it. */
  leave(target: FormedTarget): void;
  /** Resolves when each frame that came is written to its targets. */
  written(): Promise<void>;
  /** No more frames come, and none is waited for. */
  close(): Promise<void>;
}

interface PendingFrame {
  readonly waitsFor: Set<FormedTarget>;
  readonly accepted: () => void;
}

/** Targets that take frames in the same form. */
interface Lane {
  readonly form: FrameForm | undefined;
  readonly targets: FormedTarget[];
}

export class FanOut implements FramePath {
  readonly #targets: Set<FormedTarget>;
  /** Absent where there is one target: the page makes what it needs. */
  readonly #maker: FormMaker | undefined;
  /** Oldest first. */
  readonly #pending: PendingFrame[] = [];
  #caps: StreamCaps | undefined;
  #lanes: readonly Lane[] = [];

  constructor(targets: readonly FormedTarget[], maker?: FormMaker) {
    this.#targets = new Set(targets);
    this.#maker = maker;
  }

  setCaps(caps: StreamCaps): void {
    const lanes = new Map<string, Lane>();
    for (const target of this.#targets) {
      const form = this.#maker && !('codec' in caps) ? target.formFor(caps) : undefined;
      const key = JSON.stringify(form ?? null);
      const lane = lanes.get(key) ?? { form, targets: [] };
      lane.targets.push(target);
      lanes.set(key, lane);
    }
    this.#caps = caps;
    this.#lanes = [...lanes.values()];
  }

  /** Writes `frame` to all; `accepted` is called once, in the order of the frames, never where no target is left. */
  write(frame: PipelineFrame, accepted: () => void): void {
    const caps = this.#caps;
    if (!caps) throw new Error('a frame was written before its caps');
    const pending = { waitsFor: new Set(this.#targets), accepted };
    this.#pending.push(pending);
    for (const { form, targets } of this.#lanes) {
      const write = (ready: PipelineFrame, look: StreamCaps, release: () => void): void => {
        let left = targets.length;
        for (const target of targets) {
          if (!this.#targets.has(target)) continue;
          target.setCaps(look);
          target.write(ready, () => {
            // Where one left on the way its pipe may still hold on to the memory: it is not used again.
            if (--left === 0) release();
            pending.waitsFor.delete(target);
            this.#settle();
          });
        }
      };
      if (!form || !this.#maker || 'codec' in caps) write(frame, caps, () => undefined);
      else if (targets.some((target) => this.#targets.has(target)))
        this.#maker.make(frame, caps, form, (made) => write(made.frame, capsIn(form, caps), made.release));
    }
  }

  leave(target: FormedTarget): void {
    this.#targets.delete(target);
    // What the last one left behind went nowhere.
    if (this.#targets.size === 0) return;
    for (const { waitsFor } of this.#pending) waitsFor.delete(target);
    this.#settle();
  }

  async written(): Promise<void> {
    await this.#maker?.idle();
  }

  async close(): Promise<void> {
    await this.#maker?.close();
  }

  #settle(): void {
    while (this.#pending[0]?.waitsFor.size === 0) this.#pending.shift()?.accepted();
  }
}
