/** How a recording ends for the page: as a Recording, or as an error with what could be kept. */
import { type ErrorCode, RemoteError } from '../../shared/errors.ts';
import type { RecordingReport } from '../../shared/wire/messages.ts';
import type { Recording } from './options.ts';

/** How a recording fails. `recording` is the file that could be kept, if any. */
export class RecordingError extends RemoteError {
  override readonly name = 'RecordingError';
  readonly recording: Recording | undefined;

  constructor(
    text: { readonly code: ErrorCode; readonly message: string; readonly remedy: string },
    recording: Recording | undefined,
  ) {
    super(text);
    this.recording = recording;
  }
}

/** The relay's report as the page sees it: the address is whole and carries the token. */
export function recordingOf(
  { url, gaps, ...report }: RecordingReport,
  { relayOrigin, token }: { readonly relayOrigin: string; readonly token: string },
): Recording {
  const address = new URL(url, relayOrigin);
  address.searchParams.set('token', token);
  return {
    ...report,
    url: url === '' ? '' : address.href,
    gaps: gaps.map(({ beforeSequence, ...gap }) => ({ ...gap, beforeFrame: beforeSequence })),
  };
}
