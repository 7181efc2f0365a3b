/** What a page asks of its animations, and tells them, while they are held. */
import { NANOSECONDS_PER_MILLISECOND } from '../../shared/media/time.ts';
import type { HeldAnimations, NativeAnimation } from './held-animations.ts';
import type { Patches } from './patches.ts';
import type { Realm } from './realm.ts';
import type { Timeline } from './timeline.ts';

interface Covered {
  readonly realm: Realm;
  readonly native: NativeAnimation;
  readonly held: HeldAnimations;
  readonly timeline: Timeline;
  readonly patches: Patches;
}

/** Has the animations of a window, and their timeline, answer with virtual time. */
export function coverAnimations(covered: Covered): void {
  coverTimes(covered);
  coverMethods(covered);
}

function coverTimes({ realm, native, held, timeline, patches }: Covered): void {
  const { prototype } = realm.Animation;
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
      if (current) held.rebase(self, current, { fromMs: Number(to) });
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
      if (current) held.rebase(self, current, { rate });
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
      held.release(self);
      native.startTime.set(self, to === null ? null : native.timelineTime.get(realm.document.timeline));
      if (to === null) return;
      held.hold(self, native);
      const current = held.get(self);
      if (!current) return;
      held.set(self, { ...current, fromNs: to * NANOSECONDS_PER_MILLISECOND, fromMs: 0 });
      native.currentTime.set(self, (timeline.nowMs - to) * current.rate);
    },
  );
}

/** They are the browser's own, called with the animation's own rate. */
function coverMethods({ realm, native, held, patches }: Covered): void {
  const { prototype } = realm.Animation;
  const { play } = prototype;
  for (const name of ['play', 'pause', 'finish', 'cancel'] as const) {
    const method = prototype[name];
    patches.method(prototype, name, (self) => {
      held.release(self);
      method.call(self);
      held.hold(self, native);
    });
  }
  // The browser's own would have the new rate only when the animation is ready.
  patches.method(prototype, 'reverse', (self) => {
    held.release(self);
    native.playbackRate.set(self, -native.playbackRate.get(self));
    play.call(self);
    held.hold(self, native);
  });
  patches.method(prototype, 'updatePlaybackRate', (self, rate: number) => {
    const current = held.get(self);
    if (current) held.rebase(self, current, { rate });
    else native.playbackRate.set(self, rate);
  });
}
