/**
 * CSS animations and transitions, and Web Animations. An animation that plays is held: its playback rate is 0, so that
 * the browser still takes it for one that plays, but it moves only where its time is set. The page is told its own rate.
 */
import { type Nanoseconds, NANOSECONDS_PER_MILLISECOND } from '../../shared/media/time.ts';
import type { Part } from './part.ts';
import { nativeAccessor, type Patches } from './patches.ts';
import type { Realm } from './realm.ts';
import type { Timeline } from './timeline.ts';

/** At `fromNs` it was at `fromMs` of its own time, which goes `rate` times as fast. */
interface Held {
  readonly rate: number;
  readonly fromNs: Nanoseconds;
  readonly fromMs: number;
  /** The page or its style has paused it; it goes on from the frame in which it plays again. */
  readonly isPaused?: boolean;
  /** The browser's own accessors, of the window that it belongs to. */
  readonly native: NativeAnimation;
}

type NativeAnimation = ReturnType<typeof nativeAnimation>;

export class AnimationsPart implements Part {
  readonly #timeline: Timeline;
  readonly #held = new Map<Animation, Held>();
  readonly #realms = new Map<Realm, NativeAnimation>();
  #presentedNs: Nanoseconds = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get isPresenting(): boolean {
    return this.#held.size > 0;
  }

  cover(realm: Realm, patches: Patches): void {
    const native = nativeAnimation(realm);
    this.#realms.set(realm, native);
    patches.onRestore(() => this.#realms.delete(realm));
    this.#coverTimes(realm, native, patches);
    this.#coverMethods(realm, native, patches);
  }

  /** An animation's first animation frame has it still at its start: the browser starts it after the callbacks. */
  adopt(): void {
    for (const [realm, native] of this.#realms) {
      for (const animation of realm.document.getAnimations()) this.#hold(animation, native);
    }
    for (const [animation, { isPaused, fromMs, native }] of this.#held) {
      if (!isPaused || animation.playState !== 'paused') continue;
      // Chromium draws the start of one whose rate is 0 when style pauses it, until it is given, and asked for, another time.
      native.currentTime.set(animation, fromMs + 1);
      animation.effect?.getComputedTiming();
      native.currentTime.set(animation, fromMs);
    }
  }

  present(timeNs: Nanoseconds): void {
    for (const [animation, held] of this.#held) {
      const { effect, playState } = animation;
      const isGone = effect !== null && 'target' in effect && (effect as KeyframeEffect).target?.isConnected === false;
      if (isGone || (playState !== 'running' && playState !== 'paused')) this.#release(animation);
      else if (playState === 'paused') this.#pause(animation, held);
      else this.#move(animation, held, timeNs);
    }
    this.#presentedNs = timeNs;
  }

  restore(): void {
    for (const animation of this.#held.keys()) this.#release(animation);
  }

  /** It stands where it stood in the last frame. */
  #pause(animation: Animation, held: Held): void {
    if (held.isPaused) return;
    const fromMs = at(held, this.#presentedNs);
    this.#held.set(animation, { ...held, fromMs, isPaused: true });
    held.native.currentTime.set(animation, fromMs);
  }

  #move(animation: Animation, held: Held, timeNs: Nanoseconds): void {
    if (held.isPaused) {
      const goesOn = { ...held, fromNs: timeNs, isPaused: false };
      this.#held.set(animation, goesOn);
      this.#move(animation, goesOn, timeNs);
      return;
    }
    const ownMs = at(held, timeNs);
    const endMs = Number(animation.effect?.getComputedTiming().endTime ?? 0);
    const isOver = held.rate > 0 ? ownMs >= endMs : held.rate < 0 && ownMs <= 0;
    if (!isOver) held.native.currentTime.set(animation, ownMs);
    else {
      this.#release(animation);
      held.native.finish.call(animation);
    }
  }

  #hold(animation: Animation, native: NativeAnimation): void {
    if (this.#held.has(animation) || animation.playState !== 'running') return;
    // Others go by scrolling, or by nothing.
    if (!(animation.timeline instanceof native.DocumentTimeline)) return;
    const rate = native.playbackRate.get(animation);
    const fromMs = Number(native.currentTime.get(animation) ?? 0);
    native.playbackRate.set(animation, 0);
    this.#held.set(animation, { rate, fromNs: this.#timeline.nextFrameNs, fromMs, native });
  }

  #release(animation: Animation): void {
    const held = this.#held.get(animation);
    if (!held) return;
    this.#held.delete(animation);
    held.native.playbackRate.set(animation, held.rate);
  }

  /** Has `held` go on from now, `changes` applied. */
  #rebase(animation: Animation, held: Held, changes: Partial<Held>): void {
    const fromNs = this.#timeline.nowNs;
    this.#held.set(animation, { ...held, fromNs, fromMs: at(held, fromNs), ...changes });
  }

  #coverTimes(realm: Realm, native: NativeAnimation, patches: Patches): void {
    const { prototype } = realm.Animation;
    const held = this.#held;
    const timeline = this.#timeline;
    patches.accessor(realm.AnimationTimeline.prototype, 'currentTime', (self) => {
      return self instanceof native.DocumentTimeline ? timeline.nowMs : native.timelineTime.get(self);
    });
    patches.accessor(
      prototype,
      'currentTime',
      (self) => {
        return native.currentTime.get(self);
      },
      (self, to: number | null) => {
        native.currentTime.set(self, to);
        const current = held.get(self);
        if (current) this.#rebase(self, current, { fromMs: Number(to) });
      },
    );
    patches.accessor(
      prototype,
      'playbackRate',
      (self) => {
        return held.get(self)?.rate ?? native.playbackRate.get(self);
      },
      (self, rate: number) => {
        const current = held.get(self);
        if (current) this.#rebase(self, current, { rate });
        else native.playbackRate.set(self, rate);
      },
    );
    patches.accessor(
      prototype,
      'startTime',
      (self) => {
        const current = held.get(self);
        if (current) return current.fromNs / NANOSECONDS_PER_MILLISECOND - current.fromMs / (current.rate || 1);
        if (native.startTime.get(self) === null) return null;
        return timeline.nowMs - Number(native.currentTime.get(self)) / (native.playbackRate.get(self) || 1);
      },
      (self, to: number | null) => {
        this.#release(self);
        native.startTime.set(self, to === null ? null : native.timelineTime.get(realm.document.timeline));
        if (to === null) return;
        this.#hold(self, native);
        const current = held.get(self);
        if (!current) return;
        held.set(self, { ...current, fromNs: to * NANOSECONDS_PER_MILLISECOND, fromMs: 0 });
        native.currentTime.set(self, (timeline.nowMs - to) * current.rate);
      },
    );
  }

  /** They are the browser's own, called with the animation's own rate. */
  #coverMethods(realm: Realm, native: NativeAnimation, patches: Patches): void {
    const { prototype } = realm.Animation;
    const { play } = prototype;
    for (const name of ['play', 'pause', 'finish', 'cancel'] as const) {
      const method = prototype[name];
      patches.method(prototype, name, (self) => {
        this.#release(self);
        method.call(self);
        this.#hold(self, native);
      });
    }
    // The browser's own would have the new rate only when the animation is ready.
    patches.method(prototype, 'reverse', (self) => {
      this.#release(self);
      native.playbackRate.set(self, -native.playbackRate.get(self));
      play.call(self);
      this.#hold(self, native);
    });
    patches.method(prototype, 'updatePlaybackRate', (self, rate: number) => {
      const held = this.#held.get(self);
      if (held) this.#rebase(self, held, { rate });
      else native.playbackRate.set(self, rate);
    });
  }
}

function at({ fromNs, fromMs, rate }: Held, timeNs: Nanoseconds): number {
  return fromMs + ((timeNs - fromNs) / NANOSECONDS_PER_MILLISECOND) * rate;
}

function nativeAnimation(realm: Realm) {
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
