/** Virtual time for a page: `reelay/clock`. Needs nothing else of Reelay. */
export { ReelayError, type ErrorCode } from '../../shared/errors.ts';
export { installClock, type VirtualClock } from './clock.ts';
export type { ClockFrame, ClockOptions } from './options.ts';
