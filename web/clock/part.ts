import type { Nanoseconds } from '../../shared/media/time.ts';
import type { Patches } from './patches.ts';
import type { Realm } from './realm.ts';

/** One kind of thing that moves by itself in a browser, brought under the clock. A step calls these in order. */
export interface Part {
  /** Takes in a window before its scripts run; what is replaced is put back by `patches`. */
  cover(realm: Realm, patches: Patches): void;
  /** Brings it to `timeNs`, before the frame callbacks of the frame there. */
  advance?(timeNs: Nanoseconds): Promise<void>;
  /** As `advance`, within an animation frame of the browser, whose events come before the next one. */
  present?(timeNs: Nanoseconds): void;
  /** Whether `present` has anything to do: the step then takes another animation frame of the browser. */
  readonly isPresenting?: boolean;
  /** Takes up what has begun. Called in every animation frame of the browser, after the page's own callbacks. */
  adopt?(): void;
  /** After the frame: resolves when what the page began there has arrived. */
  settle?(): Promise<void>;
  /** Lets go of everything. */
  restore?(): void;
}
