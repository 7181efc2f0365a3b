/** Timers, idle callbacks, animation frames and what else waits, of one realm, by a timeline. */
import { NANOSECONDS_PER_MILLISECOND } from '../../shared/media/time.ts';
import type { Patches } from './patches.ts';
import type { Realm } from './realm.ts';
import { attempt, type Timeline } from './timeline.ts';

/** HTML: from the fifth timer that a timer sets on, none is shorter than this. It keeps a loop of `setTimeout(f)` finite, too. */
const NESTED_MINIMUM_MS = 4;
const NESTED_LEVEL = 5;

export function patchTimers(realm: Realm, timeline: Timeline, patches: Patches): void {
  const native = {
    clearTimeout: realm.clearTimeout.bind(realm),
    cancelAnimationFrame: realm.cancelAnimationFrame?.bind(realm),
    cancelIdleCallback: realm.cancelIdleCallback?.bind(realm),
    evaluate: realm.eval,
  };
  const report = (error: unknown): void => realm.reportError(error);
  /** Level of the timer that runs now; 0 outside of timers. */
  let level = 0;
  /** An interval's own id, to that of its next run. */
  const intervals = new Map<number, number>();

  const once = (handler: TimerHandler, delay: unknown, values: unknown[], then: () => void): number => {
    const ownLevel = level + 1;
    const call = typeof handler === 'string' ? () => native.evaluate(handler) : () => void handler.apply(realm, values);
    // As WebIDL makes a long of it: fractions are cut off, what is no number is 0.
    const wanted = Math.max(0, Number(delay) | 0);
    const delayMs = ownLevel > NESTED_LEVEL ? Math.max(NESTED_MINIMUM_MS, wanted) : wanted;
    return timeline.schedule(delayMs * NANOSECONDS_PER_MILLISECOND, () => {
      level = ownLevel;
      attempt(call, report);
      then();
      level = 0;
    });
  };
  const setInterval = (handler: TimerHandler, delay?: unknown, ...values: unknown[]): number => {
    const again = (): void => {
      if (intervals.has(id)) intervals.set(id, once(handler, delay, values, again));
    };
    const id: number = once(handler, delay, values, again);
    intervals.set(id, id);
    return id;
  };
  const clear = (id?: number): void => {
    const number = Number(id);
    const next = intervals.get(number) ?? number;
    intervals.delete(number);
    if (!timeline.cancel(next)) native.clearTimeout(id);
  };
  patches.value(realm, 'setTimeout', (handler: TimerHandler, delay?: unknown, ...values: unknown[]) =>
    once(handler, delay, values, () => undefined),
  );
  patches.value(realm, 'setInterval', setInterval);
  patches.value(realm, 'clearTimeout', clear);
  patches.value(realm, 'clearInterval', clear);
  if (native.cancelAnimationFrame) {
    patches.value(realm, 'requestAnimationFrame', (callback: FrameRequestCallback) =>
      timeline.requestFrame((timeMs) => attempt(() => callback(timeMs), report)),
    );
    patches.value(realm, 'cancelAnimationFrame', (id: number) => {
      if (!timeline.cancel(id)) native.cancelAnimationFrame(id);
    });
  }
  if (native.cancelIdleCallback) {
    patches.value(realm, 'requestIdleCallback', (callback: IdleRequestCallback) =>
      timeline.requestIdle(() => attempt(() => callback(idleDeadline()), report)),
    );
    patches.value(realm, 'cancelIdleCallback', (id: number) => {
      if (!timeline.cancel(id)) native.cancelIdleCallback(id);
    });
  }
}

const IDLE_MS = 10;

/** Time stands still in a callback, which may wait for the deadline in a loop: each question takes a millisecond. */
function idleDeadline(): IdleDeadline {
  let remainingMs = IDLE_MS;
  return { didTimeout: false, timeRemaining: () => Math.max(0, remainingMs--) };
}

/** `AbortSignal.timeout` and `scheduler.postTask` with a delay. What waits for no time stays the browser's. */
export function patchWaits(realm: Realm, timeline: Timeline, patches: Patches): void {
  patches.value(realm.AbortSignal, 'timeout', (ms: number): AbortSignal => {
    const controller = new realm.AbortController();
    timeline.schedule(Math.max(0, Math.trunc(ms)) * NANOSECONDS_PER_MILLISECOND, () =>
      controller.abort(new realm.DOMException('signal timed out', 'TimeoutError')),
    );
    return controller.signal;
  });
  const { scheduler } = realm as { scheduler?: Scheduler };
  if (scheduler === undefined) return;
  const prototype = Object.getPrototypeOf(scheduler) as Scheduler;
  const { postTask } = prototype;
  patches.value(prototype, 'postTask', async (task: () => unknown, { delay = 0, ...options }: PostTaskOptions = {}) => {
    if (delay > 0) await elapsed(realm, timeline, delay, options.signal);
    return postTask.call(scheduler, task, options);
  });
}

interface PostTaskOptions {
  readonly delay?: number;
  readonly priority?: string;
  readonly signal?: AbortSignal;
}

interface Scheduler {
  postTask(task: () => unknown, options?: PostTaskOptions): Promise<unknown>;
}

/** Resolves when `ms` have passed, or when `signal` aborts: the browser's own `postTask` then rejects. */
function elapsed(realm: Realm, timeline: Timeline, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new realm.Promise((resolve) => {
    const id = timeline.schedule(Math.trunc(ms) * NANOSECONDS_PER_MILLISECOND, resolve);
    signal?.addEventListener('abort', () => {
      timeline.cancel(id);
      resolve();
    });
  });
}
