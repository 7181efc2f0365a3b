/**
 * The tee: each frame's memory is written to every pipeline still at work, and nothing is copied. A frame is accepted when
 * all of them have taken it; one that leaves is waited for no longer.
 */
import type { VideoCaps } from '../../shared/media/gdp.ts';
import type { PipelineFrame } from '../pipeline/types.ts';

/** Where frames go. Each takes them in order. */
export interface FrameTarget {
  setCaps(caps: Omit<VideoCaps, 'rate'>): void;
  /** `accepted` is called when the target has taken the frame, never if it failed before. */
  write(frame: PipelineFrame, accepted: () => void): void;
}

interface PendingFrame {
  readonly waitsFor: Set<FrameTarget>;
  readonly accepted: () => void;
}

export class FanOut {
  readonly #targets: Set<FrameTarget>;
  /** Oldest first. */
  readonly #pending: PendingFrame[] = [];

  constructor(targets: readonly FrameTarget[]) {
    this.#targets = new Set(targets);
  }

  setCaps(caps: Omit<VideoCaps, 'rate'>): void {
    for (const target of this.#targets) target.setCaps(caps);
  }

  /** Writes `frame` to all; `accepted` is called once, in the order of the frames, never where no target is left. */
  write(frame: PipelineFrame, accepted: () => void): void {
    const pending = { waitsFor: new Set(this.#targets), accepted };
    this.#pending.push(pending);
    for (const target of this.#targets) {
      target.write(frame, () => {
        pending.waitsFor.delete(target);
        this.#settle();
      });
    }
  }

  /** Takes `target` out: it gets no more frames, and those under way are accepted without it. */
  leave(target: FrameTarget): void {
    this.#targets.delete(target);
    // What the last one left behind went nowhere.
    if (this.#targets.size === 0) return;
    for (const { waitsFor } of this.#pending) waitsFor.delete(target);
    this.#settle();
  }

  #settle(): void {
    while (this.#pending[0]?.waitsFor.size === 0) this.#pending.shift()?.accepted();
  }
}
