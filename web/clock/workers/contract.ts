/** What the page's clock and that of a worker say to each other, on the worker's own channel, between the page's messages. */
import type { Nanoseconds } from '../../../shared/media/time.ts';

/** Marks a message as the clock's. */
export const CLOCK = 'reelay.clock';

/** Put before the worker's clock, as `reelayClockStart`. */
export interface WorkerStart {
  /** The worker's own script, which stands behind the clock. */
  readonly url: string;
  readonly startMs: number;
  readonly nowNs: Nanoseconds;
  readonly nextFrameNs: Nanoseconds;
  readonly seed: number | undefined;
  readonly settleTimeoutMs: number;
}

/** From the page. Each is answered, in order, when it is done; what the worker posted meanwhile comes before the answer. */
export type ToWorker =
  /** Go to this time and draw the frame there. */
  | {
      readonly [CLOCK]: 'step';
      readonly timeNs: Nanoseconds;
      readonly nextFrameNs: Nanoseconds;
      readonly settles: boolean;
      /** The browser draws no frames. */
      readonly isHidden: boolean;
    }
  /** Nothing: messages posted before have been handled. */
  | { readonly [CLOCK]: 'flush' }
  /** The clock was uninstalled: real time again. */
  | { readonly [CLOCK]: 'leave' };

export interface FromWorker {
  readonly [CLOCK]: 'done' | 'closed';
  /** Why a step failed. */
  readonly failure?: { readonly code: string; readonly message: string; readonly remedy: string };
}
