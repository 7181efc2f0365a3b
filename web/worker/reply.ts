/** What the worker says to the page. */
import type { ReelayError } from '../../shared/errors.ts';
import type { WorkerReply } from './contract.ts';

/** Sends `message`. */
export function reply(message: WorkerReply): void {
  self.postMessage(message);
}

/** That it failed of `error`. @param recording what could be kept */
export function failed(
  error: ReelayError,
  recording: Extract<WorkerReply, { type: 'failed' }>['recording'],
): Extract<WorkerReply, { type: 'failed' }> {
  return { type: 'failed', code: error.code, message: error.message, remedy: error.remedy, recording };
}
