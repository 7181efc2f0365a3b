import { ReelayError } from '../../shared/errors.ts';

/** The error for a call that does not fit the recorder's state. */
export function wrongState(call: string, state: string, remedy: string): ReelayError {
  return new ReelayError('WRONG_STATE', { call, state, remedy });
}
