/** The clock of a page: what a step is. */
import { ReelayError } from '../../shared/errors.ts';
import { frameTimeNs } from '../../shared/media/time.ts';
import { AnimationsPart } from './animations.ts';
import { patchDate, patchPerformance } from './date.ts';
import { MediaPart } from './media.ts';
import type { ClockFrame, ClockSettings } from './options.ts';
import type { Part } from './part.ts';
import { Patches } from './patches.ts';
import { patchRandom, randomWords } from './random.ts';
import { Outstanding } from './ready.ts';
import { type NativeTime, nativeTime, type Realm } from './realm.ts';
import { SmilPart } from './smil.ts';
import { Timeline } from './timeline.ts';
import { patchTimers, patchWaits } from './timers.ts';
import { framesOf, INSTALLED, isReachable } from './windows.ts';
import { WorkersPart } from './workers/part.ts';

export class VirtualClock {
  readonly #settings: ClockSettings;
  readonly #timeline = new Timeline();
  readonly #native: NativeTime;
  readonly #outstanding = new Outstanding();
  /** The windows under this clock, with what was replaced in each. */
  readonly #realms = new Map<Realm, Patches>();
  readonly #word: (() => number) | undefined;
  readonly #parts: readonly Part[];
  readonly #stopWatching: () => void;
  #frames = 0;
  #last: Promise<unknown> = Promise.resolve();
  #isInstalled = true;

  /** Use `installClock`. */
  constructor(realm: Realm, settings: ClockSettings) {
    this.#settings = settings;
    this.#native = nativeTime(realm);
    this.#parts = [
      new MediaPart(this.#timeline, this.#native, settings.settleTimeoutMs),
      new AnimationsPart(this.#timeline),
      new SmilPart(this.#timeline),
      new WorkersPart(this.#timeline, this.#native, settings),
    ];
    // What the page begins between steps stands still from the first.
    this.#stopWatching = this.#native.everyFrame(() => this.#adopt());
    this.#word = settings.seed === undefined ? undefined : randomWords(settings.seed);
    this.include(realm);
  }

  /** Frames that have been drawn. */
  get frames(): number {
    return this.#frames;
  }

  /**
   * Moves time to the next frame and has the page draw it; the first call draws frame 0, at time 0. Resolves when it is
   * drawn and what it brought about has happened. Calls made meanwhile wait for their turn.
   * Throws CLOCK_UNSETTLED, and CLOCK_STATE after `uninstall`.
   */
  step(): Promise<ClockFrame> {
    const step = this.#last.then(() => this.#step());
    this.#last = step.catch(() => undefined);
    return step;
  }

  /**
   * Resolves when the document, its fonts and images, and the requests that were made have arrived. Time stands still.
   * Throws CLOCK_UNSETTLED, and CLOCK_STATE after `uninstall`.
   */
  async settled(): Promise<void> {
    this.#checkInstalled('settled()');
    await this.#outstanding.settled(this.#native, this.#settings.settleTimeoutMs);
  }

  /** Gives the page its own time back. What waited for virtual time never happens. */
  uninstall(): void {
    if (!this.#isInstalled) return;
    this.#isInstalled = false;
    this.#stopWatching();
    for (const part of this.#parts) part.restore?.();
    for (const patches of this.#realms.values()) patches.restore();
    this.#realms.clear();
    this.#native.close();
  }

  async #step(): Promise<ClockFrame> {
    this.#checkInstalled('step()');
    const { rate, settle } = this.#settings;
    const index = this.#frames;
    const timeNs = frameTimeNs(index, rate);
    this.#timeline.nextFrameNs = timeNs;
    if (settle === 'every' || (settle === 'first' && index === 0)) {
      await this.settled();
    }
    await this.#timeline.runUntil(timeNs, this.#native.turn);
    await this.#draw(timeNs);
    this.#timeline.runIdleCallbacks();
    await this.#native.turn();
    for (const part of this.#parts) await part.settle?.();
    this.#frames = index + 1;
    this.#timeline.nextFrameNs = frameTimeNs(index + 1, rate);
    return { index, timeNs };
  }

  async #draw(timeNs: number): Promise<void> {
    for (const part of this.#parts) await part.advance?.(timeNs);
    if (this.#parts.some(({ isPresenting }) => isPresenting)) {
      await this.#native.frame(() => {
        for (const part of this.#parts) part.present?.(timeNs);
      });
    }
    await this.#native.frame(() => {
      this.#timeline.runFrameCallbacks();
      this.#adopt();
    });
  }

  #checkInstalled(call: string): void {
    if (!this.#isInstalled) throw wrongState(call, 'no longer under this clock', 'Install a new one.');
  }

  #adopt(): void {
    for (const [realm, patches] of this.#realms) {
      // A frame that is gone, or that left for another origin.
      if (realm.closed || !isReachable(realm)) {
        this.#realms.delete(realm);
        patches.restore();
      } else framesOf(realm).forEach((frame) => this.include(frame));
    }
    for (const part of this.#parts) part.adopt?.();
  }

  /** Puts a window of the same origin under this clock, too: an iframe's, before its scripts run. */
  include(realm: Realm): void {
    if (INSTALLED in realm) return;
    const patches = new Patches();
    this.#realms.set(realm, patches);
    patches.value(realm, INSTALLED, this);
    patchTimers(realm, this.#timeline, patches);
    patchWaits(realm, this.#timeline, patches);
    patchPerformance(realm, this.#timeline, this.#settings.startMs, patches);
    patchDate(realm, this.#timeline, this.#settings.startMs, patches);
    if (this.#word) patchRandom(realm, this.#word, patches);
    this.#outstanding.cover(realm, patches);
    for (const part of this.#parts) part.cover(realm, patches);
  }
}

/** The error for a call that does not fit. */
export function wrongState(call: string, how: string, remedy: string): ReelayError {
  return new ReelayError('CLOCK_STATE', { call, state: how, remedy });
}
