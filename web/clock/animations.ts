/**
 * CSS animations and transitions, and Web Animations. An animation that plays is held: its playback rate is 0, so that
 * the browser still takes it for one that plays, but it moves only where its time is set. The page is told its own rate.
 */
import type { Nanoseconds } from '../../shared/media/time.ts';
import { coverAnimations } from './animation-api.ts';
import { at, type Held, HeldAnimations, type NativeAnimation, nativeAnimation } from './held-animations.ts';
import type { Part } from './part.ts';
import type { Patches } from './patches.ts';
import type { Realm } from './realm.ts';
import type { Timeline } from './timeline.ts';

export class AnimationsPart implements Part {
  readonly #timeline: Timeline;
  readonly #held: HeldAnimations;
  readonly #realms = new Map<Realm, NativeAnimation>();
  #presentedNs: Nanoseconds = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#held = new HeldAnimations(timeline);
  }

  get isPresenting(): boolean {
    return this.#held.size > 0;
  }

  cover(realm: Realm, patches: Patches): void {
    const native = nativeAnimation(realm);
    this.#realms.set(realm, native);
    patches.onRestore(() => this.#realms.delete(realm));
    coverAnimations({ realm, native, held: this.#held, timeline: this.#timeline, patches });
  }

  /** An animation's first animation frame has it still at its start: the browser starts it after the callbacks. */
  adopt(): void {
    for (const [realm, native] of this.#realms) {
      for (const animation of realm.document.getAnimations()) this.#held.hold(animation, native);
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
      if (isGone || (playState !== 'running' && playState !== 'paused')) this.#held.release(animation);
      else if (playState === 'paused') this.#pause(animation, held);
      else this.#move(animation, held, timeNs);
    }
    this.#presentedNs = timeNs;
  }

  restore(): void {
    for (const animation of this.#held.keys()) this.#held.release(animation);
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
      this.#held.release(animation);
      held.native.finish.call(animation);
    }
  }
}
