/** Dates and `performance` of one realm, by a timeline. */
import { withGlobal } from '@sinonjs/fake-timers';
import type { Patches } from './patches.ts';
import type { Realm } from './realm.ts';
import type { Timeline } from './timeline.ts';

/** `Date`, `Intl.DateTimeFormat` and `Temporal.Now`, by @sinonjs/fake-timers; `startMs` is the date at time 0. */
export function patchDate(realm: Realm, timeline: Timeline, startMs: number, patches: Patches): void {
  const dates = withGlobal(realm).install({
    now: startMs,
    toFake: ['Date', 'Intl', 'Temporal'],
    ignoreMissingTimers: true,
  });
  const move = (deltaNs: number): void => {
    // The library cuts the fraction of a nanosecond off, which a float may just miss.
    if (deltaNs > 0) dates.tick((deltaNs + 0.25) / 1e6);
  };
  move(timeline.nowNs);
  patches.onRestore(timeline.onMove(move));
  patches.onRestore(() => dates.uninstall());
}

/** `performance.now`, `timeOrigin`, marks and measures, and the time of events. */
export function patchPerformance(realm: Realm, timeline: Timeline, startMs: number, patches: Patches): void {
  const { prototype } = realm.Performance;
  const { mark, measure } = prototype;
  patches.value(prototype, 'now', () => timeline.nowMs);
  patches.accessor(prototype, 'timeOrigin', () => startMs);
  patches.value(prototype, 'mark', function (this: Performance, name: string, options: PerformanceMarkOptions = {}) {
    return mark.call(this, name, { startTime: timeline.nowMs, ...options });
  });
  patches.value(
    prototype,
    'measure',
    function (this: Performance, name: string, from?: string | PerformanceMeasureOptions, to?: string) {
      if (typeof from === 'object' && (from.end !== undefined || from.duration !== undefined)) {
        return measure.call(this, name, from);
      }
      const given = typeof from === 'object' ? from : { start: from ?? 0 };
      return measure.call(this, name, { ...given, end: to ?? timeline.nowMs });
    },
  );
  // Asked for while the event is handled, that is when it happened: time stands still.
  patches.accessor(realm.Event.prototype, 'timeStamp', () => timeline.nowMs);
}
