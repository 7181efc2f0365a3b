/** A recording that failed, with what could be kept of it. */
import { type ErrorCode, RemoteError } from '../../shared/errors.ts';
import type { Recording } from './options.ts';

/** How a recording fails. `recording` is the file that could be kept, if any. */
export class RecordingError extends RemoteError {
  override readonly name = 'RecordingError';
  readonly recording: Recording | undefined;

  constructor(text: { readonly code: ErrorCode; readonly message: string; readonly remedy: string }, recording: Recording | undefined) {
    super(text);
    this.recording = recording;
  }
}
