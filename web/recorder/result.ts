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

/** The relay's report as the page sees it: the addresses are whole and carry the token. */
export function recordingOf({ gaps, outputs, ...report }: RecordingReport, relay: RelayAddress): Recording {
  return {
    ...report,
    url: addressOf(report.url, relay),
    gaps: gaps.map(({ beforeSequence, ...gap }) => ({ ...gap, beforeFrame: beforeSequence })),
    outputs: outputs.map(({ error, ...output }) => ({
      ...output,
      url: addressOf(output.url, relay),
      ...(error ? { error } : {}),
    })),
  };
}

interface RelayAddress {
  readonly relayOrigin: string;
  readonly token: string;
}

function addressOf(url: string, { relayOrigin, token }: RelayAddress): string {
  if (url === '') return '';
  const address = new URL(url, relayOrigin);
  address.searchParams.set('token', token);
  return address.href;
}
