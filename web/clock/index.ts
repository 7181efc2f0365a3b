/** Virtual time for a page: `reelay/clock`. Needs nothing else of Reelay. */
export { ReelayError, type ErrorCode } from '../../shared/errors.ts';
export type { VirtualClock } from './clock.ts';
export { installClock } from './install.ts';
export type { ClockFrame, ClockOptions } from './options.ts';
