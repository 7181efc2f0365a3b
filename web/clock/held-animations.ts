/** Animations that the clock holds: where each stands, and the browser's own ways to move it. */
import { type Nanoseconds, NANOSECONDS_PER_MILLISECOND } from '../../shared/media/time.ts';
import { nativeAccessor } from './patches.ts';
import type { Realm } from './realm.ts';
import type { Timeline } from './timeline.ts';

/** At `fromNs` it was at `fromMs` of its own time, which goes `rate` times as fast. */
export interface Held {
  readonly rate: number;
  readonly fromNs: Nanoseconds;
  readonly fromMs: number;
  /** The page or its style has paused it; it goes on from the frame in which it plays again. */
  readonly isPaused?: boolean;
  /** The browser's own accessors, of the window that it belongs to. */
  readonly native: NativeAnimation;
}

export type NativeAnimation = ReturnType<typeof nativeAnimation>;

export class HeldAnimations extends Map<Animation, Held> {
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    super();
    this.#timeline = timeline;
  }

  /** Holds an animation that plays by time, where it stands; it goes on from the next frame. */
  hold(animation: Animation, native: NativeAnimation): void {
    if (this.has(animation) || animation.playState !== 'running') return;
    // Others go by scrolling, or by nothing.
    if (!(animation.timeline instanceof native.DocumentTimeline)) return;
    const rate = native.playbackRate.get(animation);
    const fromMs = Number(native.currentTime.get(animation) ?? 0);
    native.playbackRate.set(animation, 0);
    this.set(animation, { rate, fromNs: this.#timeline.nextFrameNs, fromMs, native });
  }

  /** Gives an animation its own rate back. */
  release(animation: Animation): void {
    const held = this.get(animation);
    if (!held) return;
    this.delete(animation);
    held.native.playbackRate.set(animation, held.rate);
  }

  /** Has `held` go on from now, `changes` applied. */
  rebase(animation: Animation, held: Held, changes: Partial<Held>): void {
    const fromNs = this.#timeline.nowNs;
    this.set(animation, { ...held, fromNs, fromMs: at(held, fromNs), ...changes });
  }
}

/** Its own time at `timeNs`, in milliseconds. */
export function at({ fromNs, fromMs, rate }: Held, timeNs: Nanoseconds): number {
  return fromMs + ((timeNs - fromNs) / NANOSECONDS_PER_MILLISECOND) * rate;
}

/** The browser's own accessors of a window's animations. */
export function nativeAnimation(realm: Realm) {
  const { prototype } = realm.Animation;
  return {
    DocumentTimeline: realm.DocumentTimeline,
    finish: prototype.finish,
    currentTime: nativeAccessor<Animation, CSSNumberish | null>(prototype, 'currentTime'),
    startTime: nativeAccessor<Animation, CSSNumberish | null>(prototype, 'startTime'),
    playbackRate: nativeAccessor<Animation, number>(prototype, 'playbackRate'),
    timelineTime: nativeAccessor<AnimationTimeline, CSSNumberish | null>(
      realm.AnimationTimeline.prototype,
      'currentTime',
    ),
  };
}
